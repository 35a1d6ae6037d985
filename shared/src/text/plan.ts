import { messages } from './messages.ts';
import { bytes, count, moment } from './units.ts';

const few = 3;
/** Returns the names of snapshots when there are at most three, else how many there are. */
const named = (snapshots: string[], word: string): string =>
  snapshots.length <= few ? snapshots.join(', ') : `${snapshots.length} ${word}`;

/** What is known of a snapshot that goes. */
const known = {
  en: {
    tested: 'its restore was tested',
    read: 'read in full, its restore never tested',
    unproven: 'its restore was never tested',
    bad: 'incomplete or damaged',
  },
  de: {
    tested: 'Wiederherstellung geprobt',
    read: 'ganz gelesen, Wiederherstellung nie geprobt',
    unproven: 'Wiederherstellung nie geprobt',
    bad: 'unvollständig oder beschädigt',
  },
};
type Lost = { snapshot: string; at: string; bytes: number; grade: keyof (typeof known)['en'] };
const lost = (p: Lost, language: 'en' | 'de'): string =>
  `${p.snapshot}, ${moment(p.at, language)}, ${bytes(p.bytes, language)}, ${known[language][p.grade]}`;

export const plan = messages({
  'title.backup': { en: (p: { stack: string }) => `Back up ${p.stack}`, de: (p: { stack: string }) => `${p.stack} sichern` },
  'title.restore': {
    en: (p: { snapshot: string; stack: string }) => `Restore ${p.snapshot} into ${p.stack}`,
    de: (p: { snapshot: string; stack: string }) => `${p.snapshot} in ${p.stack} wiederherstellen`,
  },
  'title.verify': {
    en: (p: { snapshot: string }) => `Verify ${p.snapshot}`,
    de: (p: { snapshot: string }) => `${p.snapshot} prüfen`,
  },
  'title.drill': {
    en: (p: { snapshot: string }) => `Test the restore of ${p.snapshot}`,
    de: (p: { snapshot: string }) => `Wiederherstellung von ${p.snapshot} proben`,
  },
  'title.undo': { en: (p: { job: string }) => `Undo ${p.job}`, de: (p: { job: string }) => `${p.job} rückgängig machen` },
  'title.recover': {
    en: (p: { host: string }) => `Clean up after an interruption on ${p.host}`,
    de: (p: { host: string }) => `Nach einer Unterbrechung auf ${p.host} aufräumen`,
  },

  'title.delete': {
    en: (p: { snapshots: string[] }) => `Delete ${named(p.snapshots, 'snapshots')}`,
    de: (p: { snapshots: string[] }) => `${named(p.snapshots, 'Schnappschüsse')} löschen`,
  },
  'title.import': {
    en: (p: { snapshot: string; repository: string }) => `Import ${p.snapshot} into ${p.repository}`,
    de: (p: { snapshot: string; repository: string }) => `${p.snapshot} in ${p.repository} aufnehmen`,
  },
  'fact.import': {
    en: (p: { snapshot: string; at: string; writer: string }) =>
      `${p.snapshot} of ${moment(p.at, 'en')}, made by ${p.writer}, is copied in. Nothing in the repository is replaced.`,
    de: (p: { snapshot: string; at: string; writer: string }) =>
      `${p.snapshot} vom ${moment(p.at, 'de')}, gemacht von ${p.writer}, wird hereinkopiert. Im Repository wird nichts ersetzt.`,
  },
  'fact.import-unproven': {
    en: () => 'What was tested where it came from does not count here.',
    de: () => 'Beweise von dort, woher er kommt, werden nicht übernommen.',
  },
  'fact.import-same': {
    en: (p: { snapshot: string; repository: string }) =>
      `${p.snapshot} is in ${p.repository} already, with the same content. There is nothing to do.`,
    de: (p: { snapshot: string; repository: string }) =>
      `${p.snapshot} ist schon in ${p.repository}, mit demselben Inhalt. Es gibt nichts zu tun.`,
  },
  'fact.deletes': {
    en: (p: Lost & { rows: number }) => `Lost: ${lost(p, 'en')}, ${count(p.rows, 'en')} rows and keys.`,
    de: (p: Lost & { rows: number }) => `Verloren: ${lost(p, 'de')}, ${count(p.rows, 'de')} Zeilen und Schlüssel.`,
  },
  'fact.deletes-uncounted': {
    en: (p: Lost) => `Lost: ${lost(p, 'en')}, rows not counted.`,
    de: (p: Lost) => `Verloren: ${lost(p, 'de')}, Zeilen nicht gezählt.`,
  },
  'fact.left': {
    en: (p: { stack: string; left: number; newest: string }) =>
      p.left === 0 ? `${p.stack} then has no snapshot at all.` : `${p.stack} then has ${p.left} left, the newest ${p.newest}.`,
    de: (p: { stack: string; left: number; newest: string }) =>
      p.left === 0
        ? `${p.stack} hat dann keinen Schnappschuss mehr.`
        : `${p.stack} hat dann noch ${p.left}, der neueste ist ${p.newest}.`,
  },
  'fact.for-good': {
    en: () => 'This cannot be undone. Live data is not touched.',
    de: () => 'Das lässt sich nicht rückgängig machen. Die laufenden Daten werden nicht berührt.',
  },
  'role.data': {
    en: (p: { kind: string }) => `holds data (${p.kind})`,
    de: (p: { kind: string }) => `hält Daten (${p.kind})`,
  },
  'role.not-running': { en: () => 'not running', de: () => 'läuft nicht' },
  'role.one-shot': { en: () => 'runs once and ends', de: () => 'läuft einmal und endet' },
  'role.reader': { en: () => 'marked as a reader', de: () => 'als Leser markiert' },
  'role.tool': { en: () => 'known tool that does not write', de: () => 'bekanntes Werkzeug, das nicht schreibt' },
  'role.no-network': { en: () => 'cannot reach a data service', de: () => 'erreicht keinen Datendienst' },
  'role.writer': {
    en: (p: { service: string }) => `can reach ${p.service}, so it may write`,
    de: (p: { service: string }) => `erreicht ${p.service}, könnte also schreiben`,
  },
  'missing.left-out': { en: () => 'left out on purpose', de: () => 'absichtlich ausgelassen' },
  'fact.nothing-stops': {
    en: () => 'No container is paused or stopped.',
    de: () => 'Kein Container wird angehalten oder gestoppt.',
  },
  'fact.freeze': {
    en: (p: { containers: string[]; seconds: number }) =>
      `These containers are paused for a moment, at most ${p.seconds} s: ${p.containers.join(', ')}. What an application had half done then stays half done in the snapshot.`,
    de: (p: { containers: string[]; seconds: number }) =>
      `Diese Container werden für einen Moment angehalten, höchstens ${p.seconds} s: ${p.containers.join(', ')}. Was eine Anwendung gerade halb erledigt hatte, bleibt im Schnappschuss halb erledigt.`,
  },
  'fact.stop': {
    en: (p: { containers: string[] }) => `These containers are stopped meanwhile: ${p.containers.join(', ')}.`,
    de: (p: { containers: string[] }) => `Diese Container sind währenddessen gestoppt: ${p.containers.join(', ')}.`,
  },
  'fact.stopped-for-point': {
    en: (p: { containers: string[] }) =>
      `Stopped to be saved, and started again, because their data cannot be saved while they run: ${p.containers.join(', ')}. The copy goes to a volume on the same host first, and is stored after the start.`,
    de: (p: { containers: string[] }) =>
      `Für die Sicherung gestoppt und wieder gestartet, weil es im Betrieb nicht geht: ${p.containers.join(', ')}. Die Kopie geht zuerst in ein Volume auf demselben Host und wird nach dem Start gespeichert.`,
  },
  'fact.safety': {
    en: (p: { services: string[]; containers: string[]; bytes: number }) =>
      `Right before the switch-over, what ${p.services.join(', ')} holds by then (about ${bytes(p.bytes, 'en')}) is saved as a safety snapshot and read back in full.${p.containers.length > 0 ? ' The stopped containers stay down for that time, too.' : ''}`,
    de: (p: { services: string[]; containers: string[]; bytes: number }) =>
      `Unmittelbar vor der Umschaltung wird der dann aktuelle Stand von ${p.services.join(', ')} (etwa ${bytes(p.bytes, 'de')}) als Sicherheits-Schnappschuss gesichert und ganz zurückgelesen.${p.containers.length > 0 ? ' Die gestoppten Container bleiben auch so lange gestoppt.' : ''}`,
  },
  'fact.restarts': {
    en: (p: { containers: string[] }) =>
      `These containers are stopped and started again for the switch-over: ${p.containers.join(', ')}.`,
    de: (p: { containers: string[] }) =>
      `Diese Container werden für die Umschaltung gestoppt und wieder gestartet: ${p.containers.join(', ')}.`,
  },
  'fact.one-disconnect': {
    en: (p: { services: string[] }) => `No application is stopped; clients of ${p.services.join(', ')} see one disconnect.`,
    de: (p: { services: string[] }) =>
      `Keine Anwendung wird gestoppt; Klienten von ${p.services.join(', ')} verlieren einmal die Verbindung.`,
  },
  'fact.no-disconnect': {
    en: () => 'No application is stopped, and no client loses its connection.',
    de: () => 'Keine Anwendung wird gestoppt, und kein Klient verliert seine Verbindung.',
  },
  'fact.replaces': {
    en: (p: { service: string; items: string[] }) =>
      `Replaced in ${p.service}: ${p.items.join(', ')}. Nothing is removed before its replacement is proven.`,
    de: (p: { service: string; items: string[] }) =>
      `Ersetzt in ${p.service}: ${p.items.join(', ')}. Nichts wird entfernt, bevor der Ersatz bewiesen ist.`,
  },
  'fact.adds': {
    en: (p: { service: string; items: string[] }) => `Added to ${p.service}: ${p.items.join(', ')}. Nothing there is replaced.`,
    de: (p: { service: string; items: string[] }) => `Neu in ${p.service}: ${p.items.join(', ')}. Dort wird nichts ersetzt.`,
  },
  'fact.point': {
    en: (p: { at: string }) => `Changes made after ${moment(p.at, 'en')} will not be in it.`,
    de: (p: { at: string }) => `Änderungen nach ${moment(p.at, 'de')} werden nicht enthalten sein.`,
  },
  'fact.compared-live': {
    en: (p: { services: string[] }) =>
      `When ${p.services.join(', ')} is loaded, what is live then is compared in full with what was saved, before anything else starts again.`,
    de: (p: { services: string[] }) =>
      `Ist ${p.services.join(', ')} geladen, wird das, was dann live ist, ganz mit dem Gesicherten verglichen, bevor etwas anderes wieder startet.`,
  },
  'fact.watched': {
    en: (p: { seconds: number }) =>
      `When all is up, it is watched for ${p.seconds} s or more: whether it stays up, and takes writes.`,
    de: (p: { seconds: number }) =>
      `Läuft alles wieder, wird es mindestens ${p.seconds} s lang beobachtet: ob es oben bleibt und Schreibzugriffe annimmt.`,
  },
  'fact.undo-until': {
    en: (p: { until: string }) =>
      `What is there now is kept until ${moment(p.until, 'en')} at least; until then it can be undone.`,
    de: (p: { until: string }) =>
      `Was jetzt da ist, bleibt mindestens bis ${moment(p.until, 'de')}; bis dahin lässt es sich rückgängig machen.`,
  },
  'fact.undo-adds': {
    en: (p: { until: string }) =>
      `So nothing has to be kept. Until ${moment(p.until, 'en')} at least it can be undone: what was added is then taken out again.`,
    de: (p: { until: string }) =>
      `Darum ist nichts aufzubewahren. Mindestens bis ${moment(p.until, 'de')} lässt es sich rückgängig machen: was hinzukam, wird dann wieder herausgenommen.`,
  },
  'fact.ends-undo': {
    en: (p: { job: string; items: string[] }) =>
      `The time in which job ${p.job} can be undone is over: ${p.items.join(', ')}, which it added, stays.`,
    de: (p: { job: string; items: string[] }) =>
      `Die Zeit, in der sich Auftrag ${p.job} rückgängig machen lässt, ist um: ${p.items.join(', ')}, was er hinzugefügt hat, bleibt.`,
  },
  'fact.drops-undo': {
    en: (p: { job: string; services: string[] }) =>
      `What job ${p.job} kept of ${p.services.join(', ')} is past its time and is dropped.`,
    de: (p: { job: string; services: string[] }) =>
      `Was Auftrag ${p.job} von ${p.services.join(', ')} aufbewahrt hat, ist über seine Zeit und wird gelöscht.`,
  },
  'fact.changes-nothing': { en: () => 'Nothing that runs is touched.', de: () => 'Nichts, was läuft, wird berührt.' },
  'fact.undo-replaces': {
    en: (p: { services: string[]; since: string }) =>
      `The data from before that job comes back in ${p.services.join(', ')}. What was written since ${moment(p.since, 'en')} leaves the live data; it is kept, and this undo can be undone.`,
    de: (p: { services: string[]; since: string }) =>
      `In ${p.services.join(', ')} kehren die Daten von vor diesem Auftrag zurück. Was seit ${moment(p.since, 'de')} geschrieben wurde, verlässt die laufenden Daten; es wird aufbewahrt, und auch dies lässt sich rückgängig machen.`,
  },
  'fact.undo-removes': {
    en: (p: { service: string; items: string[]; since: string }) =>
      `Taken out of ${p.service}: ${p.items.join(', ')}, which that job added, with what was written there since ${moment(p.since, 'en')}; its clients lose their connection. It is kept, and this undo can be undone.`,
    de: (p: { service: string; items: string[]; since: string }) =>
      `Aus ${p.service} herausgenommen: ${p.items.join(', ')}, was jener Auftrag hinzugefügt hat, mit allem, was seit ${moment(p.since, 'de')} dort geschrieben wurde; Klienten davon verlieren die Verbindung. Es wird aufbewahrt, und auch dies lässt sich rückgängig machen.`,
  },
  'fact.nothing-interrupted': {
    en: () => 'Nothing was interrupted; there is nothing to clean up.',
    de: () => 'Nichts wurde unterbrochen; es gibt nichts aufzuräumen.',
  },
  'fact.repairs': {
    en: (p: { job: string }) => `Job ${p.job} is brought to an end: its data to the old or the new state, its containers back.`,
    de: (p: { job: string }) =>
      `Auftrag ${p.job} wird zu Ende gebracht: seine Daten in den alten oder den neuen Stand, seine Container zurück.`,
  },
  'fact.production-data': {
    en: () => 'The snapshot holds unmasked production data.',
    de: () => 'Der Schnappschuss enthält unmaskierte Produktionsdaten.',
  },
});
