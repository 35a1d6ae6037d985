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
    en: () => 'whether the bucket stands in the path of an address (default: as needed)',
    de: () => 'ob der Bucket im Pfad einer Adresse steht (Vorgabe: wie nötig)',
  },
  'help.option.take-over': {
    en: () => 'also jobs of that other machine or container, which you know to be dead',
    de: () => 'auch Aufträge jenes anderen Rechners oder Containers, von dem Sie wissen, dass er tot ist',
  },
  'help.invalid.seconds': { en: () => 'a number of seconds', de: () => 'eine Zahl von Sekunden' },

  'help.command.status': {
    en: () => 'stacks, their data, and how well it is saved',
    de: () => 'Stacks, ihre Daten, und wie gut sie gesichert sind',
  },
  'help.examples.status': {
    en: () => '  longshore status\n  longshore status shop        databases, sizes, and what each container does',
    de: () => '  longshore status\n  longshore status shop        Datenbanken, Größen, und was jeder Container tut',
  },
  'help.command.snapshots': { en: () => 'what has been saved', de: () => 'was gesichert ist' },
  'help.examples.snapshots': {
    en: () => '  longshore snapshots\n  longshore snapshots shop',
    de: () => '  longshore snapshots\n  longshore snapshots shop',
  },
  'help.command.show': { en: () => 'what one snapshot holds', de: () => 'was ein Schnappschuss enthält' },
  'help.examples.show': {
    en: () => '  longshore show shop/latest',
    de: () => '  longshore show shop/latest',
  },
  'help.command.backup': {
    en: () => 'save the data of a stack as a snapshot',
    de: () => 'die Daten eines Stacks als Schnappschuss sichern',
  },
  'help.examples.backup': {
    en: () =>
      '  longshore backup shop                    all its data, as of one moment\n  longshore backup shop --dry-run          show what would happen\n  longshore backup shop --mode online      pause nothing\n  longshore backup shop --json             for schedulers and scripts',
    de: () =>
      '  longshore backup shop                    alle Daten, zu einem Zeitpunkt\n  longshore backup shop --dry-run          zeigen, was geschähe\n  longshore backup shop --mode online      nichts anhalten\n  longshore backup shop --json             für Zeitpläne und Skripte',
  },
  'help.command.verify': {
    en: () => 'read a snapshot in full: checksums, and the database’s own parser',
    de: () => 'einen Schnappschuss ganz lesen: Prüfsummen, Parser der Datenbank',
  },
  'help.examples.verify': { en: () => '  longshore verify shop/latest', de: () => '  longshore verify shop/latest' },
  'help.command.drill': {
    en: () => 'test the restore, in throw-away servers',
    de: () => 'die Wiederherstellung proben, in Wegwerf-Servern',
  },
  'help.examples.drill': {
    en: () => '  longshore drill shop/latest\n  longshore drill shop/latest --service db',
    de: () => '  longshore drill shop/latest\n  longshore drill shop/latest --service db',
  },
  'help.command.restore': {
    en: () => 'put a snapshot back: prepared, proven, then switched over',
    de: () => 'einen Schnappschuss zurückspielen: vorbereitet, bewiesen, umgeschaltet',
  },
  'help.examples.restore': {
    en: () =>
      '  longshore restore shop/latest                            everything\n  longshore restore shop/latest --item app --as app_old    one database, beside the present one\n  longshore restore shop/latest --to shop-dev              into another stack\n  longshore restore shop/latest --dry-run                  show what would happen',
    de: () =>
      '  longshore restore shop/latest                            alles\n  longshore restore shop/latest --item app --as app_alt    eine Datenbank, neben der jetzigen\n  longshore restore shop/latest --to shop-dev              in einen anderen Stack\n  longshore restore shop/latest --dry-run                  zeigen, was geschähe',
  },
  'help.command.undo': {
    en: () => 'bring back what a restore or a copy replaced',
    de: () => 'zurückholen, was Wiederherstellung oder Kopie ersetzt hat',
  },
  'help.examples.undo': {
    en: () => '  longshore jobs                 shows which jobs can be undone, and until when\n  longshore undo JOB',
    de: () =>
      '  longshore jobs                 zeigt, welche Aufträge sich bis wann rückgängig machen lassen\n  longshore undo JOB',
  },
  'help.command.pin': {
    en: () => 'keep a snapshot: it cannot be deleted',
    de: () => 'einen Schnappschuss festhalten: er lässt sich nicht löschen',
  },
  'help.examples.pin': {
    en: () => '  longshore pin shop/latest              the one that is the latest now',
    de: () => '  longshore pin shop/latest              den, der jetzt der neueste ist',
  },
  'help.command.unpin': { en: () => 'let go of a pinned snapshot', de: () => 'einen festgehaltenen Schnappschuss freigeben' },
  'help.examples.unpin': {
    en: () => '  longshore unpin shop/2026-02-17_02-00-00Z',
    de: () => '  longshore unpin shop/2026-02-17_02-00-00Z',
  },
  'help.option.force-delete': {
    en: () => 'also the last snapshot of a stack whose restore was tested; never a pinned one',
    de: () => 'auch den letzten Schnappschuss eines Stacks, dessen Wiederherstellung geprobt ist; nie einen festgehaltenen',
  },
  'help.command.delete': {
    en: () => 'remove snapshots for good; says first what is lost',
    de: () => 'Schnappschüsse endgültig entfernen; sagt vorher, was verloren geht',
  },
  'help.examples.delete': {
    en: () =>
      '  longshore delete shop/2026-02-17_02-00-00Z --dry-run      say what would be lost, and delete nothing\n  longshore delete shop/2026-02-17_02-00-00Z shop/2026-02-18_02-00-00Z',
    de: () =>
      '  longshore delete shop/2026-02-17_02-00-00Z --dry-run      sagen, was verloren ginge, und nichts löschen\n  longshore delete shop/2026-02-17_02-00-00Z shop/2026-02-18_02-00-00Z',
  },
  'help.command.mark': {
    en: () => 'say whether a stack is production, staging or dev',
    de: () => 'sagen, ob ein Stack Produktion, Staging oder Entwicklung ist',
  },
  'help.examples.mark': {
    en: () =>
      '  longshore mark shop production     what could lose its data by a slip wants its name typed\n  longshore mark shop-dev dev\n  longshore mark shop --clear        unmarked counts as production',
    de: () =>
      '  longshore mark shop production     was seine Daten durch ein Versehen kosten könnte, will seinen Namen getippt\n  longshore mark shop-dev dev\n  longshore mark shop --clear        nicht markiert zählt als Produktion',
  },
  'help.argument.gone-repository': {
    en: () => 'name of a repository that is gone for good',
    de: () => 'Name eines Repositorys, das endgültig weg ist',
  },
  'help.command.forget': {
    en: () => 'let the next backup begin a repository anew where one is gone',
    de: () => 'die nächste Sicherung ein Repository neu beginnen lassen, wo eines weg ist',
  },
  'help.examples.forget': {
    en: () => '  longshore forget nas           its disk broke, and an empty one is in its place',
    de: () => '  longshore forget nas           die Platte ist kaputt, eine leere ist an ihrer Stelle',
  },
  'help.argument.import-folder': {
    en: () => 'folder of one snapshot: the one that holds manifest.json',
    de: () => 'Ordner eines Schnappschusses: der, in dem manifest.json liegt',
  },
  'help.command.import': {
    en: () => 'take in a snapshot that was copied by hand, checked first',
    de: () => 'einen von Hand kopierten Schnappschuss aufnehmen, nach einer Prüfung',
  },
  'help.examples.import': {
    en: () =>
      '  longshore import /media/usb/2026-02-17_02-00-00Z\n  longshore import /mnt/old/longshore/shop-33ab0d/2026-02-17_02-00-00Z --repo nas',
    de: () =>
      '  longshore import /media/usb/2026-02-17_02-00-00Z\n  longshore import /mnt/alt/longshore/shop-33ab0d/2026-02-17_02-00-00Z --repo nas',
  },
  'help.command.jobs': { en: () => 'what ran and what runs; watch one', de: () => 'was lief und was läuft; einem zusehen' },
  'help.examples.jobs': {
    en: () => '  longshore jobs\n  longshore jobs JOB             watch it; Ctrl-C stops watching, not the job',
    de: () => '  longshore jobs\n  longshore jobs JOB             zusehen; Strg-C beendet das Zusehen, nicht den Auftrag',
  },
  'help.command.run': {
    en: () => 'run a plan that --dry-run has shown, unchanged',
    de: () => 'einen Plan, den --dry-run gezeigt hat, unverändert ausführen',
  },
  'help.examples.run': {
    en: () => '  longshore restore shop/latest --dry-run\n  longshore run PLAN',
    de: () => '  longshore restore shop/latest --dry-run\n  longshore run PLAN',
  },
  'help.command.cancel': {
    en: () => 'stop a job and wait until it has cleaned up',
    de: () => 'einen Auftrag stoppen und warten, bis er aufgeräumt hat',
  },
  'help.examples.cancel': { en: () => '  longshore cancel JOB', de: () => '  longshore cancel JOB' },
  'help.command.recover': {
    en: () => 'clean up after an interruption: containers back, data whole',
    de: () => 'nach einer Unterbrechung aufräumen: Container zurück, Daten heil',
  },
  'help.examples.recover': {
    en: () => '  longshore recover              all jobs of this machine that were interrupted',
    de: () => '  longshore recover              alle unterbrochenen Aufträge dieses Rechners',
  },
  'help.command.host': { en: () => 'Docker hosts, also over SSH and TLS', de: () => 'Docker-Hosts, auch über SSH und TLS' },
  'help.examples.host': {
    en: () => '  longshore host list\n  longshore host add prod ssh://anna@db.example.org\n  longshore host test prod',
    de: () => '  longshore host list\n  longshore host add prod ssh://anna@db.example.org\n  longshore host test prod',
  },
  'help.command.host-list': {
    en: () => 'known hosts, and whether they answer',
    de: () => 'bekannte Hosts, und ob sie antworten',
  },
  'help.examples.host-list': { en: () => '  longshore host list', de: () => '  longshore host list' },
  'help.command.host-add': {
    en: () => 'test a host and add it to the configuration',
    de: () => 'einen Host prüfen und in die Konfiguration aufnehmen',
  },
  'help.examples.host-add': {
    en: () =>
      '  longshore host add prod ssh://anna@db.example.org          your keys, agent and ~/.ssh/config count\n  longshore host add prod ssh://db --passphrase command:"pass show db"\n  longshore host add lab tcp://lab:2376 --ca ca.pem --cert cert.pem --key key.pem\n  longshore host add here unix:///run/user/1000/docker.sock --environment dev --default\n  LONGSHORE_SSH_CONFIG names another file than ~/.ssh/config.',
    de: () =>
      '  longshore host add prod ssh://anna@db.example.org          Ihre Schlüssel, Agent und ~/.ssh/config gelten\n  longshore host add prod ssh://db --passphrase command:"pass show db"\n  longshore host add lab tcp://lab:2376 --ca ca.pem --cert cert.pem --key key.pem\n  longshore host add hier unix:///run/user/1000/docker.sock --environment dev --default\n  LONGSHORE_SSH_CONFIG nennt eine andere Datei als ~/.ssh/config.',
  },
  'help.command.host-remove': {
    en: () => 'take a host out of the configuration',
    de: () => 'einen Host aus der Konfiguration nehmen',
  },
  'help.examples.host-remove': { en: () => '  longshore host remove lab', de: () => '  longshore host remove lab' },
  'help.command.host-test': {
    en: () => 'what is there, what it allows, and how to mend what is wrong',
    de: () => 'was da ist, was es erlaubt, und wie Falsches zu beheben ist',
  },
  'help.examples.host-test': {
    en: () => '  longshore host test            the default host\n  longshore host test prod --json',
    de: () => '  longshore host test            der Host der Vorgabe\n  longshore host test prod --json',
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
  'help.command.repo': {
    en: () => 'where snapshots lie: list, add, remove, test',
    de: () => 'wo Schnappschüsse liegen: list, add, remove, test',
  },
  'help.examples.repo': {
    en: () => '  longshore repo list\n  longshore repo add nas /mnt/nas/longshore --default\n  longshore repo test nas',
    de: () => '  longshore repo list\n  longshore repo add nas /mnt/nas/longshore --default\n  longshore repo test nas',
  },
  'help.command.repo-list': { en: () => 'the repositories of the configuration', de: () => 'die Repositorys der Konfiguration' },
  'help.examples.repo-list': { en: () => '  longshore repo list', de: () => '  longshore repo list' },
  'help.command.repo-add': {
    en: () => 'try out a place, and enter it into the configuration',
    de: () => 'einen Ort ausprobieren und in die Konfiguration eintragen',
  },
  'help.examples.repo-add': {
    en: () =>
      '  longshore repo add nas /mnt/nas/longshore --default\n' +
      '  longshore repo add cloud s3://backups/longshore --region eu-central-1 --profile backup\n' +
      '  longshore repo add minio s3://backups --endpoint https://minio.example.org \\\n' +
      '    --access-key-id env:MINIO_KEY --secret-access-key file:/etc/longshore/minio-secret',
    de: () =>
      '  longshore repo add nas /mnt/nas/longshore --default\n' +
      '  longshore repo add cloud s3://backups/longshore --region eu-central-1 --profile backup\n' +
      '  longshore repo add minio s3://backups --endpoint https://minio.example.org \\\n' +
      '    --access-key-id env:MINIO_KEY --secret-access-key file:/etc/longshore/minio-secret',
  },
  'help.command.repo-remove': {
    en: () => 'take it out of the configuration; its snapshots stay',
    de: () => 'aus der Konfiguration nehmen; die Schnappschüsse bleiben',
  },
  'help.examples.repo-remove': { en: () => '  longshore repo remove nas', de: () => '  longshore repo remove nas' },
  'help.command.repo-test': {
    en: () => 'try out everything that a repository needs, and say what to mend',
    de: () => 'alles ausprobieren, was ein Repository braucht, und sagen, was zu beheben ist',
  },
  'help.examples.repo-test': {
    en: () => '  longshore repo test\n  longshore repo test cloud',
    de: () => '  longshore repo test\n  longshore repo test cloud',
  },
  'help.command.completion': { en: () => 'complete names in your shell', de: () => 'Namen in Ihrer Shell vervollständigen' },
  'help.examples.completion': {
    en: () =>
      '  bash:  longshore completion bash > ~/.local/share/bash-completion/completions/longshore\n  zsh:   longshore completion zsh > "${fpath[1]}/_longshore"\n  fish:  longshore completion fish > ~/.config/fish/completions/longshore.fish',
    de: () =>
      '  bash:  longshore completion bash > ~/.local/share/bash-completion/completions/longshore\n  zsh:   longshore completion zsh > "${fpath[1]}/_longshore"\n  fish:  longshore completion fish > ~/.config/fish/completions/longshore.fish',
  },
});
