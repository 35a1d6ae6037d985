import { messages } from './messages.ts';
import { bytes, count, moment } from './units.ts';

const few = 3;
/** Their names when there are few, else how many. */
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

/** The last of its kind that a stack has, as a whole or of one service. */
type LastGood = { stack: string; service?: string; grade: keyof (typeof last)['en'] };
const of = ({ service }: LastGood, word: string): string => (service === undefined ? '' : word + service);

const last = {
  en: {
    tested: 'no snapshot whose restore was tested',
    read: 'no snapshot that was read in full',
    unproven: 'no complete snapshot',
  },
  de: {
    tested: 'keinen Schnappschuss, dessen Wiederherstellung geprobt ist',
    read: 'keinen Schnappschuss, der ganz gelesen wurde',
    unproven: 'keinen vollständigen Schnappschuss',
  },
};

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
  'warning.import-latest': {
    en: (p: { snapshot: string; latest: string }) =>
      `It is older than ${p.latest}, but has a higher number from where it came: until the next backup, latest means ${p.snapshot}.`,
    de: (p: { snapshot: string; latest: string }) =>
      `Er ist älter als ${p.latest}, hat aber von dort, woher er kommt, eine höhere Nummer: bis zur nächsten Sicherung meint latest ${p.snapshot}.`,
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
  'warning.last-good': {
    en: (p: LastGood) => `${p.stack} then has ${last.en[p.grade]}${of(p, ' of ')}.`,
    de: (p: LastGood) => `${p.stack} hat dann ${last.de[p.grade]}${of(p, ' von ')}.`,
  },
  'conflict.last-good': {
    en: (p: LastGood) => `${p.stack} would be left with ${last.en[p.grade]}${of(p, ' of ')}. Nothing was deleted.`,
    de: (p: LastGood) => `${p.stack} hätte danach ${last.de[p.grade]}${of(p, ' von ')}. Es wurde nichts gelöscht.`,
  },
  'hint.delete-last': {
    en: (p: { stack: string }) =>
      `Make a new one first and test its restore: longshore backup ${p.stack}, then longshore drill ${p.stack}/latest. To delete it all the same: --force`,
    de: (p: { stack: string }) =>
      `Machen Sie zuerst einen neuen und proben Sie seine Wiederherstellung: longshore backup ${p.stack}, dann longshore drill ${p.stack}/latest. Um ihn trotzdem zu löschen: --force`,
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
  'warning.ephemeral': {
    en: (p: { service: string }) =>
      `${p.service} does not keep its data outside its container: it is gone when the container is made anew.`,
    de: (p: { service: string }) =>
      `${p.service} hält seine Daten nicht außerhalb des Containers: sie sind weg, wenn der Container neu gemacht wird.`,
  },
  'warning.online-differs': {
    en: () => 'Without a pause each service is saved at its own moment: they may differ by what was written in between.',
    de: () =>
      'Ohne Anhalten wird jeder Dienst zu seinem eigenen Zeitpunkt gesichert: sie können um das inzwischen Geschriebene abweichen.',
  },
  'warning.not-frozen': {
    en: (p: { containers: string[] }) =>
      `Containers of other stacks share a network with the data and are not paused: ${p.containers.join(', ')}.`,
    de: (p: { containers: string[] }) =>
      `Container anderer Stacks teilen ein Netz mit den Daten und werden nicht angehalten: ${p.containers.join(', ')}.`,
  },
  'warning.incomplete': {
    en: (p: { missing: string[] }) => `The snapshot is incomplete; it lacks: ${p.missing.join(', ')}.`,
    de: (p: { missing: string[] }) => `Der Schnappschuss ist unvollständig; es fehlt: ${p.missing.join(', ')}.`,
  },
  'warning.other-stack': {
    en: (p: { from: string; to: string }) => `The snapshot is of ${p.from} and goes into another stack, ${p.to}.`,
    de: (p: { from: string; to: string }) => `Der Schnappschuss stammt von ${p.from} und geht in einen anderen Stack, ${p.to}.`,
  },
  'warning.other-folder': {
    en: (p: { stack: string; from: string; to: string }) =>
      `The snapshot is of ${p.stack} from the folder ${p.from || '-'} and goes into ${p.stack} from the folder ${p.to || '-'}.`,
    de: (p: { stack: string; from: string; to: string }) =>
      `Der Schnappschuss stammt von ${p.stack} aus dem Ordner ${p.from || '-'} und geht in ${p.stack} aus dem Ordner ${p.to || '-'}.`,
  },
  'warning.other-engine': {
    en: (p: { stack: string; host: string }) =>
      `The snapshot was made on another Docker engine and goes into ${p.stack} on ${p.host}.`,
    de: (p: { stack: string; host: string }) =>
      `Der Schnappschuss entstand auf einer anderen Docker-Engine und geht in ${p.stack} auf ${p.host}.`,
  },
  'warning.production-data': {
    en: (p: { stack: string; environment: string }) =>
      `It holds unmasked production data, and ${p.stack} is marked ${p.environment}.`,
    de: (p: { stack: string; environment: string }) =>
      `Er enthält unmaskierte Produktionsdaten, und ${p.stack} ist als ${p.environment} markiert.`,
  },
  'warning.in-place': {
    en: (p: { service: string; items: string[] }) =>
      `${p.items.join(', ')} in ${p.service} is overwritten in place: proven in a throw-away container first, and a safety snapshot is its undo.`,
    de: (p: { service: string; items: string[] }) =>
      `${p.items.join(', ')} in ${p.service} wird an Ort und Stelle überschrieben: zuvor in einem Wegwerf-Container bewiesen; ein Sicherheits-Schnappschuss macht es umkehrbar.`,
  },
  'warning.no-undo': {
    en: (p: { service: string; items: string[] }) =>
      `${p.items.join(', ')} in ${p.service} is overwritten without a safety snapshot: what is there now is lost for good. There will be no undo.`,
    de: (p: { service: string; items: string[] }) =>
      `${p.items.join(', ')} in ${p.service} wird ohne Sicherheits-Schnappschuss überschrieben: Was jetzt da ist, geht endgültig verloren. Rückgängig machen lässt sich das nicht.`,
  },
  'warning.not-stopped': {
    en: (p: { service: string; containers: string[] }) =>
      `Containers of other stacks share a network with ${p.service} and are not stopped: ${p.containers.join(', ')}. What they write there between the safety snapshot and the switch-over is lost.`,
    de: (p: { service: string; containers: string[] }) =>
      `Container anderer Stacks teilen ein Netz mit ${p.service} und werden nicht gestoppt: ${p.containers.join(', ')}. Was sie dort zwischen Sicherheits-Schnappschuss und Umschaltung schreiben, geht verloren.`,
  },
  'warning.not-one-moment': {
    en: (p: { services: string[] }) =>
      `Not one moment: the items of ${p.services.join(', ')} are saved one after the other, each at its own time.`,
    de: (p: { services: string[] }) =>
      `Kein einheitlicher Zeitpunkt: Die Elemente von ${p.services.join(', ')} werden nacheinander gesichert, jedes zu seiner eigenen Zeit.`,
  },
  'warning.second-undo': {
    en: (p: { job: string }) =>
      `What job ${p.job} replaced is still kept; it stays, but undoing that job will bring back its data, not the present.`,
    de: (p: { job: string }) =>
      `Was Auftrag ${p.job} ersetzt hat, ist noch aufbewahrt und bleibt; ihn rückgängig zu machen brächte dessen Daten zurück, nicht die jetzigen.`,
  },
  'warning.second-undo-adds': {
    en: (p: { job: string; items: string[] }) =>
      `Job ${p.job} added ${p.items.join(', ')}; undoing that job will take it out as it is then.`,
    de: (p: { job: string; items: string[] }) =>
      `Auftrag ${p.job} hat ${p.items.join(', ')} hinzugefügt; ihn rückgängig zu machen nähme es heraus, wie es dann ist.`,
  },
  'warning.elsewhere': {
    en: (p: { job: string; machine: string }) =>
      `Job ${p.job} belongs to a process on ${p.machine}, another machine or container. Whether it still runs cannot be known from here. To take it over: longshore recover --take-over ${p.machine}`,
    de: (p: { job: string; machine: string }) =>
      `Auftrag ${p.job} gehört einem Prozess auf ${p.machine}, einem anderen Rechner oder Container. Ob er noch läuft, lässt sich von hier nicht feststellen. Zum Übernehmen: longshore recover --take-over ${p.machine}`,
  },
  'not-found.no-data-service': {
    en: (p: { stack: string }) => `${p.stack} has no data service that Longshore knows.`,
    de: (p: { stack: string }) => `${p.stack} hat keinen Datendienst, den Longshore kennt.`,
  },
  'not-found.service': {
    en: (p: { service: string; stack: string; services: string[] }) =>
      `${p.stack} has no data service ${p.service}. It has: ${p.services.join(', ') || 'none'}.`,
    de: (p: { service: string; stack: string; services: string[] }) =>
      `${p.stack} hat keinen Datendienst ${p.service}. Vorhanden: ${p.services.join(', ') || 'keiner'}.`,
  },
  'not-found.service-in-snapshot': {
    en: (p: { service: string; services: string[] }) =>
      `The snapshot has no service ${p.service}. It has: ${p.services.join(', ')}.`,
    de: (p: { service: string; services: string[] }) =>
      `Der Schnappschuss hat keinen Dienst ${p.service}. Vorhanden: ${p.services.join(', ')}.`,
  },
  'not-found.item': {
    en: (p: { item: string; items: string[] }) => `The snapshot has no ${p.item}. It has: ${p.items.join(', ')}.`,
    de: (p: { item: string; items: string[] }) => `Der Schnappschuss hat kein ${p.item}. Vorhanden: ${p.items.join(', ')}.`,
  },
  'not-found.item-in-stack': {
    en: (p: { item: string; items: string[] }) =>
      `There is no ${p.item} in what would be saved. There is: ${p.items.join(', ')}.`,
    de: (p: { item: string; items: string[] }) =>
      `In dem, was gesichert würde, gibt es kein ${p.item}. Vorhanden: ${p.items.join(', ')}.`,
  },
  'not-found.target-service': {
    en: (p: { service: string; kind: string; stack: string }) =>
      `${p.stack} has no service ${p.service}, and not exactly one other of the kind ${p.kind} either.`,
    de: (p: { service: string; kind: string; stack: string }) =>
      `${p.stack} hat keinen Dienst ${p.service} und auch nicht genau einen anderen der Art ${p.kind}.`,
  },
  'usage.as-needs-one-item': {
    en: (p: { items: number }) => `--as renames one item, and ${p.items} were chosen. Choose one with --item.`,
    de: (p: { items: number }) => `--as benennt ein Element um, gewählt sind ${p.items}. Wählen Sie eines mit --item.`,
  },
  'usage.in-place-as': {
    en: (p: { item: string; service: string }) =>
      `${p.item} in ${p.service} would be overwritten in place by something of another name, and its safety snapshot could not bring it back. Choose a name for --as that is free.`,
    de: (p: { item: string; service: string }) =>
      `${p.item} in ${p.service} würde an Ort und Stelle von etwas anderen Namens überschrieben, und sein Sicherheits-Schnappschuss brächte es nicht zurück. Wählen Sie für --as einen freien Namen.`,
  },
  'usage.in-place-absent': {
    en: (p: { items: string[]; service: string }) =>
      `${p.items.join(', ')} is not in ${p.service}, so it cannot be overwritten in place together with the others. Restore it by itself with --item; it then comes beside them.`,
    de: (p: { items: string[]; service: string }) =>
      `${p.items.join(', ')} gibt es in ${p.service} nicht, lässt sich also nicht zusammen mit den anderen an Ort und Stelle überschreiben. Stellen Sie es mit --item für sich wieder her; es kommt dann daneben.`,
  },
  'incomplete.service-unreadable': {
    en: (p: { service: string; stack: string }) =>
      `${p.service} of ${p.stack} cannot be read, so the backup would lack it. Nothing was done.`,
    de: (p: { service: string; stack: string }) =>
      `${p.service} von ${p.stack} ist nicht lesbar; die Sicherung wäre ohne ihn. Es wurde nichts getan.`,
  },
  'hint.password-or-exclude': {
    en: (p: { service: string; stack: string }) =>
      `Say in the configuration where the password is (stacks.${p.stack}.passwords.${p.service}), or leave the service out on purpose: --exclude ${p.service}`,
    de: (p: { service: string; stack: string }) =>
      `Geben Sie in der Konfiguration an, wo das Passwort steht (stacks.${p.stack}.passwords.${p.service}), oder lassen Sie den Dienst absichtlich aus: --exclude ${p.service}`,
  },
  'hint.exclude-service': {
    en: (p: { service: string }) => `Start it, or leave it out on purpose: --exclude ${p.service}`,
    de: (p: { service: string }) => `Starten Sie ihn, oder lassen Sie ihn absichtlich aus: --exclude ${p.service}`,
  },
  'unsupported.stopped-beside': {
    en: (p: { service: string; stopped: string }) =>
      `${p.stopped} is stopped while it is saved, and ${p.service} runs in the same container: they cannot be dealt with together. Nothing was done.`,
    de: (p: { service: string; stopped: string }) =>
      `${p.stopped} wird für seine Sicherung gestoppt, und ${p.service} läuft im selben Container: Zusammen geht es nicht. Es wurde nichts getan.`,
  },
  'hint.one-by-one': {
    en: (p: { services: string[] }) => `Take each by itself: ${p.services.map((name) => `--service ${name}`).join(', then ')}`,
    de: (p: { services: string[] }) =>
      `Nehmen Sie jeden für sich: ${p.services.map((name) => `--service ${name}`).join(', dann ')}`,
  },
  'incomplete.target-unreadable': {
    en: (p: { service: string; stack: string }) =>
      `${p.service} of ${p.stack} cannot be reached, so nothing can be restored into it. Nothing was done.`,
    de: (p: { service: string; stack: string }) =>
      `${p.service} von ${p.stack} ist nicht erreichbar; dort lässt sich nichts wiederherstellen. Es wurde nichts getan.`,
  },
  'incomplete.name-services': {
    en: (p: { snapshot: string; services: string[]; missing: string[] }) =>
      `${p.snapshot} is incomplete: it lacks ${p.missing.join(', ')}. Name what you want from it, for example --service ${p.services[0] ?? ''}.`,
    de: (p: { snapshot: string; services: string[]; missing: string[] }) =>
      `${p.snapshot} ist unvollständig: es fehlt ${p.missing.join(', ')}. Nennen Sie, was Sie daraus wollen, zum Beispiel --service ${p.services[0] ?? ''}.`,
  },
  'unsupported.blocked-item': {
    en: (p: { item: string; service: string }) => `${p.item} in ${p.service} cannot be replaced as it is now. Nothing was done.`,
    de: (p: { item: string; service: string }) =>
      `${p.item} in ${p.service} lässt sich in seinem jetzigen Zustand nicht ersetzen. Es wurde nichts getan.`,
  },
});
