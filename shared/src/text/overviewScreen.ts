import { allProducts } from '../model/kinds.ts';
import { messages } from './messages.ts';

/** Names the services that a gap is about; without any it is about the whole stack. */
type OfServices = { services: string[] };
const of = ({ services }: OfServices): string => (services.length === 0 ? '' : `${services.join(', ')}: `);

/** The overview, stacks and their history. */
export const overviewScreen = messages({
  'ui.overview': { en: () => 'Overview', de: () => 'Überblick' },
  'ui.stacks': { en: () => 'Stacks', de: () => 'Stacks' },
  'ui.history.title': {
    en: (p: { stack: string }) => `Backups of ${p.stack}`,
    de: (p: { stack: string }) => `Sicherungen von ${p.stack}`,
  },
  'ui.history.sizes': { en: () => 'Size of each backup', de: () => 'Größe jeder Sicherung' },
  'ui.history.times': { en: () => 'How long each backup took', de: () => 'Wie lange jede Sicherung dauerte' },
  'ui.history.whole': { en: () => 'the whole backup', de: () => 'ganze Sicherung' },
  'ui.history.none': { en: () => 'There is no backup of it here yet.', de: () => 'Davon gibt es hier noch keine Sicherung.' },
  'ui.history.newest': {
    en: (p: { count: string }) => `The newest ${p.count}, oldest first.`,
    de: (p: { count: string }) => `Die neuesten ${p.count}, älteste zuerst.`,
  },

  'ui.overview.protected': {
    en: (p: { good: string; all: string }) => `${p.good} of ${p.all} stacks are protected`,
    de: (p: { good: string; all: string }) => `${p.good} von ${p.all} Stacks sind geschützt`,
  },
  'ui.overview.protected-one': { en: () => 'Protected', de: () => 'Geschützt' },
  'ui.overview.not-protected': { en: () => 'Not protected', de: () => 'Nicht geschützt' },
  'ui.overview.protected-unknown': { en: () => 'Not known whether protected', de: () => 'Unbekannt, ob geschützt' },
  'ui.overview.none': {
    en: () => `No stack with data that Longshore can save (${allProducts()}) runs here. It appears as soon as one is started.`,
    de: () =>
      `Hier läuft kein Stack mit Daten, die Longshore sichern kann (${allProducts()}). Er erscheint, sobald einer gestartet wird.`,
  },
  'ui.gap.never': { en: () => 'Never saved', de: () => 'Nie gesichert' },
  'ui.gap.unknown': {
    en: (p: OfServices) => `${of(p)}Not known whether it is saved: a repository does not answer`,
    de: (p: OfServices) => `${of(p)}Unbekannt, ob gesichert: Ein Repository antwortet nicht`,
  },
  'ui.gap.old': {
    en: (p: OfServices & { ago: string }) => `${of(p)}Last saved ${p.ago}`,
    de: (p: OfServices & { ago: string }) => `${of(p)}Zuletzt gesichert ${p.ago}`,
  },
  'ui.gap.incomplete': { en: () => 'The last snapshot is incomplete', de: () => 'Der letzte Schnappschuss ist unvollständig' },
  'ui.gap.unsaved': {
    en: (p: { service: string }) => `${p.service} is not saved`,
    de: (p: { service: string }) => `${p.service} ist nicht gesichert`,
  },
  'ui.gap.untested': {
    en: (p: OfServices) => `${of(p)}Restore of the newest never tested`,
    de: (p: OfServices) => `${of(p)}Wiederherstellung des neuesten nie geprobt`,
  },
  'ui.gap.test-failed': {
    en: (p: OfServices) => `${of(p)}The test restore of the newest failed`,
    de: (p: OfServices) => `${of(p)}Die Probe der Wiederherstellung des neuesten schlug fehl`,
  },
  'ui.gap.damaged': {
    en: (p: OfServices) => `${of(p)}The last snapshot is damaged`,
    de: (p: OfServices) => `${of(p)}Der letzte Schnappschuss ist beschädigt`,
  },
  'ui.gap.same-disk': {
    en: (p: OfServices) => `${of(p)}The copy is on no other disk or machine`,
    de: (p: OfServices) => `${of(p)}Die Kopie liegt auf keinem anderen Datenträger oder Rechner`,
  },
  'ui.overview.last': { en: () => 'Last snapshot', de: () => 'Letzter Schnappschuss' },
  'ui.overview.last-test': { en: () => 'Last test restore', de: () => 'Letzte Probe' },
  'ui.overview.never': { en: () => 'never', de: () => 'nie' },
  'ui.overview.unknown': { en: () => 'not known', de: () => 'unbekannt' },
  'ui.overview.sizes': { en: () => 'Sizes', de: () => 'Größen' },
  'ui.overview.trend': {
    en: (p: { from: string; to: string; count: string }) => `${p.count} snapshots, from ${p.from} to ${p.to}`,
    de: (p: { from: string; to: string; count: string }) => `${p.count} Schnappschüsse, von ${p.from} auf ${p.to}`,
  },
  'ui.overview.by-itself': { en: () => 'Nothing runs by itself', de: () => 'Nichts läuft von selbst' },
  'ui.overview.by-itself-how': {
    en: () => 'Backups are made when a user asks for them. One line changes that, every night at two:',
    de: () => 'Gesichert wird, wenn jemand es verlangt. Eine Zeile ändert das, jede Nacht um zwei:',
  },
  'ui.overview.by-itself-which': { en: () => 'Stack', de: () => 'Stack' },
  'ui.overview.cron': { en: () => 'With cron (crontab -e)', de: () => 'Mit cron (crontab -e)' },
  'ui.overview.systemd': {
    en: () => 'With systemd, until the next restart of the machine',
    de: () => 'Mit systemd, bis zum nächsten Neustart des Rechners',
  },
  'ui.overview.storage': { en: () => 'Storage used', de: () => 'Belegter Speicher' },
  'ui.overview.grown': {
    en: (p: { size: string }) => `${p.size} in the last seven days`,
    de: (p: { size: string }) => `${p.size} in den letzten sieben Tagen`,
  },
  'ui.overview.jobs': { en: () => 'Latest jobs', de: () => 'Letzte Aufträge' },
  'ui.overview.snapshots': {
    en: (p: { count: string; one: boolean }) => `${p.count} ${p.one ? 'snapshot' : 'snapshots'}`,
    de: (p: { count: string; one: boolean }) => `${p.count} ${p.one ? 'Schnappschuss' : 'Schnappschüsse'}`,
  },
  'ui.overview.interrupted': {
    en: (p: { count: number }) =>
      p.count === 1
        ? 'A job was interrupted and has to be cleaned up.'
        : `${p.count} jobs were interrupted and have to be cleaned up.`,
    de: (p: { count: number }) =>
      p.count === 1
        ? 'Ein Auftrag wurde unterbrochen; es ist aufzuräumen.'
        : `${p.count} Aufträge wurden unterbrochen; es ist aufzuräumen.`,
  },

  'ui.stack.on': { en: (p: { host: string }) => `on ${p.host}`, de: (p: { host: string }) => `auf ${p.host}` },
  'ui.stack.data': { en: () => 'Data', de: () => 'Daten' },
  'ui.stack.containers': { en: () => 'Containers', de: () => 'Container' },
  'ui.stack.why': { en: () => 'Why', de: () => 'Warum' },
  'ui.stack.role': { en: () => 'Role', de: () => 'Rolle' },
  'ui.stack.environment': { en: () => 'What it is', de: () => 'Was er ist' },
  'ui.stack.environment-why': {
    en: () => 'It decides how strong a confirmation is wanted before its data is replaced. Unmarked counts as production.',
    de: () =>
      'Davon hängt ab, wie deutlich zu bestätigen ist, bevor seine Daten ersetzt werden. Ohne Markierung zählt er als Produktion.',
  },
  'ui.stack.unmarked': { en: () => 'not marked', de: () => 'nicht markiert' },
});
