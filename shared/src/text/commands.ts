import { messages } from './messages.ts';

/** Help of each command of the command line, with its own arguments, options and examples. */
export const commands = messages({
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
  'help.command.forget': {
    en: () => 'let the next backup begin a repository anew where one is gone',
    de: () => 'die nächste Sicherung ein Repository neu beginnen lassen, wo eines weg ist',
  },
  'help.examples.forget': {
    en: () => '  longshore forget nas           its disk broke, and an empty one is in its place',
    de: () => '  longshore forget nas           die Platte ist kaputt, eine leere ist an ihrer Stelle',
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
