import { allProducts } from '../model/kinds.ts';
import { messages } from './messages.ts';

/** What VS Code reads of the extension before it runs: `package.json` by way of `package.nls.json`. */
export const manifest = messages({
  'manifest.description': {
    en: () => 'Back up, prove and restore the data of Docker Compose stacks',
    de: () => 'Daten von Docker-Compose-Stacks sichern, beweisen und wiederherstellen',
  },
  'manifest.untrusted': {
    en: () => 'Nothing is read from the folders of a workspace that is not trusted.',
    de: () => 'Aus den Ordnern eines Arbeitsbereichs, dem nicht vertraut wird, wird nichts gelesen.',
  },
  'manifest.view.stacks': { en: () => 'Stacks', de: () => 'Stacks' },
  'manifest.view.snapshots': { en: () => 'Snapshots', de: () => 'Schnappschüsse' },
  'manifest.view.jobs': { en: () => 'Jobs', de: () => 'Aufträge' },
  'manifest.setting.config-file': {
    en: () =>
      'The configuration file with hosts, repositories and marks, when it is not in its usual place. Every window of this machine uses the same.',
    de: () =>
      'Die Konfigurationsdatei mit Hosts, Repositorys und Markierungen, wenn sie nicht am üblichen Ort liegt. Jedes Fenster dieses Rechners verwendet dieselbe.',
  },
  'manifest.setting.code-lens': {
    en: () => 'Show over each data service of a Compose file when it was saved, with *Back Up* and *Restore*.',
    de: () => 'Über jedem Datendienst einer Compose-Datei zeigen, wann er gesichert wurde, mit *Sichern* und *Wiederherstellen*.',
  },
  'manifest.walkthrough.title': { en: () => 'Save, Prove and Restore', de: () => 'Sichern, beweisen, wiederherstellen' },
  'manifest.walkthrough.description': {
    en: () => 'From a running stack to a backup that is known to work.',
    de: () => 'Vom laufenden Stack zu einer Sicherung, von der man weiß, dass sie taugt.',
  },
  'manifest.walkthrough.look.title': { en: () => 'See what is there', de: () => 'Nachsehen, was da ist' },
  'manifest.walkthrough.look.description': {
    en: () =>
      'Every Compose stack with a database is found by itself, with when it was last saved.\n[Show Stacks](command:longshore.stacks.focus)',
    de: () =>
      'Jeder Compose-Stack mit einer Datenbank wird von selbst gefunden, mit dem Zeitpunkt seiner letzten Sicherung.\n[Stacks zeigen](command:longshore.stacks.focus)',
  },
  'manifest.walkthrough.look.picture': {
    en: () => 'Two stacks of containers; one of each holds data.',
    de: () => 'Zwei Stacks aus Containern; je einer hält Daten.',
  },
  'manifest.walkthrough.save.title': { en: () => 'Back it up', de: () => 'Sichern' },
  'manifest.walkthrough.save.description': {
    en: () =>
      'All databases of a stack are saved as of one moment; what writes to them is paused for less than a second. Nothing needs to be configured.\n[Back Up](command:longshore.backUp)',
    de: () =>
      'Alle Datenbanken eines Stacks werden zu einem Zeitpunkt gesichert; was in sie schreibt, steht weniger als eine Sekunde still. Es muss nichts eingerichtet werden.\n[Sichern](command:longshore.backUp)',
  },
  'manifest.walkthrough.save.picture': {
    en: () => 'Two databases flow into one snapshot.',
    de: () => 'Zwei Datenbanken fließen in einen Schnappschuss.',
  },
  'manifest.walkthrough.prove.title': { en: () => 'Prove it', de: () => 'Beweisen' },
  'manifest.walkthrough.prove.description': {
    en: () =>
      'A backup is known to work when it was restored once. It is, into throw-away servers, and every row is compared.\n[Test Restore](command:longshore.drill)',
    de: () =>
      'Dass eine Sicherung taugt, weiß man, wenn sie einmal wiederhergestellt war. Das geschieht in Wegwerf-Servern, und jede Zeile wird verglichen.\n[Wiederherstellung proben](command:longshore.drill)',
  },
  'manifest.walkthrough.prove.picture': {
    en: () => 'The snapshot is loaded into a dashed server and gets a check mark.',
    de: () => 'Der Schnappschuss wird in einen gestrichelten Server geladen und bekommt ein Häkchen.',
  },
  'manifest.walkthrough.restore.title': { en: () => 'Restore, and undo', de: () => 'Wiederherstellen und zurück' },
  'manifest.walkthrough.restore.description': {
    en: () =>
      'A restore shows its plan first, is prepared beside the live data and checked before anything is switched over. What was there is kept, so that it can be undone.\n[Restore…](command:longshore.restore)',
    de: () =>
      'Eine Wiederherstellung zeigt erst ihren Plan, wird neben den laufenden Daten vorbereitet und geprüft, bevor umgeschaltet wird. Das Bisherige bleibt und lässt sich zurückholen.\n[Wiederherstellen …](command:longshore.restore)',
  },
  'manifest.walkthrough.restore.picture': {
    en: () => 'The proven copy takes the place of the live database, which is kept.',
    de: () => 'Die bewiesene Kopie nimmt den Platz der laufenden Datenbank ein, die aufbewahrt wird.',
  },
  'manifest.command.open-walkthrough': { en: () => 'Open Walkthrough', de: () => 'Einführung öffnen' },
  'manifest.welcome.no-docker': {
    en: () =>
      'No Docker Engine answers on this machine. Start Docker, or [add one that runs elsewhere](command:longshore.addHost).\n[Look Again](command:longshore.refresh)',
    de: () =>
      'Auf diesem Rechner antwortet keine Docker-Engine. Starten Sie Docker, oder [tragen Sie eine ein, die anderswo läuft](command:longshore.addHost).\n[Erneut nachsehen](command:longshore.refresh)',
  },
  'manifest.welcome.no-stack': {
    en: () =>
      `No stack with data that Longshore knows how to save (${allProducts()}) is here. It appears as soon as one is started.\n[Add Host…](command:longshore.addHost)`,
    de: () =>
      `Hier ist kein Stack mit Daten, die Longshore sichern kann (${allProducts()}). Er erscheint, sobald einer gestartet wird.\n[Host hinzufügen …](command:longshore.addHost)`,
  },
  'manifest.welcome.no-snapshot': {
    en: () =>
      'No snapshots yet. Nothing needs to be configured: they are kept in a folder of this machine until you [add another place](command:longshore.addRepository).\n[Back Up a Stack](command:longshore.backUp)',
    de: () =>
      'Noch keine Schnappschüsse. Es muss nichts eingerichtet werden: sie kommen in einen Ordner dieses Rechners, bis Sie [einen anderen Ort eintragen](command:longshore.addRepository).\n[Stack sichern](command:longshore.backUp)',
  },
  'manifest.welcome.no-job': {
    en: () => 'No jobs yet. What you back up, test or restore is shown here while it works, and afterwards.',
    de: () => 'Noch keine Aufträge. Was Sie sichern, proben oder wiederherstellen, steht hier währenddessen und danach.',
  },
  'manifest.command.back-up': { en: () => 'Back Up', de: () => 'Sichern' },
  'manifest.command.restore': { en: () => 'Restore…', de: () => 'Wiederherstellen …' },
  'manifest.command.restore-dev': {
    en: () => 'Restore into Dev Database…',
    de: () => 'In Entwicklungsdatenbank wiederherstellen …',
  },
  'manifest.command.copy': { en: () => 'Copy to Another Stack…', de: () => 'In einen anderen Stack kopieren …' },
  'manifest.command.undo': { en: () => 'Undo', de: () => 'Rückgängig machen' },
  'manifest.command.verify': { en: () => 'Verify', de: () => 'Prüfen' },
  'manifest.command.drill': { en: () => 'Test Restore', de: () => 'Wiederherstellung proben' },
  'manifest.command.compare': { en: () => 'Compare with Live Data', de: () => 'Mit laufenden Daten vergleichen' },
  'manifest.command.compare-snapshots': {
    en: () => 'Compare with Another Snapshot…',
    de: () => 'Mit einem anderen Schnappschuss vergleichen …',
  },
  'manifest.command.show-snapshot': { en: () => 'Show Snapshot', de: () => 'Schnappschuss zeigen' },
  'manifest.command.show-history': { en: () => 'Show History', de: () => 'Verlauf zeigen' },
  'manifest.command.reveal': { en: () => 'Reveal Stored File…', de: () => 'Gespeicherte Datei anzeigen …' },
  'manifest.command.pin': { en: () => 'Pin', de: () => 'Festhalten' },
  'manifest.command.unpin': { en: () => 'Unpin', de: () => 'Nicht mehr festhalten' },
  'manifest.command.delete': { en: () => 'Delete…', de: () => 'Löschen …' },
  'manifest.command.mark': { en: () => 'Mark Stack…', de: () => 'Stack markieren …' },
  'manifest.command.recover': {
    en: () => 'Clean Up After an Interruption',
    de: () => 'Nach einer Unterbrechung aufräumen',
  },
  'manifest.command.cancel': { en: () => 'Cancel', de: () => 'Abbrechen' },
  'manifest.command.show-job': { en: () => 'Show What It Does', de: () => 'Zeigen, was er tut' },
  'manifest.command.add-host': { en: () => 'Add Host…', de: () => 'Host hinzufügen …' },
  'manifest.command.add-repository': { en: () => 'Add Repository…', de: () => 'Repository hinzufügen …' },
  'manifest.command.refresh': { en: () => 'Refresh', de: () => 'Aktualisieren' },
  'manifest.command.show-log': { en: () => 'Show Log', de: () => 'Protokoll zeigen' },
  'manifest.command.run-plan': { en: () => 'Run This Plan', de: () => 'Diesen Plan ausführen' },
  'manifest.command.change-plan': { en: () => 'Change…', de: () => 'Ändern …' },
  'manifest.command.copy-command': { en: () => 'Copy Command Line', de: () => 'Befehlszeile kopieren' },
});
