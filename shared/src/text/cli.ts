import { messages } from './messages.ts';

/** What the command line says around the answers of the core. */
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
    en: () => 'This stops or replaces something and needs a confirmation, but there is no terminal to ask at. Nothing was done.',
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
});
