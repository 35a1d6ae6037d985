import { messages } from './messages.ts';

/** The command line's help. */
export const help = messages({
  'help.program': {
    en: () =>
      'Backs up the data of Docker Compose stacks, proves that it can be restored, and restores it without destroying anything that is not yet replaced.',
    de: () =>
      'Sichert die Daten von Docker-Compose-Stacks, beweist, dass sie sich wiederherstellen lassen, und stellt sie wieder her, ohne etwas zu zerstören, das noch nicht ersetzt ist.',
  },
  'help.more': {
    en: () => 'Start with: longshore status. More on a command: longshore COMMAND --help',
    de: () => 'Beginnen Sie mit: longshore status. Mehr zu einem Befehl: longshore BEFEHL --help',
  },
  'help.places': {
    en: (p: { configFile: string; dataDir: string }) =>
      `Files:\n  hosts, repositories and marks (none is needed to begin)\n    ${p.configFile}\n  snapshots and jobs\n    ${p.dataDir}\n  LONGSHORE_CONFIG and LONGSHORE_DATA name other places.`,
    de: (p: { configFile: string; dataDir: string }) =>
      `Dateien:\n  Hosts, Repositorys und Markierungen (für den Anfang nicht nötig)\n    ${p.configFile}\n  Schnappschüsse und Aufträge\n    ${p.dataDir}\n  LONGSHORE_CONFIG und LONGSHORE_DATA nennen andere Orte.`,
  },
  'help.exit-codes': { en: () => 'Exit codes:', de: () => 'Exit-Codes:' },
  'help.exit-ok': { en: () => 'done', de: () => 'erledigt' },
  'help.usage': { en: () => 'Usage:', de: () => 'Aufruf:' },
  'help.arguments': { en: () => 'Arguments:', de: () => 'Argumente:' },
  'help.options': { en: () => 'Options:', de: () => 'Optionen:' },
  'help.global-options': { en: () => 'Options of every command:', de: () => 'Optionen jedes Befehls:' },
  'help.commands': { en: () => 'Commands:', de: () => 'Befehle:' },
  'help.examples': { en: () => 'Examples:', de: () => 'Beispiele:' },
  'help.default': { en: () => 'default', de: () => 'Vorgabe' },
  'help.choices': { en: () => 'choices', de: () => 'möglich' },

  'help.group.look': { en: () => 'Look around:', de: () => 'Umsehen:' },
  'help.group.save': { en: () => 'Save:', de: () => 'Sichern:' },
  'help.group.prove': { en: () => 'Prove:', de: () => 'Beweisen:' },
  'help.group.restore': { en: () => 'Put back:', de: () => 'Zurückspielen:' },
  'help.group.keep': { en: () => 'Keep:', de: () => 'Aufbewahren:' },
  'help.group.jobs': { en: () => 'Jobs and plans:', de: () => 'Aufträge und Pläne:' },

  'help.group.set-up': { en: () => 'Set up:', de: () => 'Einrichten:' },

  'help.argument.stack': { en: () => 'name of the Compose project', de: () => 'Name des Compose-Projekts' },
  'help.argument.status-stack': {
    en: () => 'look into this stack: its databases, sizes, containers',
    de: () => 'in diesen Stack hineinsehen: Datenbanken, Größen, Container',
  },
  'help.argument.environment': {
    en: () => 'what it counts as from now on',
    de: () => 'als was er von nun an zählt',
  },
  'help.argument.snapshots-stack': { en: () => 'of this stack only', de: () => 'nur von diesem Stack' },
  'help.argument.snapshot': {
    en: () => 'STACK/latest, STACK/latest/SERVICE, or STACK/TIME as longshore snapshots shows it',
    de: () => 'STACK/latest, STACK/latest/DIENST oder STACK/ZEIT, wie longshore snapshots es zeigt',
  },
  'help.argument.job': {
    en: () => 'id of a job, as longshore jobs shows it',
    de: () => 'Kennung eines Auftrags, wie longshore jobs sie zeigt',
  },
  'help.argument.jobs-job': {
    en: () => 'watch this one, or tell what it did; the exit code is its own',
    de: () => 'diesem zusehen, oder erzählen, was er tat; der Exit-Code ist der seine',
  },
  'help.argument.interrupted-job': { en: () => 'this one only', de: () => 'nur diesen' },
  'help.argument.plan': {
    en: () => 'id of a plan, as --dry-run shows it',
    de: () => 'Kennung eines Plans, wie --dry-run sie zeigt',
  },
  'help.argument.new-repository': { en: () => 'a name for it', de: () => 'ein Name dafür' },
  'help.argument.location': {
    en: () => 'a folder, or s3://BUCKET/PREFIX',
    de: () => 'ein Ordner oder s3://BUCKET/PRÄFIX',
  },
  'help.argument.repository': {
    en: () => 'name in the configuration, as longshore repo list shows it',
    de: () => 'Name in der Konfiguration, wie longshore repo list ihn zeigt',
  },
  'help.argument.shell': { en: () => 'your shell', de: () => 'Ihre Shell' },

  'help.option.help': { en: () => 'this help', de: () => 'diese Hilfe' },
  'help.option.version': { en: () => 'the version', de: () => 'die Version' },
  'help.option.host': {
    en: () => 'another Docker host of the configuration',
    de: () => 'ein anderer Docker-Host der Konfiguration',
  },
  'help.option.repo': {
    en: () => 'another repository of the configuration',
    de: () => 'ein anderes Repository der Konfiguration',
  },
  'help.option.dry-run': { en: () => 'show the plan and stop', de: () => 'den Plan zeigen und aufhören' },
  'help.option.yes': { en: () => 'do not ask', de: () => 'nicht fragen' },
  'help.option.json': { en: () => 'print lines of JSON, never ask', de: () => 'JSON-Zeilen ausgeben, nie fragen' },
  'help.option.lang': { en: () => 'language of what is printed', de: () => 'Sprache der Ausgabe' },
  'help.option.service': { en: () => 'only this service (may be repeated)', de: () => 'nur dieser Dienst (wiederholbar)' },
  'help.option.exclude': {
    en: () => 'leave this service out (may be repeated)',
    de: () => 'diesen Dienst auslassen (wiederholbar)',
  },
  'help.option.mode': {
    en: () =>
      'what writers do meanwhile: online (go on), freeze (pause for a moment), stop (default: freeze for two or more services)',
    de: () =>
      'was Schreiber unterdessen tun: online (weiterlaufen), freeze (kurz anhalten), stop (Vorgabe: freeze ab zwei Diensten)',
  },
  'help.option.max-freeze': {
    en: () => 'give up when a pause would last longer (default: 10)',
    de: () => 'aufgeben, wenn das Anhalten länger dauern würde (Vorgabe: 10)',
  },
  'help.option.no-counts': {
    en: () => 'do not count rows: faster, and a restore proves less',
    de: () => 'keine Zeilen zählen: schneller, aber eine Wiederherstellung beweist weniger',
  },
  'help.option.keep-going': {
    en: () => 'save what can be saved when a service fails; exit code 3',
    de: () => 'sichern, was geht, wenn ein Dienst scheitert; Exit-Code 3',
  },
  'help.option.to': { en: () => 'into another stack', de: () => 'in einen anderen Stack' },
  'help.option.clear': {
    en: () => 'remove the mark; without one a stack counts as production',
    de: () => 'die Markierung entfernen; ohne zählt ein Stack als Produktion',
  },
  'help.option.item': {
    en: () => 'only this database, as ITEM or SERVICE/ITEM (may be repeated)',
    de: () => 'nur diese Datenbank, als ITEM oder DIENST/ITEM (wiederholbar)',
  },
  'help.option.as': {
    en: () => 'restore the one item under this name, beside the present one',
    de: () => 'das eine Element unter diesem Namen wiederherstellen, neben dem jetzigen',
  },
  'help.option.in-place': {
    en: () => 'overwrite instead of switching over: proven elsewhere and saved first',
    de: () => 'überschreiben statt umschalten: zuvor anderswo bewiesen und gesichert',
  },
  'help.option.no-safety': {
    en: () => 'overwrite damaged data without saving it first: there is no undo',
    de: () => 'beschädigte Daten überschreiben, ohne sie vorher zu sichern: kein Rückgängig',
  },
  'help.option.no-owner': { en: () => 'do not restore who owns what', de: () => 'Eigentümer nicht wiederherstellen' },
  'help.option.no-privileges': { en: () => 'do not restore grants', de: () => 'Rechte nicht wiederherstellen' },
  'help.option.without': {
    en: () => 'leave out this object, as a failed drill names it: [DATABASE/]TYPE SCHEMA NAME (may be repeated)',
    de: () => 'dieses Objekt auslassen, wie eine gescheiterte Probe es nennt: [DATENBANK/]ART SCHEMA NAME (wiederholbar)',
  },
  'help.option.watch': {
    en: () => 'watch what is live for so long at the end, 0 for not at all (default: 15, or as configured)',
    de: () => 'am Ende so lange beobachten, was live ist; 0: gar nicht (Vorgabe: 15, oder wie konfiguriert)',
  },
  'help.invalid.watch': {
    en: () => 'a whole number of seconds, 0 to 600',
    de: () => 'eine ganze Zahl von Sekunden, 0 bis 600',
  },
  'help.option.image': {
    en: () => 'image of the throw-away server, when the saved one is not at hand',
    de: () => 'Image des Wegwerf-Servers, wenn das gesicherte nicht da ist',
  },
  'help.option.default': {
    en: () => 'use it when no repository is named',
    de: () => 'es verwenden, wenn kein Repository genannt ist',
  },
  'help.option.endpoint': {
    en: () => 'https://ADDRESS[:PORT] of anything else than AWS',
    de: () => 'https://ADRESSE[:PORT], wenn es nicht AWS ist',
  },
  'help.option.region': { en: () => 'region of the bucket', de: () => 'Region des Buckets' },
  'help.option.profile': {
    en: () => 'a profile of the configuration files of AWS, for credentials and region',
    de: () => 'ein Profil der Konfigurationsdateien von AWS, für Zugangsdaten und Region',
  },
  'help.option.access-key-id': {
    en: () => 'where the access key is: env:NAME, file:PATH or command:COMMAND',
    de: () => 'wo der Zugangsschlüssel liegt: env:NAME, file:PFAD oder command:BEFEHL',
  },
  'help.option.secret-access-key': {
    en: () => 'where the secret key is, in the same way',
    de: () => 'wo der geheime Schlüssel liegt, ebenso',
  },
  'help.option.session-token': {
    en: () => 'where the token of temporary credentials is',
    de: () => 'wo das Token befristeter Zugangsdaten liegt',
  },
  'help.option.path-style': {
    en: () => 'whether the bucket is in the path of an address (default: as needed)',
    de: () => 'ob der Bucket im Pfad einer Adresse steht (Vorgabe: wie nötig)',
  },
  'help.option.take-over': {
    en: () => 'also jobs of that other machine or container, which you know to be dead',
    de: () => 'auch Aufträge jenes anderen Rechners oder Containers, von dem Sie wissen, dass er tot ist',
  },
  'help.invalid.seconds': { en: () => 'a number of seconds', de: () => 'eine Zahl von Sekunden' },

  'help.option.force-delete': {
    en: () => 'also the last snapshot of a stack whose restore was tested; never a pinned one',
    de: () => 'auch den letzten Schnappschuss eines Stacks, dessen Wiederherstellung geprobt ist; nie einen festgehaltenen',
  },
  'help.argument.gone-repository': {
    en: () => 'name of a repository that is gone for good',
    de: () => 'Name eines Repositorys, das endgültig weg ist',
  },
  'help.argument.import-folder': {
    en: () => 'folder of one snapshot: the one that holds manifest.json',
    de: () => 'Ordner eines Schnappschusses: der, in dem manifest.json liegt',
  },
  'help.argument.host': { en: () => 'name of the host', de: () => 'Name des Hosts' },
  'help.argument.new-host': { en: () => 'name of your choice', de: () => 'ein Name Ihrer Wahl' },
  'help.argument.address': {
    en: () => 'ssh://USER@MACHINE, tcp://MACHINE:2376, unix:///PATH, or a Docker context',
    de: () => 'ssh://BENUTZER@RECHNER, tcp://RECHNER:2376, unix:///PFAD oder ein Docker-Kontext',
  },
  'help.option.ca': { en: () => 'TLS: certificate of the authority', de: () => 'TLS: Zertifikat der Zertifizierungsstelle' },
  'help.option.cert': { en: () => 'TLS: our certificate', de: () => 'TLS: unser Zertifikat' },
  'help.option.key': { en: () => 'TLS: its private key', de: () => 'TLS: dessen privater Schlüssel' },
  'help.option.identity': { en: () => 'SSH: private key', de: () => 'SSH: privater Schlüssel' },
  'help.option.passphrase': {
    en: () => 'SSH: where the key’s passphrase is: env:NAME, file:PATH, command:COMMAND',
    de: () => 'SSH: wo die Passphrase des Schlüssels liegt: env:NAME, file:PFAD, command:BEFEHL',
  },
  'help.option.password': {
    en: () => 'SSH: where the password is, in the same way',
    de: () => 'SSH: wo das Passwort liegt, ebenso',
  },
  'help.option.environment': {
    en: () => 'what its stacks count as (default: production)',
    de: () => 'was seine Stacks zählen (Vorgabe: production)',
  },
  'help.option.default-host': { en: () => 'use it when no --host is given', de: () => 'gilt, wenn --host nicht angegeben ist' },
  'help.option.untested': {
    en: () => 'add it even when it does not answer',
    de: () => 'aufnehmen, auch wenn er nicht antwortet',
  },
});
