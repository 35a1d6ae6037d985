import { allProducts } from '../model/kinds.ts';
import { messages } from './messages.ts';

type Amount = { amount: string; one: boolean };
const list = (names: string[]): string => names.join(', ');

/** What the command line says around the answers of the engine. */
export const cli = messages({
  'error.label': { en: () => 'Error:', de: () => 'Fehler:' },
  'usage.unknown-command': {
    en: (p: { command: string }) => `There is no command ${p.command}.`,
    de: (p: { command: string }) => `Es gibt keinen Befehl ${p.command}.`,
  },
  'usage.unknown-option': {
    en: (p: { option: string }) => `There is no option ${p.option} here.`,
    de: (p: { option: string }) => `Die Option ${p.option} gibt es hier nicht.`,
  },
  'usage.missing-argument': {
    en: (p: { argument: string }) => `${p.argument} is missing.`,
    de: (p: { argument: string }) => `${p.argument} fehlt.`,
  },
  'usage.missing-value': {
    en: (p: { option: string }) => `The option ${p.option} needs a value.`,
    de: (p: { option: string }) => `Die Option ${p.option} braucht einen Wert.`,
  },
  'usage.excess-arguments': {
    en: () => 'There are more arguments than this command takes. A name with spaces needs quotes.',
    de: () => 'Das sind mehr Argumente, als dieser Befehl nimmt. Ein Name mit Leerzeichen braucht Anführungszeichen.',
  },
  'usage.invalid-value': {
    en: (p: { name: string; value: string; allowed: string }) => `${p.name} cannot be “${p.value}”. Possible: ${p.allowed}`,
    de: (p: { name: string; value: string; allowed: string }) => `${p.name} kann nicht „${p.value}“ sein. Möglich: ${p.allowed}`,
  },
  'usage.other': {
    en: (p: { problem: string }) => `The command line is not understood: ${p.problem}`,
    de: (p: { problem: string }) => `Die Befehlszeile ist nicht verständlich: ${p.problem}`,
  },
  'usage.mark-one': {
    en: () => 'Name one of production, staging and dev, or --clear. Nothing was changed.',
    de: () => 'Nennen Sie eines von production, staging und dev, oder --clear. Es wurde nichts geändert.',
  },
  'usage.needs-yes': {
    en: () => 'This stops or replaces something, so it asks first, and nobody is here to answer. Nothing was done.',
    de: () =>
      'Das stoppt oder ersetzt etwas, darum wird vorher gefragt, und niemand ist da, der antwortet. Es wurde nichts getan.',
  },
  'hint.yes': {
    en: (p: { plan: string }) =>
      `Answer with --yes, or look at it first and then run exactly that: longshore run ${p.plan} --yes`,
    de: (p: { plan: string }) =>
      `Antworten Sie mit --yes, oder sehen Sie es sich erst an und führen Sie dann genau das aus: longshore run ${p.plan} --yes`,
  },
  'hint.help': {
    en: () => 'What there is: longshore --help',
    de: () => 'Was es gibt: longshore --help',
  },
  'hint.did-you-mean': {
    en: (p: { names: string[] }) => `Did you mean: ${p.names.join(' or ')}?`,
    de: (p: { names: string[] }) => `Meinten Sie: ${p.names.join(' oder ')}?`,
  },
  'cancelled.not-confirmed': {
    en: () => 'Not confirmed. Nothing was done.',
    de: () => 'Nicht bestätigt. Es wurde nichts getan.',
  },

  'repo.default': { en: () => 'default', de: () => 'Vorgabe' },
  'repo.trying': {
    en: (p: { location: string }) => `Trying out ${p.location} …`,
    de: (p: { location: string }) => `${p.location} wird ausprobiert …`,
  },
  'repo.passed': {
    en: (p: { location: string; passed: number }) => `${p.location} is fit for snapshots: ${p.passed} checks passed.`,
    de: (p: { location: string; passed: number }) => `${p.location} taugt für Schnappschüsse: ${p.passed} Prüfungen bestanden.`,
  },
  'repo.failed': {
    en: (p: { location: string; passed: number; failed: number }) =>
      `${p.location} is not fit for snapshots: ${p.failed} checks failed, ${p.passed} passed.`,
    de: (p: { location: string; passed: number; failed: number }) =>
      `${p.location} taugt nicht für Schnappschüsse: ${p.failed} Prüfungen gescheitert, ${p.passed} bestanden.`,
  },
  'repo.added': {
    en: (p: { name: string }) => `${p.name} is now a repository: longshore backup STACK --repo ${p.name}`,
    de: (p: { name: string }) => `${p.name} ist jetzt ein Repository: longshore backup STACK --repo ${p.name}`,
  },
  'repo.added-default': {
    en: (p: { name: string }) => `${p.name} is now the repository that is used when none is named.`,
    de: (p: { name: string }) => `${p.name} ist jetzt das Repository, das ohne Angabe verwendet wird.`,
  },
  'repo.not-added': {
    en: (p: { name: string }) => `${p.name} was not added. Nothing was changed.`,
    de: (p: { name: string }) => `${p.name} wurde nicht eingetragen. Es wurde nichts verändert.`,
  },
  'repo.removed': {
    en: (p: { name: string; location: string }) =>
      `${p.name} is no longer configured. What is stored in ${p.location} is still there.`,
    de: (p: { name: string; location: string }) =>
      `${p.name} ist nicht mehr eingerichtet. Was in ${p.location} liegt, ist noch da.`,
  },

  'ask.click': { en: () => 'Go ahead?', de: () => 'Ausführen?' },
  'ask.yes-no': { en: () => '[y/N]', de: () => '[j/N]' },
  /** What counts as yes, separated by spaces. */
  'ask.yes-words': { en: () => 'y yes', de: () => 'j ja y yes' },
  'ask.type': {
    en: (p: { text: string }) => `Type ${p.text} to go ahead:`,
    de: (p: { text: string }) => `Tippen Sie zum Ausführen ${p.text}:`,
  },

  'follow.cancelling': {
    en: () => 'Stopping: the job takes back what it had begun. Ctrl-C once more leaves it to do so by itself.',
    de: () => 'Wird gestoppt: der Auftrag nimmt Begonnenes zurück. Noch einmal Strg-C lässt ihn das allein tun.',
  },
  'follow.cancelled': {
    en: () => 'Cancelled. What it had begun was taken back.',
    de: () => 'Abgebrochen. Was er begonnen hatte, wurde zurückgenommen.',
  },
  'follow.stopping': {
    en: () => 'Stopping before the next snapshot: what is begun is deleted in full.',
    de: () => 'Halt vor dem nächsten Schnappschuss: der begonnene wird ganz gelöscht.',
  },
  'follow.stopped': {
    en: () => 'Stopped. What was deleted by then is gone; everything else is as it was.',
    de: () => 'Angehalten. Was bis dahin gelöscht war, ist weg; alles andere ist, wie es war.',
  },
  'follow.left': {
    en: (p: { job: string }) => `The job goes on by itself. Watch it: longshore jobs ${p.job}`,
    de: (p: { job: string }) => `Der Auftrag läuft allein weiter. Zusehen: longshore jobs ${p.job}`,
  },
  'follow.log': {
    en: (p: { job: string }) => `All that it did: longshore jobs ${p.job}`,
    de: (p: { job: string }) => `Alles, was er tat: longshore jobs ${p.job}`,
  },
  'cancel.asked': {
    en: (p: { job: string }) => `Stopping ${p.job}: it takes back what it had begun.`,
    de: (p: { job: string }) => `${p.job} wird gestoppt: er nimmt Begonnenes zurück.`,
  },
  'cancel.ended': {
    en: (p: { job: string; state: string }) => `${p.job}: ${p.state}`,
    de: (p: { job: string; state: string }) => `${p.job}: ${p.state}`,
  },

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
  'sort.owners': { en: () => 'owners', de: () => 'Eigentümer' },
  'proof.differs': {
    en: (p: { differences: string }) => `${p.differences} differences`,
    de: (p: { differences: string }) => `${p.differences} Abweichungen`,
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
  'proof.damaged': {
    en: (p: { ago: string }) => `Found DAMAGED ${p.ago}`,
    de: (p: { ago: string }) => `Als BESCHÄDIGT erkannt ${p.ago}`,
  },

  'status.unmarked': {
    en: (p: { environment: string }) => `not marked, counts as ${p.environment}`,
    de: (p: { environment: string }) => `nicht markiert, zählt als ${p.environment}`,
  },
  'mark.set': {
    en: (p: { stack: string; host: string; environment: string }) => `${p.stack} on ${p.host} is marked ${p.environment}.`,
    de: (p: { stack: string; host: string; environment: string }) =>
      `${p.stack} auf ${p.host} ist als ${p.environment} markiert.`,
  },
  'mark.cleared': {
    en: (p: { stack: string; host: string; environment: string }) =>
      `${p.stack} on ${p.host} is not marked and counts as ${p.environment}.`,
    de: (p: { stack: string; host: string; environment: string }) =>
      `${p.stack} auf ${p.host} ist nicht markiert und zählt als ${p.environment}.`,
  },
  'mark.still': {
    en: (p: { stack: string; host: string; environment: string; by: string }) =>
      `${p.stack} on ${p.host} has no mark of its own and counts as ${p.environment}, by ${p.by} in the configuration.`,
    de: (p: { stack: string; host: string; environment: string; by: string }) =>
      `${p.stack} auf ${p.host} hat keine eigene Markierung und zählt als ${p.environment}, wegen ${p.by} in der Konfiguration.`,
  },
  'mark.typed': {
    en: () => 'What overwrites its data, or replaces it by that of another stack, wants its name typed.',
    de: () => 'Was seine Daten überschreibt oder durch die eines anderen Stacks ersetzt, will seinen Namen getippt.',
  },
  'mark.asked': {
    en: () => 'What replaces its data asks, and a yes is enough.',
    de: () => 'Was seine Daten ersetzt, fragt, und ein Ja genügt.',
  },
  'status.not-running': { en: () => 'not running', de: () => 'läuft nicht' },
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
  'forget.done': {
    en: (p: { name: string; location: string }) => `The next backup into ${p.name} begins a new repository in ${p.location}.`,
    de: (p: { name: string; location: string }) =>
      `Die nächste Sicherung nach ${p.name} beginnt ein neues Repository in ${p.location}.`,
  },
  'pin.pinned': {
    en: (p: { snapshot: string }) => `${p.snapshot} is kept: it cannot be deleted before longshore unpin ${p.snapshot}`,
    de: (p: { snapshot: string }) =>
      `${p.snapshot} ist festgehalten: löschen lässt er sich erst nach longshore unpin ${p.snapshot}`,
  },
  'pin.unpinned': {
    en: (p: { snapshot: string }) => `${p.snapshot} is no longer pinned.`,
    de: (p: { snapshot: string }) => `${p.snapshot} ist nicht mehr festgehalten.`,
  },
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
