import { messages } from './messages.ts';

/** Snapshots, jobs and copies. */
export const snapshotScreens = messages({
  'ui.snapshots': { en: () => 'Snapshots', de: () => 'Schnappschüsse' },
  'ui.jobs': { en: () => 'Jobs', de: () => 'Aufträge' },
  'ui.snapshot.title': {
    en: (p: { stack: string; at: string }) => `${p.stack}, ${p.at}`,
    de: (p: { stack: string; at: string }) => `${p.stack}, ${p.at}`,
  },
  'ui.snapshot.holds': { en: () => 'What it holds', de: () => 'Was er enthält' },
  'ui.snapshot.files': { en: () => 'Stored files', de: () => 'Gespeicherte Dateien' },
  'ui.snapshot.checks': { en: () => 'What was checked', de: () => 'Was geprüft wurde' },
  'ui.snapshot.no-checks': {
    en: () =>
      'Nothing yet. A test restore shows that it can be relied on: it is restored into throw-away servers, and every row is compared.',
    de: () =>
      'Noch nichts. Eine Probe zeigt, dass Verlass darauf ist: er wird in Wegwerf-Servern wiederhergestellt, und jede Zeile wird verglichen.',
  },
  'ui.snapshot.sizes': { en: () => 'Size of each service', de: () => 'Größe der Dienste' },
  'ui.snapshot.made': { en: () => 'Made', de: () => 'Gemacht' },
  'ui.snapshot.moment': { en: () => 'Shows the moment', de: () => 'Zeigt den Moment' },
  'ui.snapshot.app': { en: () => 'The app meanwhile', de: () => 'Die Anwendung unterdessen' },
  'ui.snapshot.size': { en: () => 'Size', de: () => 'Größe' },
  'ui.snapshot.took': { en: () => 'Took', de: () => 'Dauer' },
  'ui.snapshot.tested': { en: () => 'Test restore', de: () => 'Probe der Wiederherstellung' },
  'ui.snapshot.kept': { en: () => 'Kept', de: () => 'Festgehalten' },
  'ui.snapshot.kept-yes': { en: () => 'yes, it cannot be deleted', de: () => 'ja, er lässt sich nicht löschen' },
  'ui.snapshot.kept-no': { en: () => 'no', de: () => 'nein' },
  'ui.snapshot.place': { en: () => 'Kept in', de: () => 'Liegt in' },
  'ui.snapshot.of': { en: () => 'Data of', de: () => 'Daten von' },
  'ui.check.verify': { en: () => 'Every stored byte was read', de: () => 'Jedes gespeicherte Byte wurde gelesen' },
  'ui.check.drill': { en: () => 'Restored into throw-away servers', de: () => 'In Wegwerf-Servern wiederhergestellt' },
  'ui.check.restore': { en: () => 'Restored for real', de: () => 'Wirklich wiederhergestellt' },
  'ui.check.good': { en: () => 'All is there', de: () => 'Alles ist da' },
  'ui.check.bad': { en: () => 'It did not hold', de: () => 'Es hielt nicht stand' },

  'ui.job.steps': { en: () => 'Step by step', de: () => 'Schritt für Schritt' },
  'ui.job.progress': { en: () => 'How far it is', de: () => 'Wie weit es ist' },
  'ui.job.progress-of': {
    en: (p: { service: string }) => `How far ${p.service} is`,
    de: (p: { service: string }) => `Wie weit ${p.service} ist`,
  },
  'ui.job.speed': { en: () => 'Speed', de: () => 'Tempo' },
  'ui.job.result': { en: () => 'What came of it', de: () => 'Was herauskam' },
  'ui.job.by-service': { en: () => 'Service by service', de: () => 'Dienst für Dienst' },
  'ui.job.log': { en: () => 'Log', de: () => 'Protokoll' },
  'ui.job.no-log': { en: () => 'Nothing out of the ordinary was noted.', de: () => 'Es wurde nichts Besonderes vermerkt.' },
  'ui.job.running': { en: (p: { time: string }) => `Running for ${p.time}`, de: (p: { time: string }) => `Läuft seit ${p.time}` },
  'ui.job.took': { en: (p: { time: string }) => `Took ${p.time}`, de: (p: { time: string }) => `Dauerte ${p.time}` },
  'ui.job.after': { en: (p: { seconds: string }) => `after ${p.seconds}`, de: (p: { seconds: string }) => `nach ${p.seconds}` },
  'ui.job.step-waiting': { en: () => 'still to come', de: () => 'kommt noch' },
  'ui.job.step-skipped': { en: () => 'was not needed', de: () => 'war nicht nötig' },
  'ui.job.step-running': { en: () => 'under way', de: () => 'läuft' },
  'ui.job.step-done': { en: () => 'done', de: () => 'fertig' },
  'ui.job.step-failed': { en: () => 'failed', de: () => 'fehlgeschlagen' },
  'ui.job.undo-until': {
    en: (p: { until: string }) => `Can be undone until ${p.until}`,
    de: (p: { until: string }) => `Lässt sich rückgängig machen bis ${p.until}`,
  },
  'ui.job.goes-on': {
    en: () => 'It goes on when you leave this screen or close the window.',
    de: () => 'Er läuft weiter, wenn Sie diese Seite verlassen oder das Fenster schließen.',
  },
  'ui.job.stop-ask': {
    en: () => 'Stop it? What it has begun is taken back.',
    de: () => 'Abbrechen? Was begonnen wurde, wird zurückgenommen.',
  },
  'ui.job.stop-yes': { en: () => 'Yes, stop it', de: () => 'Ja, abbrechen' },
  'ui.job.stop-no': { en: () => 'No, go on', de: () => 'Nein, weitermachen' },
  'ui.job.stopping': {
    en: () => 'Stopping; what it has begun is taken back …',
    de: () => 'Wird abgebrochen; Begonnenes wird zurückgenommen …',
  },
  'ui.job.live-data': {
    en: () => 'The live data was not touched.',
    de: () => 'Die laufenden Daten wurden nicht berührt.',
  },

  'ui.copy.title': { en: (p: { stack: string }) => `Copy ${p.stack}`, de: (p: { stack: string }) => `${p.stack} kopieren` },
  'ui.copy.what': { en: () => 'What is copied', de: () => 'Was kopiert wird' },
  'ui.copy.all': { en: () => 'The whole stack', de: () => 'Der ganze Stack' },
  'ui.copy.where': { en: () => 'Into which stack', de: () => 'In welchen Stack' },
  'ui.copy.none': {
    en: () => 'No other stack here can take this. Choose less of it, or start another stack.',
    de: () => 'Kein anderer Stack hier kann das aufnehmen. Wählen Sie weniger davon, oder starten Sie einen anderen Stack.',
  },

  'ui.snapshots.stack': { en: () => 'Stack', de: () => 'Stack' },
  'ui.snapshots.all': { en: () => 'All stacks', de: () => 'Alle Stacks' },
  'ui.snapshots.none': {
    en: () =>
      'No snapshots yet. Nothing needs to be configured: they are kept in a folder of this machine until another place is added.',
    de: () =>
      'Noch keine Schnappschüsse. Es muss nichts eingerichtet werden: sie kommen in einen Ordner dieses Rechners, bis ein anderer Ort eingetragen ist.',
  },
  'ui.snapshots.list': {
    en: (p: { count: string }) => `${p.count} snapshots, newest first`,
    de: (p: { count: string }) => `${p.count} Schnappschüsse, neueste zuerst`,
  },
});
