import { messages } from './messages.ts';

const list = (names: string[]): string => names.join(', ');
type Services = { services: string[] };

/** What a job does, step by step and phase by phase, in the words of those who run it. */
export const steps = messages({
  'step.lock': {
    en: () => 'Reserve the stack, so that no other job works on it',
    de: () => 'Den Stack reservieren, damit kein anderer Auftrag an ihm arbeitet',
  },
  'step.open': { en: () => 'Begin a new snapshot', de: () => 'Einen neuen Schnappschuss beginnen' },
  'step.prepare': {
    en: (p: Services) => `Connect to ${list(p.services)} and make everything ready`,
    de: (p: Services) => `Mit ${list(p.services)} verbinden und alles bereitmachen`,
  },
  'step.pause': {
    en: (p: { containers: string[] }) => `Pause ${list(p.containers)} for a moment`,
    de: (p: { containers: string[] }) => `${list(p.containers)} für einen Moment anhalten`,
  },
  'step.stop': {
    en: (p: { containers: string[] }) => `Stop ${list(p.containers)}`,
    de: (p: { containers: string[] }) => `${list(p.containers)} stoppen`,
  },
  'step.fix': {
    en: (p: Services) => `Fix the moment at which ${list(p.services)} is saved`,
    de: (p: Services) => `Den Zeitpunkt festhalten, der erfasst wird: ${list(p.services)}`,
  },
  'step.resume': { en: () => 'Let them go on', de: () => 'Sie weiterlaufen lassen' },
  'step.store': {
    en: (p: Services) => `Save ${list(p.services)}`,
    de: (p: Services) => `${list(p.services)} sichern`,
  },
  'step.commit': {
    en: () => 'Complete the snapshot: only now does it exist',
    de: () => 'Den Schnappschuss abschließen: erst jetzt gibt es ihn',
  },
  'step.check': {
    en: () => 'Read every stored byte and compare its checksum',
    de: () => 'Jedes gespeicherte Byte lesen und die Prüfsumme vergleichen',
  },
  'step.parse': {
    en: (p: Services) => `Have the server’s own tools read ${list(p.services)}`,
    de: (p: Services) => `${list(p.services)} von den Werkzeugen der Datenbank lesen lassen`,
  },
  'step.trial': {
    en: (p: Services) => `Restore ${list(p.services)} into throw-away servers and check them`,
    de: (p: Services) => `${list(p.services)} in Wegwerf-Servern wiederherstellen und prüfen`,
  },
  'step.stage': {
    en: (p: Services) => `Prepare ${list(p.services)} beside the live data`,
    de: (p: Services) => `${list(p.services)} neben den laufenden Daten vorbereiten`,
  },
  'step.reopen': {
    en: (p: Services) => `Take up what was kept of ${list(p.services)}`,
    de: (p: Services) => `Das Aufbewahrte von ${list(p.services)} wieder aufnehmen`,
  },
  'step.prove': {
    en: (p: Services) => `Check ${list(p.services)} against what was saved`,
    de: (p: Services) => `${list(p.services)} mit dem Gesicherten vergleichen`,
  },
  'step.safety': {
    en: (p: Services) => `Save ${list(p.services)} as it is now and read that back, so that this can be undone`,
    de: (p: Services) => `${list(p.services)} im jetzigen Stand sichern und zurücklesen, damit sich dies rückgängig machen lässt`,
  },
  'step.swap': {
    en: (p: Services) => `Switch over ${list(p.services)}`,
    de: (p: Services) => `${list(p.services)} umschalten`,
  },
  'step.swap-added': {
    en: (p: Services) => `Give what was prepared of ${list(p.services)} its name, beside the live data`,
    de: (p: Services) => `Dem Vorbereiteten von ${list(p.services)} seinen Namen geben, neben den laufenden Daten`,
  },
  'step.settle': {
    en: (p: Services) => `See that ${list(p.services)} works, and keep what was there before`,
    de: (p: Services) => `Nachsehen, dass ${list(p.services)} läuft, und das Bisherige aufbewahren`,
  },
  'step.settle-added': {
    en: (p: Services) => `See that ${list(p.services)} works`,
    de: (p: Services) => `Nachsehen, dass ${list(p.services)} läuft`,
  },
  'step.settle-watch': {
    en: (p: Services & { seconds: number }) =>
      `See that ${list(p.services)} works, watch it for ${p.seconds} s or more, and keep what was there before`,
    de: (p: Services & { seconds: number }) =>
      `Nachsehen, dass ${list(p.services)} läuft, mindestens ${p.seconds} s lang zusehen und das Bisherige aufbewahren`,
  },
  'step.settle-watch-added': {
    en: (p: Services & { seconds: number }) => `See that ${list(p.services)} works, and watch it for ${p.seconds} s or more`,
    de: (p: Services & { seconds: number }) =>
      `Nachsehen, dass ${list(p.services)} läuft, und mindestens ${p.seconds} s lang zusehen`,
  },
  'step.drop': {
    en: (p: { job: string }) => `End the undo of job ${p.job}, as its time is over, and remove anything that it kept`,
    de: (p: { job: string }) =>
      `Die Umkehrbarkeit von Auftrag ${p.job} beenden, da seine Zeit um ist, und Aufbewahrtes entfernen`,
  },
  'step.repair': {
    en: (p: { job: string }) => `Bring the interrupted job ${p.job} to an end`,
    de: (p: { job: string }) => `Den unterbrochenen Auftrag ${p.job} zu Ende bringen`,
  },
  'step.delete': {
    en: (p: { snapshots: string[] }) => `Delete ${list(p.snapshots)}`,
    de: (p: { snapshots: string[] }) => `${list(p.snapshots)} löschen`,
  },
  'step.import': {
    en: (p: { folder: string }) => `Copy it in from ${p.folder}, checking every byte`,
    de: (p: { folder: string }) => `Aus ${p.folder} hereinkopieren und jedes Byte prüfen`,
  },
  'step.unlock': { en: () => 'Release the stack', de: () => 'Den Stack freigeben' },

  'phase.prepare': { en: () => 'connecting', de: () => 'verbinden' },
  'phase.fix': { en: () => 'copying', de: () => 'kopieren' },
  'phase.store': { en: () => 'saving', de: () => 'sichern' },
  'phase.import': { en: () => 'copying', de: () => 'kopieren' },
  'phase.check': { en: () => 'reading', de: () => 'lesen' },
  'phase.parse': { en: () => 'reading', de: () => 'lesen' },
  'phase.trial': { en: () => 'restoring', de: () => 'herstellen' },
  'phase.stage': { en: () => 'preparing', de: () => 'vorbereiten' },
  'phase.prove': { en: () => 'checking', de: () => 'prüfen' },
  'phase.live': { en: () => 'comparing what is live', de: () => 'vergleichen, was live ist' },
  'phase.swap': { en: () => 'switching', de: () => 'umschalten' },

  'state.running': { en: () => 'running', de: () => 'läuft' },
  'state.succeeded': { en: () => 'done', de: () => 'fertig' },
  'state.failed': { en: () => 'failed', de: () => 'fehlgeschlagen' },
  'state.cancelled': { en: () => 'cancelled', de: () => 'abgebrochen' },
  'state.interrupted': { en: () => 'interrupted', de: () => 'unterbrochen' },

  'role-name.data': { en: () => 'data', de: () => 'Daten' },
  'role-name.writer': { en: () => 'writer', de: () => 'Schreiber' },
  'role-name.reader': { en: () => 'reader', de: () => 'Leser' },
  'role-name.bystander': { en: () => 'other', de: () => 'sonstige' },
  'environment.production': { en: () => 'production', de: () => 'Produktion' },
  'environment.staging': { en: () => 'staging', de: () => 'Staging' },
  'environment.dev': { en: () => 'dev', de: () => 'Entwicklung' },
});
