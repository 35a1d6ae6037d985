import { allProducts } from '../model/kinds.ts';
import { messages } from './messages.ts';

/** Names the services that a gap is about; without any it is about the whole stack. */
type OfServices = { services: string[] };
const of = ({ services }: OfServices): string => (services.length === 0 ? '' : `${services.join(', ')}: `);

/** What the screens say around the answers of the engine: in the words of people who restore once a year. */
export const screens = messages({
  'ui.nav': { en: () => 'Main', de: () => 'Hauptbereiche' },
  'ui.skip': { en: () => 'Skip to the content', de: () => 'Zum Inhalt springen' },
  'ui.overview': { en: () => 'Overview', de: () => 'Überblick' },
  'ui.stacks': { en: () => 'Stacks', de: () => 'Stacks' },
  'ui.snapshots': { en: () => 'Snapshots', de: () => 'Schnappschüsse' },
  'ui.jobs': { en: () => 'Jobs', de: () => 'Aufträge' },
  'ui.places': { en: () => 'Hosts and repositories', de: () => 'Hosts und Repositorys' },
  'ui.settings': { en: () => 'Settings', de: () => 'Einstellungen' },
  'ui.sign-out': { en: () => 'Sign out', de: () => 'Abmelden' },
  'ui.back': { en: () => 'Back', de: () => 'Zurück' },
  'ui.loading': { en: () => 'Looking …', de: () => 'Wird nachgesehen …' },
  'ui.again': { en: () => 'Try again', de: () => 'Erneut versuchen' },
  'ui.lost': {
    en: () => 'The connection is gone. What you see is how it was; jobs go on by themselves. Connecting again …',
    de: () => 'Die Verbindung ist weg. Zu sehen ist der letzte Stand; Aufträge laufen von selbst weiter. Wird neu verbunden …',
  },
  'ui.looking-only': {
    en: () => 'You may look at everything here, and change nothing.',
    de: () => 'Sie können hier alles ansehen und nichts ändern.',
  },
  'ui.technical': { en: () => 'Technical details', de: () => 'Technische Einzelheiten' },
  'ui.as-table': { en: () => 'As a table', de: () => 'Als Tabelle' },
  'ui.copy-line': { en: () => 'Copy', de: () => 'Kopieren' },
  'ui.copied': { en: () => 'Copied', de: () => 'Kopiert' },

  'ui.do.restore': { en: () => 'Restore …', de: () => 'Wiederherstellen …' },
  'ui.do.back-up': { en: () => 'Back up …', de: () => 'Sichern …' },
  'ui.do.test': { en: () => 'Test restore …', de: () => 'Wiederherstellung proben …' },
  'ui.do.check': { en: () => 'Check the files …', de: () => 'Dateien prüfen …' },
  'ui.do.copy': { en: () => 'Copy to another stack …', de: () => 'In einen anderen Stack kopieren …' },
  'ui.do.undo': { en: () => 'Undo …', de: () => 'Rückgängig machen …' },
  'ui.do.clean-up': { en: () => 'Clean up after an interruption …', de: () => 'Nach einer Unterbrechung aufräumen …' },
  'ui.do.delete': { en: () => 'Delete …', de: () => 'Löschen …' },
  'ui.do.pin': { en: () => 'Keep it', de: () => 'Festhalten' },
  'ui.do.unpin': { en: () => 'No longer keep it', de: () => 'Nicht mehr festhalten' },
  'ui.do.cancel': { en: () => 'Cancel', de: () => 'Abbrechen' },
  'ui.do.stop': { en: () => 'Stop this job', de: () => 'Diesen Auftrag abbrechen' },
  'ui.do.save-report': { en: () => 'Save report', de: () => 'Bericht speichern' },
  'ui.do.history': { en: () => 'Sizes and times', de: () => 'Größen und Zeiten' },
  'ui.do.show-job': { en: () => 'Show each step', de: () => 'Jeden Schritt zeigen' },
  'ui.do.show-all': { en: () => 'Show all', de: () => 'Alle zeigen' },

  'ui.col.service': { en: () => 'Service', de: () => 'Dienst' },
  'ui.col.item': { en: () => 'Holds', de: () => 'Enthält' },
  'ui.col.amount': { en: () => 'Amount', de: () => 'Menge' },
  'ui.col.size': { en: () => 'Size', de: () => 'Größe' },
  'ui.col.time': { en: () => 'Time', de: () => 'Zeit' },
  'ui.col.took': { en: () => 'Took', de: () => 'Dauer' },
  'ui.col.state': { en: () => 'State', de: () => 'Zustand' },
  'ui.col.checked': { en: () => 'Checked', de: () => 'Geprüft' },
  'ui.col.snapshot': { en: () => 'Snapshot', de: () => 'Schnappschuss' },
  'ui.col.name': { en: () => 'Name', de: () => 'Name' },
  'ui.col.where': { en: () => 'Where', de: () => 'Wo' },
  'ui.col.what': { en: () => 'What', de: () => 'Was' },
  'ui.col.container': { en: () => 'Container', de: () => 'Container' },

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

  'ui.overview.protected': {
    en: (p: { good: string; all: string }) => `${p.good} of ${p.all} stacks are protected`,
    de: (p: { good: string; all: string }) => `${p.good} von ${p.all} Stacks sind geschützt`,
  },
  'ui.overview.protected-one': { en: () => 'Protected', de: () => 'Geschützt' },
  'ui.overview.not-protected': { en: () => 'Not protected', de: () => 'Nicht geschützt' },
  'ui.overview.none': {
    en: () => `No stack with data that Longshore can save (${allProducts()}) runs here. It appears as soon as one is started.`,
    de: () =>
      `Hier läuft kein Stack mit Daten, die Longshore sichern kann (${allProducts()}). Er erscheint, sobald einer gestartet wird.`,
  },
  'ui.gap.never': { en: () => 'Never saved', de: () => 'Nie gesichert' },
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
  'ui.overview.sizes': { en: () => 'Sizes', de: () => 'Größen' },
  'ui.overview.trend': {
    en: (p: { from: string; to: string; count: string }) => `${p.count} snapshots, from ${p.from} to ${p.to}`,
    de: (p: { from: string; to: string; count: string }) => `${p.count} Schnappschüsse, von ${p.from} auf ${p.to}`,
  },
  'ui.overview.by-itself': { en: () => 'Nothing runs by itself', de: () => 'Nichts läuft von selbst' },
  'ui.overview.by-itself-how': {
    en: () => 'Backups are made when somebody asks for them. One line changes that, every night at two:',
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
  'ui.stack.not-running': { en: () => 'not running', de: () => 'läuft nicht' },

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

  'ui.hosts': { en: () => 'Hosts', de: () => 'Hosts' },
  'ui.repositories': { en: () => 'Repositories', de: () => 'Repositorys' },
  'ui.places.test': { en: (p: { name: string }) => `Test ${p.name}`, de: (p: { name: string }) => `${p.name} testen` },
  'ui.places.testing': { en: () => 'Testing …', de: () => 'Wird getestet …' },
  'ui.places.remove': { en: (p: { name: string }) => `Remove ${p.name}`, de: (p: { name: string }) => `${p.name} entfernen` },
  'ui.places.remove-ask': {
    en: (p: { name: string }) => `Remove ${p.name} from the configuration? What is stored there stays.`,
    de: (p: { name: string }) => `${p.name} aus der Konfiguration entfernen? Was dort gespeichert ist, bleibt.`,
  },
  'ui.places.add-host': { en: () => 'Add a host …', de: () => 'Host hinzufügen …' },
  'ui.places.add-repository': { en: () => 'Add a repository …', de: () => 'Repository hinzufügen …' },
  'ui.places.new-host': { en: () => 'Add a host', de: () => 'Host hinzufügen' },
  'ui.places.new-repository': { en: () => 'Add a repository', de: () => 'Repository hinzufügen' },
  'ui.places.default': { en: () => 'used when nothing else is said', de: () => 'wird verwendet, wenn nichts anderes gesagt ist' },
  'ui.places.by-configuration': {
    en: () =>
      'Hosts and repositories are added on the machine itself, on the command line: longshore host add, longshore repo add.',
    de: () =>
      'Hosts und Repositorys werden auf dem Rechner selbst hinzugefügt, auf der Befehlszeile: longshore host add, longshore repo add.',
  },
  'ui.places.calls-allowed': {
    en: (p: { count: number }) => `All ${p.count} calls that backing up, testing and restoring need are allowed.`,
    de: (p: { count: number }) => `Alle ${p.count} Aufrufe, die Sichern, Proben und Wiederherstellen brauchen, sind erlaubt.`,
  },
  'ui.form.add': { en: () => 'Test and add', de: () => 'Testen und hinzufügen' },
  'ui.form.add-untested': { en: () => 'Add although it does not answer', de: () => 'Hinzufügen, obwohl nichts antwortet' },
  'ui.form.needed': { en: () => 'This is needed.', de: () => 'Das wird gebraucht.' },
  'ui.form.not-so': { en: () => 'It cannot be written like this.', de: () => 'So lässt es sich nicht schreiben.' },
  'ui.form.optional': { en: () => 'More', de: () => 'Mehr' },
  'ui.form.choose': { en: () => 'Choose …', de: () => 'Wählen …' },
  'ui.form.kind': { en: () => 'Where', de: () => 'Wo' },
  'ui.form.none': { en: () => 'not said', de: () => 'nicht gesagt' },
  'ui.field.name': { en: () => 'Name', de: () => 'Name' },
  'ui.field.address': { en: () => 'Address', de: () => 'Adresse' },
  'ui.field.path': { en: () => 'Folder', de: () => 'Ordner' },
  'ui.field.folder': { en: () => 'A folder of this machine', de: () => 'Ein Ordner dieses Rechners' },
  'ui.field.s3': { en: () => 'A bucket (S3)', de: () => 'Ein Bucket (S3)' },
  'ui.field.bucket': { en: () => 'Bucket', de: () => 'Bucket' },
  'ui.field.prefix': { en: () => 'Only below', de: () => 'Nur unterhalb von' },
  'ui.field.endpoint': { en: () => 'Endpoint', de: () => 'Endpunkt' },
  'ui.field.region': { en: () => 'Region', de: () => 'Region' },
  'ui.field.pathStyle': {
    en: () => 'The bucket stands in the path of the address',
    de: () => 'Der Bucket steht im Pfad der Adresse',
  },
  'ui.field.ca': { en: () => 'File with the certificate of the authority', de: () => 'Datei mit dem Zertifikat der Stelle' },
  'ui.field.cert': { en: () => 'File with our certificate', de: () => 'Datei mit unserem Zertifikat' },
  'ui.field.key': { en: () => 'File with its key', de: () => 'Datei mit dessen Schlüssel' },
  'ui.field.tls': { en: () => 'TLS', de: () => 'TLS' },
  'ui.field.profile': { en: () => 'Profile of AWS', de: () => 'Profil von AWS' },
  'ui.field.credentials': { en: () => 'Credentials', de: () => 'Zugangsdaten' },
  'ui.field.accessKeyId': { en: () => 'Where the access key is', de: () => 'Wo der Zugangsschlüssel steht' },
  'ui.field.secretAccessKey': { en: () => 'Where the secret key is', de: () => 'Wo der geheime Schlüssel steht' },
  'ui.field.sessionToken': { en: () => 'Where the session token is', de: () => 'Wo das Sitzungs-Token steht' },
  'ui.field.identity': { en: () => 'File with the SSH key', de: () => 'Datei mit dem SSH-Schlüssel' },
  'ui.field.passphrase': { en: () => 'Where its passphrase is', de: () => 'Wo dessen Passphrase steht' },
  'ui.field.password': { en: () => 'Where the password is', de: () => 'Wo das Passwort steht' },
  'ui.field.environment': { en: () => 'What runs there', de: () => 'Was dort läuft' },
  'ui.field.default': { en: () => 'Use it when nothing else is said', de: () => 'Verwenden, wenn nichts anderes gesagt ist' },
  'ui.about.address': {
    en: () => 'ssh://USER@MACHINE, tcp://MACHINE:2376, or the name of a Docker context',
    de: () => 'ssh://BENUTZER@RECHNER, tcp://RECHNER:2376 oder der Name eines Docker-Kontexts',
  },
  'ui.about.secret': {
    en: () => 'Never the secret itself: env:NAME, file:PATH or command:COMMAND',
    de: () => 'Nie das Geheimnis selbst: env:NAME, file:PFAD oder command:BEFEHL',
  },
  'ui.about.kept': {
    en: () => 'Kept by this program, encrypted where the system can; the configuration holds its name alone',
    de: () => 'Wird von diesem Programm verwahrt, verschlüsselt, wo das System es kann; in der Konfiguration steht nur der Name',
  },
  'ui.about.endpoint': {
    en: () => 'https://ADDRESS of anything else than AWS',
    de: () => 'https://ADRESSE von allem außer AWS',
  },

  'ui.settings.language': { en: () => 'Language', de: () => 'Sprache' },
  'ui.settings.en': { en: () => 'English', de: () => 'English' },
  'ui.settings.de': { en: () => 'Deutsch', de: () => 'Deutsch' },
  'ui.settings.theme': { en: () => 'Colours', de: () => 'Farben' },
  'ui.settings.theme-system': { en: () => 'As the system has them', de: () => 'Wie im System' },
  'ui.settings.theme-light': { en: () => 'Light', de: () => 'Hell' },
  'ui.settings.theme-dark': { en: () => 'Dark', de: () => 'Dunkel' },
  'ui.settings.theme-high-contrast': { en: () => 'High contrast, dark', de: () => 'Hoher Kontrast, dunkel' },
  'ui.settings.theme-high-contrast-light': { en: () => 'High contrast, light', de: () => 'Hoher Kontrast, hell' },
  'ui.settings.about': { en: () => 'About', de: () => 'Über Longshore' },
  'ui.settings.version': { en: () => 'Version', de: () => 'Version' },
  'ui.settings.role': { en: () => 'You may', de: () => 'Sie dürfen' },
  'ui.settings.role-view': { en: () => 'look', de: () => 'ansehen' },
  'ui.settings.role-operate': {
    en: () => 'back up, restore, test and undo',
    de: () => 'sichern, wiederherstellen, proben und rückgängig machen',
  },
  'ui.settings.role-administer': { en: () => 'do everything', de: () => 'alles' },
});
