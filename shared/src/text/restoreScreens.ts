import { messages } from './messages.ts';

/** The restore wizard, and the way from a plan to its end. */
export const restoreScreens = messages({
  'ui.plan.making': { en: () => 'Looking at what there is to do …', de: () => 'Es wird nachgesehen, was zu tun ist …' },
  'ui.plan.happens': { en: () => 'What will happen', de: () => 'Was geschehen wird' },
  'ui.plan.last-time': {
    en: (p: { time: string }) => `Last time: ${p.time}`,
    de: (p: { time: string }) => `Beim letzten Mal: ${p.time}`,
  },
  'ui.plan.first-time': {
    en: () => 'How long it takes is not known yet: it is the first time.',
    de: () => 'Wie lange es dauert, ist noch nicht bekannt: es ist das erste Mal.',
  },
  'ui.plan.what': { en: () => 'What it is about', de: () => 'Worum es geht' },
  'ui.plan.detail': { en: () => 'Each container and step', de: () => 'Jeder Container und Schritt' },
  'ui.plan.line': { en: () => 'The same on the command line', de: () => 'Dasselbe als Befehlszeile' },
  'ui.plan.type': {
    en: (p: { text: string }) => `To go ahead, type its name: ${p.text}`,
    de: (p: { text: string }) => `Um es auszuführen, tippen Sie seinen Namen: ${p.text}`,
  },
  'ui.plan.typed-wrong': {
    en: (p: { text: string }) => `That is not the name. Nothing was done. It is: ${p.text}`,
    de: (p: { text: string }) => `Das ist nicht der Name. Es wurde nichts getan. Er lautet: ${p.text}`,
  },
  'ui.plan.starting': { en: () => 'Starting …', de: () => 'Wird begonnen …' },
  'ui.run.backup': { en: () => 'Back up now', de: () => 'Jetzt sichern' },
  'ui.run.restore': { en: () => 'Restore now', de: () => 'Jetzt wiederherstellen' },
  'ui.run.copy': { en: () => 'Copy now', de: () => 'Jetzt kopieren' },
  'ui.run.verify': { en: () => 'Check now', de: () => 'Jetzt prüfen' },
  'ui.run.drill': { en: () => 'Test it now', de: () => 'Jetzt proben' },
  'ui.run.undo': { en: () => 'Undo now', de: () => 'Jetzt rückgängig machen' },
  'ui.run.recover': { en: () => 'Clean up now', de: () => 'Jetzt aufräumen' },
  'ui.run.delete': { en: () => 'Delete now', de: () => 'Jetzt löschen' },
  'ui.run.import': { en: () => 'Import now', de: () => 'Jetzt importieren' },

  'ui.restore.title': { en: () => 'Restore', de: () => 'Wiederherstellen' },
  'ui.restore.steps': { en: () => 'Steps', de: () => 'Schritte' },
  'ui.restore.step-what': { en: () => 'What', de: () => 'Was' },
  'ui.restore.step-when': { en: () => 'From when', de: () => 'Von wann' },
  'ui.restore.step-where': { en: () => 'To where', de: () => 'Wohin' },
  'ui.restore.step-plan': { en: () => 'Look and confirm', de: () => 'Ansehen und bestätigen' },
  'ui.restore.step-run': { en: () => 'Restore', de: () => 'Wiederherstellen' },
  'ui.restore.what': { en: () => 'What do you want back?', de: () => 'Was möchten Sie zurück?' },
  'ui.restore.when': { en: () => 'From when?', de: () => 'Von wann?' },
  'ui.restore.where': { en: () => 'To where?', de: () => 'Wohin?' },
  'ui.restore.search': { en: () => 'Search', de: () => 'Suchen' },
  'ui.restore.found': {
    en: (p: { count: string }) => `${p.count} found`,
    de: (p: { count: string }) => `${p.count} gefunden`,
  },
  'ui.restore.none-found': {
    en: (p: { text: string }) => `Nothing is called “${p.text}”. Clear the search to see everything that was saved.`,
    de: (p: { text: string }) => `Nichts heißt „${p.text}“. Leeren Sie die Suche, um alles Gesicherte zu sehen.`,
  },
  'ui.restore.nothing': {
    en: () => 'Nothing has been saved yet, so there is nothing to bring back. Back up a stack first.',
    de: () => 'Es wurde noch nichts gesichert, also gibt es nichts zurückzuholen. Sichern Sie zuerst einen Stack.',
  },
  'ui.restore.everything': { en: () => 'everything', de: () => 'alles' },
  'ui.restore.whole': {
    en: (p: { services: string[] }) => `The whole stack: ${p.services.join(', ')}`,
    de: (p: { services: string[] }) => `Der ganze Stack: ${p.services.join(', ')}`,
  },
  'ui.restore.service': {
    en: (p: { product: string }) => `All of the service, ${p.product}`,
    de: (p: { product: string }) => `Alles aus dem Dienst, ${p.product}`,
  },
  'ui.restore.item': {
    en: (p: { service: string }) => `Database of ${p.service}`,
    de: (p: { service: string }) => `Datenbank von ${p.service}`,
  },
  'ui.restore.saved': { en: (p: { ago: string }) => `Saved ${p.ago}`, de: (p: { ago: string }) => `Gesichert ${p.ago}` },
  'ui.restore.day': { en: () => 'Go to the day', de: () => 'Zum Tag springen' },
  'ui.restore.no-day': {
    en: (p: { day: string }) => `Nothing was saved on ${p.day}. Shown is what is nearest before it.`,
    de: (p: { day: string }) => `Am ${p.day} wurde nichts gesichert. Gezeigt wird das Nächste davor.`,
  },
  'ui.restore.today': { en: () => 'Today', de: () => 'Heute' },
  'ui.restore.yesterday': { en: () => 'Yesterday', de: () => 'Gestern' },
  'ui.restore.suggested': { en: () => 'newest that was tested', de: () => 'neuester, der geprobt ist' },
  'ui.restore.lost-since': {
    en: (p: { at: string; ago: string }) => `Changes made after ${p.at} (${p.ago}) will not be in it.`,
    de: (p: { at: string; ago: string }) => `Änderungen nach ${p.at} (${p.ago}) werden nicht enthalten sein.`,
  },
  'ui.restore.untested': {
    en: () => 'Whether this one can be restored was never tested. It is checked before anything is replaced.',
    de: () => 'Ob sich dieser wiederherstellen lässt, wurde nie geprobt. Er wird geprüft, bevor etwas ersetzt wird.',
  },
  'ui.restore.same': {
    en: (p: { stack: string; host: string }) => `The same place: ${p.stack} on ${p.host}`,
    de: (p: { stack: string; host: string }) => `Derselbe Ort: ${p.stack} auf ${p.host}`,
  },
  'ui.restore.same-what': {
    en: () => 'What is there now is replaced, and kept so that you can bring it back.',
    de: () => 'Was jetzt da ist, wird ersetzt und aufbewahrt, damit Sie es zurückholen können.',
  },
  'ui.restore.beside': { en: () => 'Beside it, under another name', de: () => 'Daneben, unter anderem Namen' },
  'ui.restore.beside-what': { en: () => 'Nothing is replaced.', de: () => 'Nichts wird ersetzt.' },
  'ui.restore.name': { en: () => 'Its new name', de: () => 'Der neue Name' },
  'ui.restore.name-needed': { en: () => 'Type a name first.', de: () => 'Tippen Sie zuerst einen Namen.' },
  'ui.restore.other': {
    en: (p: { stack: string; host: string }) => `Another stack: ${p.stack} on ${p.host}`,
    de: (p: { stack: string; host: string }) => `Ein anderer Stack: ${p.stack} auf ${p.host}`,
  },
  'ui.restore.gone': {
    en: (p: { stack: string }) =>
      `${p.stack} is not running anywhere that is known here. Start it (docker compose up), or choose another stack.`,
    de: (p: { stack: string }) =>
      `${p.stack} läuft nirgends, wo es hier bekannt wäre. Starten Sie ihn (docker compose up), oder wählen Sie einen anderen Stack.`,
  },
  'ui.restore.no-target': {
    en: () => 'No stack that runs here can take it. Start one with the same kind of database, then look again.',
    de: () =>
      'Kein Stack, der hier läuft, kann es aufnehmen. Starten Sie einen mit derselben Art von Datenbank, dann sehen Sie neu nach.',
  },
  'ui.restore.next': { en: () => 'Continue', de: () => 'Weiter' },
  'ui.restore.change': { en: (p: { what: string }) => `Change: ${p.what}`, de: (p: { what: string }) => `Ändern: ${p.what}` },
  'ui.restore.running': { en: () => 'Restoring', de: () => 'Wird wiederhergestellt' },
  'ui.restore.done': { en: () => 'Restored', de: () => 'Wiederhergestellt' },
  'ui.restore.failed': { en: () => 'It was not restored', de: () => 'Es wurde nicht wiederhergestellt' },
  'ui.restore.kept-new': {
    en: () => 'It was restored, and something is wrong with it',
    de: () => 'Es wurde wiederhergestellt, aber etwas stimmt damit nicht',
  },
  'ui.restore.cancelled': { en: () => 'Cancelled', de: () => 'Abgebrochen' },
  'ui.restore.checked-rows': {
    en: (p: { service: string; rows: string }) => `${p.service}: checked, all ${p.rows} are there.`,
    de: (p: { service: string; rows: string }) => `${p.service}: geprüft, alle ${p.rows} sind da.`,
  },
  'ui.restore.checked': {
    en: (p: { service: string }) => `${p.service}: checked, everything is there.`,
    de: (p: { service: string }) => `${p.service}: geprüft, alles ist da.`,
  },
  'ui.restore.checked-some': {
    en: (p: { service: string }) => `${p.service}: checked, all that was compared is there.`,
    de: (p: { service: string }) => `${p.service}: geprüft, alles Verglichene ist da.`,
  },
  'ui.restore.checked-noted': {
    en: (p: { service: string; notes: string }) => `${p.service}: checked; not as before, and no loss: ${p.notes}.`,
    de: (p: { service: string; notes: string }) => `${p.service}: geprüft; nicht wie vorher, aber kein Verlust: ${p.notes}.`,
  },
  'ui.restore.not-compared': {
    en: (p: { service: string; sorts: string[] }) => `${p.service}: not compared: ${p.sorts.join(', ')}.`,
    de: (p: { service: string; sorts: string[] }) => `${p.service}: nicht verglichen: ${p.sorts.join(', ')}.`,
  },
  'ui.restore.took': { en: (p: { time: string }) => `It took ${p.time}.`, de: (p: { time: string }) => `Es dauerte ${p.time}.` },
  'ui.restore.kept-until': {
    en: (p: { until: string }) => `What was there before is kept until ${p.until}; until then you can undo this.`,
    de: (p: { until: string }) => `Das Bisherige bleibt bis ${p.until}; bis dahin lässt sich dies rückgängig machen.`,
  },
  'ui.restore.added-until': {
    en: (p: { until: string }) =>
      `Nothing was replaced. Until ${p.until} you can undo this: what was added is then taken out again.`,
    de: (p: { until: string }) =>
      `Es wurde nichts ersetzt. Bis ${p.until} lässt sich dies rückgängig machen: was hinzukam, wird dann wieder herausgenommen.`,
  },
  'ui.restore.once-more': { en: () => 'Choose again', de: () => 'Neu wählen' },
  'ui.restore.finish': { en: () => 'To the overview', de: () => 'Zum Überblick' },
});
