import { messages } from './messages.ts';

/** What VS Code shows around the answers of the core. Keys that begin with `manifest` are in `package.json`. */
export const extension = messages({
  'usage.workspace-file': {
    en: (p: { file: string; problem: string }) =>
      `${p.file} of this workspace is not understood, so nothing was done. ${p.problem}`,
    de: (p: { file: string; problem: string }) =>
      `${p.file} dieses Arbeitsbereichs ist nicht verständlich, darum wurde nichts getan. ${p.problem}`,
  },

  'row.default': { en: () => 'default', de: () => 'Vorgabe' },
  'row.saved': { en: (p: { ago: string }) => `saved ${p.ago}`, de: (p: { ago: string }) => `gesichert ${p.ago}` },
  'row.saved-partly': {
    en: (p: { ago: string }) => `saved ${p.ago}, incomplete`,
    de: (p: { ago: string }) => `gesichert ${p.ago}, unvollständig`,
  },
  'row.never-saved': { en: () => 'never saved', de: () => 'nie gesichert' },
  'row.saved-unknown': { en: () => 'not known whether it is saved', de: () => 'unbekannt, ob gesichert' },
  'row.snapshots': {
    en: (p: { count: string; one: boolean }) => `${p.count} ${p.one ? 'snapshot' : 'snapshots'}`,
    de: (p: { count: string; one: boolean }) => `${p.count} ${p.one ? 'Schnappschuss' : 'Schnappschüsse'}`,
  },
  'row.newest': { en: (p: { ago: string }) => `newest ${p.ago}`, de: (p: { ago: string }) => `neuester ${p.ago}` },
  'row.more': {
    en: (p: { count: string }) => `Show ${p.count} more`,
    de: (p: { count: string }) => `${p.count} weitere zeigen`,
  },
  'row.lacks': {
    en: (p: { services: string[] }) => `It lacks: ${p.services.join(', ')}`,
    de: (p: { services: string[] }) => `Es fehlt: ${p.services.join(', ')}`,
  },
  'row.undo': {
    en: (p: { until: string }) => `can be undone until ${p.until}`,
    de: (p: { until: string }) => `rückgängig bis ${p.until}`,
  },
  'row.took': { en: (p: { time: string }) => `took ${p.time}`, de: (p: { time: string }) => `dauerte ${p.time}` },
  'row.image': { en: (p: { image: string }) => `Image: ${p.image}`, de: (p: { image: string }) => `Image: ${p.image}` },

  'bar.undo': {
    en: (p: { until: string }) => `Undo until ${p.until}`,
    de: (p: { until: string }) => `Rückgängig bis ${p.until}`,
  },
  'bar.jobs': {
    en: (p: { count: number }) => (p.count === 1 ? '1 job running' : `${p.count} jobs running`),
    de: (p: { count: number }) => (p.count === 1 ? '1 Auftrag läuft' : `${p.count} Aufträge laufen`),
  },

  'pick.stack-back-up': { en: () => 'Which stack is to be backed up?', de: () => 'Welcher Stack soll gesichert werden?' },
  'pick.snapshot': { en: () => 'Which snapshot?', de: () => 'Welcher Schnappschuss?' },
  'pick.what': { en: () => 'What of it is to be restored?', de: () => 'Was daraus soll wiederhergestellt werden?' },
  'pick.what-copy': { en: () => 'What of it is to be copied?', de: () => 'Was daraus soll kopiert werden?' },
  'pick.where': { en: () => 'Into which stack?', de: () => 'In welchen Stack?' },
  'pick.where-from': { en: () => 'the stack that it was made of', de: () => 'der Stack, aus dem er stammt' },
  'pick.name': { en: () => 'Under which name?', de: () => 'Unter welchem Namen?' },
  'pick.name-same': {
    en: (p: { item: string }) => `Replace ${p.item}`,
    de: (p: { item: string }) => `${p.item} ersetzen`,
  },
  'pick.name-same-detail': {
    en: () => 'What is there now is kept, so that it can be undone',
    de: () => 'Was jetzt da ist, bleibt aufbewahrt und lässt sich zurückholen',
  },
  'pick.name-new': { en: () => 'Beside it, under another name…', de: () => 'Daneben, unter anderem Namen …' },
  'pick.name-new-detail': { en: () => 'Nothing is replaced', de: () => 'Nichts wird ersetzt' },
  'pick.name-ask': { en: () => 'The name that it gets', de: () => 'Der Name, den es bekommt' },
  'pick.how': { en: () => 'How?', de: () => 'Wie?' },
  'pick.how-staged': {
    en: () => 'Prepare beside the live data, check, then switch over',
    de: () => 'Neben den laufenden Daten vorbereiten, prüfen, dann umschalten',
  },
  'pick.how-staged-detail': {
    en: () => 'The safe way: live data is not touched before its replacement is proven',
    de: () => 'Der sichere Weg: die laufenden Daten bleiben unberührt, bis der Ersatz bewiesen ist',
  },
  'pick.how-in-place': { en: () => 'Overwrite in place', de: () => 'An Ort und Stelle überschreiben' },
  'pick.how-in-place-detail': {
    en: () => 'Needs less disk: proven in a throw-away container, a safety snapshot is its undo',
    de: () => 'Braucht weniger Platz: im Wegwerf-Container bewiesen, ein Sicherheits-Schnappschuss macht es umkehrbar',
  },
  'pick.nothing': { en: () => 'Choose at least one.', de: () => 'Wählen Sie mindestens eines.' },
  'pick.empty': { en: () => 'A name is needed.', de: () => 'Ein Name ist nötig.' },
  'pick.job-undo': { en: () => 'What is to be undone?', de: () => 'Was soll rückgängig gemacht werden?' },
  'pick.artifact': { en: () => 'Which of its files?', de: () => 'Welche seiner Dateien?' },
  'pick.compare': { en: () => 'With which snapshot is it compared?', de: () => 'Mit welchem Schnappschuss vergleichen?' },
  'pick.environment': {
    en: (p: { stack: string }) => `What is ${p.stack}?`,
    de: (p: { stack: string }) => `Was ist ${p.stack}?`,
  },
  'pick.environment-production': {
    en: () => 'what overwrites its data wants its name typed',
    de: () => 'was seine Daten überschreibt, will seinen Namen getippt',
  },
  'pick.environment-staging': { en: () => 'a click is enough', de: () => 'ein Klick genügt' },
  'pick.environment-dev': {
    en: () => 'a click is enough; offered as a target for data of production',
    de: () => 'ein Klick genügt; wird als Ziel für Produktionsdaten angeboten',
  },
  'pick.environment-clear': { en: () => 'no mark', de: () => 'keine Markierung' },
  'pick.environment-clear-detail': { en: () => 'counts as production', de: () => 'zählt als Produktion' },
  'pick.dev-source': { en: () => 'From which data?', de: () => 'Aus welchen Daten?' },
  'pick.dev-last': { en: () => 'as last time', de: () => 'wie beim letzten Mal' },
  'pick.dev-snapshots': { en: () => 'Snapshots', de: () => 'Schnappschüsse' },
  'pick.dev-live': {
    en: () => 'Live stacks, without a snapshot between',
    de: () => 'Laufende Stacks, ohne Schnappschuss dazwischen',
  },
  'pick.dev-target': { en: () => 'Into which dev stack?', de: () => 'In welchen Entwicklungs-Stack?' },
  'dev.none': {
    en: () => 'No stack is marked dev, and only such a stack is filled with data of another one.',
    de: () => 'Kein Stack ist als Entwicklung markiert, und nur ein solcher wird mit Daten eines anderen gefüllt.',
  },
  'dev.mark': { en: () => 'Mark a Stack…', de: () => 'Stack markieren …' },
  'dev.mark-ask': {
    en: (p: { stack: string; host: string }) => `Mark ${p.stack} on ${p.host} as dev?`,
    de: (p: { stack: string; host: string }) => `${p.stack} auf ${p.host} als Entwicklung markieren?`,
  },
  'dev.mark-what': {
    en: (p: { services: string[] }) =>
      `It holds ${p.services.join(', ')}. From then on a click is enough to replace its data, by that of production too.`,
    de: (p: { services: string[] }) =>
      `Er hält ${p.services.join(', ')}. Von da an genügt ein Klick, um seine Daten zu ersetzen, auch durch die der Produktion.`,
  },
  'dev.mark-do': { en: () => 'Mark as Dev', de: () => 'Als Entwicklung markieren' },
  'dev.no-source': {
    en: () => 'There is no snapshot and no other stack with data to take it from.',
    de: () => 'Es gibt keinen Schnappschuss und keinen anderen Stack mit Daten, aus denen es kommen könnte.',
  },

  'ask.host-name': { en: () => 'Name of the host', de: () => 'Name des Hosts' },
  'ask.host-address': {
    en: () => 'Where it is: ssh://USER@ADDRESS, tcp://ADDRESS:PORT, or the name of a Docker context',
    de: () => 'Wo er ist: ssh://BENUTZER@ADRESSE, tcp://ADRESSE:PORT, oder der Name eines Docker-Kontexts',
  },
  'ask.repository-name': { en: () => 'Name of the repository', de: () => 'Name des Repositorys' },
  'ask.repository-kind': { en: () => 'Where are snapshots to be kept?', de: () => 'Wo sollen Schnappschüsse liegen?' },
  'ask.repository-folder': { en: () => 'A folder', de: () => 'Ein Ordner' },
  'ask.repository-folder-detail': {
    en: () => 'on this machine, or a disk that is mounted here',
    de: () => 'auf diesem Rechner oder einer hier eingehängten Platte',
  },
  'ask.repository-folder-choose': { en: () => 'Keep Snapshots Here', de: () => 'Schnappschüsse hier ablegen' },
  'ask.repository-bucket': { en: () => 'A bucket', de: () => 'Ein Bucket' },
  'ask.repository-bucket-detail': {
    en: () => 'at AWS or anything that speaks S3',
    de: () => 'bei AWS oder allem, was S3 spricht',
  },
  'ask.bucket': { en: () => 'Name of the bucket', de: () => 'Name des Buckets' },
  'ask.endpoint': {
    en: () => 'https://ADDRESS[:PORT] of the endpoint; empty for AWS',
    de: () => 'https://ADRESSE[:PORT] des Endpunkts; leer für AWS',
  },

  'ask.secret': {
    en: (p: { name: string }) =>
      `The secret ${p.name}. The editor keeps it in its keychain; the configuration holds its name only.`,
    de: (p: { name: string }) =>
      `Das Geheimnis ${p.name}. Der Editor bewahrt es in seinem Schlüsselbund auf; in der Konfiguration steht nur sein Name.`,
  },
  'ask.login': { en: () => 'How does one log in there?', de: () => 'Wie meldet man sich dort an?' },
  'ask.login-usual': { en: () => 'As at the prompt', de: () => 'Wie im Terminal' },
  'ask.login-usual-detail': {
    en: () => 'with your keys and your agent, by ~/.ssh/config',
    de: () => 'mit Ihren Schlüsseln und Ihrem Agenten, nach ~/.ssh/config',
  },
  'ask.login-password': { en: () => 'With a password…', de: () => 'Mit einem Passwort …' },
  'ask.login-password-detail': {
    en: () => 'kept in the keychain of the editor',
    de: () => 'im Schlüsselbund des Editors aufbewahrt',
  },
  'ask.password': { en: () => 'The password', de: () => 'Das Passwort' },
  'ask.credentials': { en: () => 'With which credentials?', de: () => 'Mit welchen Zugangsdaten?' },
  'ask.credentials-found': {
    en: () => 'Those of this machine',
    de: () => 'Denen dieses Rechners',
  },
  'ask.credentials-found-detail': {
    en: () => 'from your AWS configuration, the environment or the role of the machine',
    de: () => 'aus Ihrer AWS-Konfiguration, der Umgebung oder der Rolle des Rechners',
  },
  'ask.credentials-typed': { en: () => 'Type them…', de: () => 'Eintippen …' },
  'ask.access-key': { en: () => 'Access key ID', de: () => 'Kennung des Zugangsschlüssels' },
  'ask.secret-key': { en: () => 'Secret access key', de: () => 'Geheimer Zugangsschlüssel' },
  'tell.trying': {
    en: (p: { name: string }) => `Trying out ${p.name} …`,
    de: (p: { name: string }) => `${p.name} wird ausprobiert …`,
  },
  'tell.host-added': {
    en: (p: { host: string }) => `${p.host} was added.`,
    de: (p: { host: string }) => `${p.host} wurde hinzugefügt.`,
  },
  'tell.planning': { en: () => 'Looking at what there is to do …', de: () => 'Es wird nachgesehen, was zu tun ist …' },
  'tell.comparing': { en: () => 'Comparing …', de: () => 'Es wird verglichen …' },
  'tell.copied': { en: () => 'The command line is in the clipboard.', de: () => 'Die Befehlszeile ist in der Zwischenablage.' },
  'tell.path-copied': {
    en: (p: { path: string }) => `Its path is in the clipboard: ${p.path}`,
    de: (p: { path: string }) => `Der Pfad ist in der Zwischenablage: ${p.path}`,
  },
  'tell.row-gone': {
    en: () => 'This list has just been read anew, and the editor no longer knows the row. Nothing was done. Choose it again.',
    de: () =>
      'Diese Liste wurde gerade neu gelesen, und der Editor kennt die Zeile nicht mehr. Es ist nichts geschehen. Bitte noch einmal wählen.',
  },
  'tell.nothing-to-undo': {
    en: () => 'There is nothing that could be undone.',
    de: () => 'Es gibt nichts, was sich rückgängig machen ließe.',
  },
  'tell.no-stack': {
    en: () => 'There is no running stack with data that Longshore knows.',
    de: () => 'Es gibt keinen laufenden Stack mit Daten, die Longshore kennt.',
  },
  'tell.no-snapshot': { en: () => 'There is no snapshot yet.', de: () => 'Es gibt noch keinen Schnappschuss.' },
  'tell.no-other-snapshot': {
    en: () => 'There is no other snapshot to compare it with.',
    de: () => 'Es gibt keinen anderen Schnappschuss, mit dem er sich vergleichen ließe.',
  },
  'tell.core-ended': {
    en: () => 'The core of Longshore has ended unexpectedly. It starts again when it is needed; jobs are not affected.',
    de: () =>
      'Der Kern von Longshore hat unerwartet geendet. Er startet wieder, sobald er gebraucht wird; Aufträge sind nicht betroffen.',
  },
  'do.run': { en: () => 'Run', de: () => 'Ausführen' },
  'do.undo': { en: () => 'Undo', de: () => 'Rückgängig' },
  'do.drill': { en: () => 'Test Restore', de: () => 'Wiederherstellung proben' },
  'do.show-job': { en: () => 'Show Details', de: () => 'Einzelheiten' },
  'do.show-log': { en: () => 'Show Log', de: () => 'Protokoll zeigen' },
  'do.recover': { en: () => 'Clean Up', de: () => 'Aufräumen' },
  'do.without-owners': { en: () => 'Restore Without Owners', de: () => 'Ohne Eigentümer wiederherstellen' },
  'do.in-place': { en: () => 'Overwrite in Place', de: () => 'An Ort und Stelle überschreiben' },
  'do.online': { en: () => 'Back Up Without Pausing', de: () => 'Ohne Anhalten sichern' },
  'do.leave-out': {
    en: (p: { service: string }) => `Leave Out ${p.service}`,
    de: (p: { service: string }) => `${p.service} auslassen`,
  },
  'do.compare': { en: () => 'What Changed?', de: () => 'Was hat sich geändert?' },
  'document.plan': { en: (p: { what: string }) => `Plan: ${p.what}`, de: (p: { what: string }) => `Plan: ${p.what}` },
  'document.job': { en: (p: { job: string }) => `Job ${p.job}`, de: (p: { job: string }) => `Auftrag ${p.job}` },
  'document.history': {
    en: (p: { stack: string }) => `History of ${p.stack}`,
    de: (p: { stack: string }) => `Verlauf von ${p.stack}`,
  },
  'document.comparison': {
    en: (p: { a: string; b: string }) => `${p.a} and ${p.b}`,
    de: (p: { a: string; b: string }) => `${p.a} und ${p.b}`,
  },
});
