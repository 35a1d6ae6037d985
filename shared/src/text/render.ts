import { allProducts } from '../model/kinds.ts';
import { messages } from './messages.ts';

type Amount = { amount: string; one: boolean };
const list = (names: string[]): string => names.join(', ');

/** What every face says of plans, results, proofs, snapshots and jobs. */
export const rendered = messages({
  'progress.starting': { en: () => 'Starting', de: () => 'Beginnt' },
  'progress.left': { en: (p: { time: string }) => `${p.time} left`, de: (p: { time: string }) => `noch ${p.time}` },

  'plan.about': { en: (p: { size: string }) => `about ${p.size}`, de: (p: { size: string }) => `etwa ${p.size}` },
  'plan.items': {
    en: (p: { first: string[]; more: number }) => `${list(p.first)} and ${p.more} more`,
    de: (p: { first: string[]; more: number }) => `${list(p.first)} und ${p.more} weitere`,
  },
  'plan.missing': {
    en: (p: { names: string[] }) => `Without ${list(p.names)}:`,
    de: (p: { names: string[] }) => `Ohne ${list(p.names)}:`,
  },
  'plan.containers': { en: () => 'Containers', de: () => 'Container' },
  'plan.steps': { en: () => 'Steps', de: () => 'Schritte' },
  'plan.action.none': { en: () => 'goes on', de: () => 'läuft weiter' },
  'plan.action.pause': { en: () => 'is paused', de: () => 'wird angehalten' },
  'plan.action.stop': { en: () => 'is stopped', de: () => 'wird gestoppt' },
  'plan.not-run': {
    en: (p: { until: string }) => `Nothing was done. To run exactly this, until ${p.until}:`,
    de: (p: { until: string }) => `Es wurde nichts getan. Um genau dies auszuführen, bis ${p.until}:`,
  },
  'plan.command': { en: () => 'To plan the same again:', de: () => 'Um dasselbe neu zu planen:' },

  'result.backup': {
    en: (p: { snapshot: string; size: string; time: string }) => `Saved ${p.snapshot}: ${p.size} in ${p.time}`,
    de: (p: { snapshot: string; size: string; time: string }) => `Gesichert als ${p.snapshot}: ${p.size} in ${p.time}`,
  },
  'result.backup-partial': {
    en: (p: { snapshot: string; size: string; time: string }) => `Saved ${p.snapshot}, incomplete: ${p.size} in ${p.time}`,
    de: (p: { snapshot: string; size: string; time: string }) =>
      `Gesichert als ${p.snapshot}, unvollständig: ${p.size} in ${p.time}`,
  },
  'result.restore': {
    en: (p: { snapshot: string; stack: string; time: string }) => `Restored ${p.snapshot} into ${p.stack} in ${p.time}`,
    de: (p: { snapshot: string; stack: string; time: string }) => `${p.snapshot} in ${p.stack} wiederhergestellt, in ${p.time}`,
  },
  'result.verify': {
    en: (p: { snapshot: string; time: string }) => `${p.snapshot} is whole: every byte was read and understood, in ${p.time}`,
    de: (p: { snapshot: string; time: string }) =>
      `${p.snapshot} ist heil: jedes Byte wurde gelesen und verstanden, in ${p.time}`,
  },
  'result.drill': {
    en: (p: { snapshot: string; time: string }) => `${p.snapshot} can be restored: it was, in throw-away servers, in ${p.time}`,
    de: (p: { snapshot: string; time: string }) =>
      `${p.snapshot} lässt sich wiederherstellen: in Wegwerf-Servern geschehen, in ${p.time}`,
  },
  'result.undo': {
    en: (p: { job: string; time: string }) => `Undid ${p.job} in ${p.time}`,
    de: (p: { job: string; time: string }) => `${p.job} rückgängig gemacht, in ${p.time}`,
  },
  'result.delete': {
    en: (p: { snapshots: string[]; size: string; time: string }) => `Deleted ${list(p.snapshots)}: ${p.size} in ${p.time}`,
    de: (p: { snapshots: string[]; size: string; time: string }) => `Gelöscht: ${list(p.snapshots)}, ${p.size} in ${p.time}`,
  },
  'result.import': {
    en: (p: { snapshot: string; size: string; time: string }) =>
      `Imported ${p.snapshot}: ${p.size} in ${p.time}, every byte as it was written`,
    de: (p: { snapshot: string; size: string; time: string }) =>
      `${p.snapshot} importiert: ${p.size} in ${p.time}, jedes Byte wie geschrieben`,
  },
  'result.recover': {
    en: (p: { time: string }) => `Cleaned up in ${p.time}`,
    de: (p: { time: string }) => `Aufgeräumt in ${p.time}`,
  },
  'counted.rows': {
    en: (p: Amount) => `${p.amount} ${p.one ? 'row' : 'rows'}`,
    de: (p: Amount) => `${p.amount} ${p.one ? 'Zeile' : 'Zeilen'}`,
  },
  'counted.things': {
    en: (p: Amount) => `${p.amount} ${p.one ? 'thing' : 'things'}`,
    de: (p: Amount) => `${p.amount} ${p.one ? 'Ding' : 'Dinge'}`,
  },
  'counted.keys': {
    en: (p: Amount) => `${p.amount} ${p.one ? 'key' : 'keys'}`,
    de: (p: Amount) => `${p.amount} Schlüssel`,
  },
  'result.paused': {
    en: (p: { time: string; containers: string[] }) => `Paused for ${p.time}: ${list(p.containers)}`,
    de: (p: { time: string; containers: string[] }) => `Angehalten für ${p.time}: ${list(p.containers)}`,
  },
  'result.down': {
    en: (p: { containers: string[] }) => `Down meanwhile: ${list(p.containers)}`,
    de: (p: { containers: string[] }) => `Unterdessen gestoppt: ${list(p.containers)}`,
  },
  'next.drill': {
    en: () => 'Only a restore proves a backup. To try one in throw-away servers:',
    de: () => 'Erst eine Wiederherstellung beweist eine Sicherung. Um sie in Wegwerf-Servern zu proben:',
  },
  'next.undo': {
    en: (p: { until: string }) => `What was there before is kept until ${p.until} at least. To bring it back:`,
    de: (p: { until: string }) => `Das Bisherige bleibt mindestens bis ${p.until}. Um es zurückzuholen:`,
  },
  'next.undo-adds': {
    en: (p: { until: string }) => `Nothing was replaced. To take out again what was added, until ${p.until} at least:`,
    de: (p: { until: string }) =>
      `Es wurde nichts ersetzt. Um das Hinzugekommene wieder herauszunehmen, mindestens bis ${p.until}:`,
  },

  'proof.rows': {
    en: (p: { rows: string }) => `checked: all there, ${p.rows}`,
    de: (p: { rows: string }) => `geprüft: alles da, ${p.rows}`,
  },
  'proof.all': {
    en: (p: { checked: string }) => `checked: all there, ${p.checked} facts compared`,
    de: (p: { checked: string }) => `geprüft: alles da, ${p.checked} Angaben verglichen`,
  },
  'proof.not-compared': {
    en: (p: { sorts: string[] }) => `not compared: ${list(p.sorts)}`,
    de: (p: { sorts: string[] }) => `nicht verglichen: ${list(p.sorts)}`,
  },
  'sort.rows': { en: () => 'rows of tables', de: () => 'Zeilen der Tabellen' },
  'sort.rows-of': {
    en: (p: { thing: string }) => `rows of ${p.thing}`,
    de: (p: { thing: string }) => `Zeilen von ${p.thing}`,
  },
  'sort.made-of': {
    en: (p: { types: string[] }) => `what these are made of: ${list(p.types)}`,
    de: (p: { types: string[] }) => `der Aufbau von: ${list(p.types)}`,
  },
  'sort.libraries': { en: () => 'code of functions', de: () => 'Code der Funktionen' },
  'sort.users': { en: () => 'users', de: () => 'Benutzer' },
  'sort.groups': { en: () => 'consumer groups of streams', de: () => 'Verbrauchergruppen der Streams' },
  'sort.owners': { en: () => 'owners', de: () => 'Eigentümer' },
  'proof.differs': {
    en: (p: { differences: string }) => `${p.differences} differences`,
    de: (p: { differences: string }) => `${p.differences} Abweichungen`,
  },
  'proof.noted-in-all': {
    en: (p: { notes: string }) => `not as before, and no loss: ${p.notes}`,
    de: (p: { notes: string }) => `nicht wie vorher, aber kein Verlust: ${p.notes}`,
  },
  'proof.noted': {
    en: (p: { checked: string; notes: string }) => `checked: ${p.checked} facts compared; not as before: ${p.notes}, see below`,
    de: (p: { checked: string; notes: string }) =>
      `geprüft: ${p.checked} Angaben verglichen; nicht wie vorher: ${p.notes}, siehe unten`,
  },
  'proof.missing': { en: (p: { what: string }) => `${p.what} is missing`, de: (p: { what: string }) => `${p.what} fehlt` },
  'proof.extra': { en: (p: { what: string }) => `${p.what} is too much`, de: (p: { what: string }) => `${p.what} ist zu viel` },
  'proof.difference': {
    en: (p: { what: string; field: string; expected: string; found: string }) =>
      `${p.what}: ${p.field} is ${p.found}, was ${p.expected}`,
    de: (p: { what: string; field: string; expected: string; found: string }) =>
      `${p.what}: ${p.field} ist ${p.found}, war ${p.expected}`,
  },
  'proof.more': { en: (p: { more: string }) => `and ${p.more} more`, de: (p: { more: string }) => `und ${p.more} weitere` },
  'proof.restored': {
    en: (p: { ago: string }) => `Restore tested ${p.ago}`,
    de: (p: { ago: string }) => `Wiederherstellung geprobt ${p.ago}`,
  },
  'proof.restored-partly': {
    en: (p: { ago: string; services: string[] }) => `Restore of ${p.services.join(', ')} alone tested ${p.ago}`,
    de: (p: { ago: string; services: string[] }) => `Wiederherstellung nur von ${p.services.join(', ')} geprobt ${p.ago}`,
  },
  'proof.read': {
    en: (p: { ago: string }) => `Read in full ${p.ago}, restore never tested`,
    de: (p: { ago: string }) => `Ganz gelesen ${p.ago}, Wiederherstellung nie geprobt`,
  },
  'proof.never': { en: () => 'Restore never tested', de: () => 'Wiederherstellung nie geprobt' },
  'proof.restore-failed': {
    en: (p: { ago: string }) => `Restore FAILED ${p.ago}`,
    de: (p: { ago: string }) => `Wiederherstellung FEHLGESCHLAGEN ${p.ago}`,
  },
  'proof.restore-failed-of': {
    en: (p: { ago: string; services: string[] }) => `Restore of ${p.services.join(', ')} FAILED ${p.ago}`,
    de: (p: { ago: string; services: string[] }) => `Wiederherstellung von ${p.services.join(', ')} FEHLGESCHLAGEN ${p.ago}`,
  },
  'proof.damaged': {
    en: (p: { ago: string }) => `Found DAMAGED ${p.ago}`,
    de: (p: { ago: string }) => `Als BESCHÄDIGT erkannt ${p.ago}`,
  },

  'status.unmarked': {
    en: (p: { environment: string }) => `not marked, counts as ${p.environment}`,
    de: (p: { environment: string }) => `nicht markiert, zählt als ${p.environment}`,
  },
  'status.not-running': { en: () => 'not running', de: () => 'läuft nicht' },
  'status.absent': { en: () => 'in the configuration only', de: () => 'nur in der Konfiguration' },
  'status.unknown': {
    en: (p: { why: string }) => `How well it is saved is not known. ${p.why}`,
    de: (p: { why: string }) => `Wie gut er gesichert ist, lässt sich nicht sagen. ${p.why}`,
  },
  'status.never': {
    en: (p: { stack: string }) => `Never backed up. To do it now: longshore backup ${p.stack}`,
    de: (p: { stack: string }) => `Nie gesichert. Um es jetzt zu tun: longshore backup ${p.stack}`,
  },
  'status.last': {
    en: (p: { ago: string; snapshot: string; size: string }) => `Last backup ${p.ago}: ${p.snapshot}, ${p.size}.`,
    de: (p: { ago: string; snapshot: string; size: string }) => `Letzte Sicherung ${p.ago}: ${p.snapshot}, ${p.size}.`,
  },
  'status.last-partial': {
    en: (p: { ago: string; snapshot: string; size: string }) => `Last backup ${p.ago}, incomplete: ${p.snapshot}, ${p.size}.`,
    de: (p: { ago: string; snapshot: string; size: string }) =>
      `Letzte Sicherung ${p.ago}, unvollständig: ${p.snapshot}, ${p.size}.`,
  },
  'status.nothing': {
    en: () => `No stack with data here that Longshore knows how to save (${allProducts()}).`,
    de: () => `Hier ist kein Stack mit Daten, die Longshore sichern kann (${allProducts()}).`,
  },
  'status.others': {
    en: (p: { stacks: string[] }) => `Without data that Longshore knows: ${list(p.stacks)}`,
    de: (p: { stacks: string[] }) => `Ohne Daten, die Longshore kennt: ${list(p.stacks)}`,
  },
  'status.rows': { en: (p: { rows: string }) => `about ${p.rows}`, de: (p: { rows: string }) => `etwa ${p.rows}` },

  'snapshots.none': {
    en: () => 'No snapshots yet. To make one: longshore backup STACK',
    de: () => 'Noch keine Schnappschüsse. Um einen zu machen: longshore backup STACK',
  },
  'snapshots.partial': { en: () => 'incomplete', de: () => 'unvollständig' },
  'snapshots.production': {
    en: () => 'production: the snapshot holds unmasked production data.',
    de: () => 'Produktion: der Schnappschuss enthält unmaskierte Produktionsdaten.',
  },
  'snapshots.pinned': { en: () => 'pinned', de: () => 'festgehalten' },
  'show.kept': { en: () => 'kept', de: () => 'behalten' },
  'show.made': { en: () => 'made', de: () => 'gemacht' },
  'show.point': { en: () => 'one moment', de: () => 'ein Moment' },
  'show.mode': { en: () => 'writers', de: () => 'Schreiber' },
  'show.of': { en: () => 'stack', de: () => 'Stack' },
  'show.size': { en: () => 'size', de: () => 'Größe' },
  'show.proof': { en: () => 'proof', de: () => 'Beweis' },
  'show.not-counted': { en: () => 'not counted', de: () => 'nicht gezählt' },
  'show.restore': {
    en: () => 'To put it back (it shows what it will do and asks first):',
    de: () => 'Um ihn zurückzuspielen (zeigt, was geschieht, und fragt vorher):',
  },
  'mode.online': { en: () => 'went on', de: () => 'liefen weiter' },
  'mode.freeze': { en: () => 'paused for a moment', de: () => 'für einen Moment angehalten' },
  'mode.stop': { en: () => 'stopped meanwhile', de: () => 'unterdessen gestoppt' },

  'jobs.none': { en: () => 'No jobs yet.', de: () => 'Noch keine Aufträge.' },
  'jobs.undo': {
    en: (p: { job: string; services: string[]; until: string }) =>
      `Can be undone until ${p.until} at least (${list(p.services)}): longshore undo ${p.job}`,
    de: (p: { job: string; services: string[]; until: string }) =>
      `Rückgängig bis mindestens ${p.until} (${list(p.services)}): longshore undo ${p.job}`,
  },
  'jobs.interrupted': {
    en: () => 'A job was interrupted. To bring everything back in order:',
    de: () => 'Ein Auftrag wurde unterbrochen. Um alles wieder in Ordnung zu bringen:',
  },

  'head.snapshot': { en: () => 'SNAPSHOT', de: () => 'SCHNAPPSCHUSS' },
  'head.age': { en: () => 'AGE', de: () => 'ALTER' },
  'head.size': { en: () => 'SIZE', de: () => 'GRÖSSE' },
  'head.environment': { en: () => 'OF', de: () => 'VON' },
  'head.proof': { en: () => 'PROOF', de: () => 'BEWEIS' },
  'head.container': { en: () => 'CONTAINER', de: () => 'CONTAINER' },
  'head.role': { en: () => 'ROLE', de: () => 'ROLLE' },
  'head.state': { en: () => 'STATE', de: () => 'ZUSTAND' },
  'head.why': { en: () => 'WHY', de: () => 'WARUM' },
  'head.job': { en: () => 'JOB', de: () => 'AUFTRAG' },
  'head.started': { en: () => 'STARTED', de: () => 'BEGONNEN' },
  'head.took': { en: () => 'TOOK', de: () => 'DAUER' },
  'head.what': { en: () => 'WHAT', de: () => 'WAS' },
});
