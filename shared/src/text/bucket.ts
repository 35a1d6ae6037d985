import { messages } from './messages.ts';
import { bytes } from './units.ts';

interface Clock {
  minutes?: number;
  /** Ours is ahead of theirs. */
  ahead?: boolean;
}

const tries = (seconds: number): string => (seconds < 1 ? '' : ` Longshore tried for ${Math.round(seconds)} seconds.`);
const versuche = (seconds: number): string =>
  seconds < 1 ? '' : ` Longshore hat es ${Math.round(seconds)} Sekunden lang versucht.`;

/** What can go wrong between us and a bucket. */
export const bucket = messages({
  'not-found.bucket': {
    en: (p: { bucket: string; endpoint: string }) => `There is no bucket ${p.bucket} at ${p.endpoint}.`,
    de: (p: { bucket: string; endpoint: string }) => `Den Bucket ${p.bucket} gibt es bei ${p.endpoint} nicht.`,
  },
  'usage.bucket-name': {
    en: (p: { bucket: string }) => `${p.bucket} cannot be the name of a bucket.`,
    de: (p: { bucket: string }) => `${p.bucket} kann kein Name eines Buckets sein.`,
  },
  'usage.bucket-region': {
    en: (p: { bucket: string; used: string; region?: string }) =>
      `The bucket ${p.bucket} is in ${p.region === undefined ? 'another region' : `the region ${p.region}`}${p.used === '' ? '' : `, not in ${p.used}`}.`,
    de: (p: { bucket: string; used: string; region?: string }) =>
      `Der Bucket ${p.bucket} liegt in ${p.region === undefined ? 'einer anderen Region' : `der Region ${p.region}`}${p.used === '' ? '' : `, nicht in ${p.used}`}.`,
  },
  'usage.bucket-region-missing': {
    en: (p: { place: string }) => `In which region ${p.place} is, is said nowhere. Give the repository a region.`,
    de: (p: { place: string }) => `In welcher Region ${p.place} liegt, steht nirgends. Geben Sie dem Repository eine Region.`,
  },
  'denied.bucket-key': {
    en: (p: { endpoint: string }) => `${p.endpoint} does not know this access key.`,
    de: (p: { endpoint: string }) => `${p.endpoint} kennt diesen Zugangsschlüssel nicht.`,
  },
  'denied.bucket-secret': {
    en: (p: { endpoint: string }) => `The secret access key is not the one that ${p.endpoint} has for this access key.`,
    de: (p: { endpoint: string }) => `Der geheime Schlüssel ist nicht der, den ${p.endpoint} zu diesem Zugangsschlüssel hat.`,
  },
  'denied.bucket-token': {
    en: (p: { endpoint: string }) => `${p.endpoint} no longer accepts these temporary credentials.`,
    de: (p: { endpoint: string }) => `${p.endpoint} nimmt diese befristeten Zugangsdaten nicht mehr an.`,
  },
  'denied.bucket-no-credentials': {
    en: (p: { place: string }) => `No credentials for ${p.place} were found.`,
    de: (p: { place: string }) => `Für ${p.place} wurden keine Zugangsdaten gefunden.`,
  },
  'denied.bucket-clock': {
    en: ({ minutes, ahead }: Clock) =>
      `The clock of this machine is wrong${minutes === undefined ? '' : `: it is ${minutes} minutes ${ahead ? 'ahead of' : 'behind'} that of the storage`}. Requests with such a time are refused, and snapshots would get wrong names.`,
    de: ({ minutes, ahead }: Clock) =>
      `Die Uhr dieses Rechners geht falsch${minutes === undefined ? '' : `: Sie geht gegenüber der des Speichers ${minutes} Minuten ${ahead ? 'vor' : 'nach'}`}. Anfragen mit einer solchen Zeit werden abgelehnt, und Schnappschüsse bekämen falsche Namen.`,
  },
  'denied.bucket-action': {
    en: (p: { action: string; place: string; key: string }) =>
      `The permission ${p.action} is missing for ${p.place}${p.key === '' ? '' : `, where ${p.key} was meant`}.`,
    de: (p: { action: string; place: string; key: string }) =>
      `Die Berechtigung ${p.action} fehlt für ${p.place}${p.key === '' ? '' : `; es ging um ${p.key}`}.`,
  },
  'denied.bucket-locked': {
    en: (p: { key: string; place: string }) =>
      `${p.key} in ${p.place} is protected by an object lock, and was neither deleted nor changed.`,
    de: (p: { key: string; place: string }) =>
      `${p.key} in ${p.place} ist durch eine Objektsperre geschützt und wurde weder gelöscht noch verändert.`,
  },
  'denied.bucket-tls': {
    en: (p: { endpoint: string; reason: string }) => `No secure connection to ${p.endpoint}: ${p.reason}.`,
    de: (p: { endpoint: string; reason: string }) => `Keine sichere Verbindung zu ${p.endpoint}: ${p.reason}.`,
  },
  'no-space.bucket': {
    en: (p: { place: string }) => `${p.place} is full, or its quota is used up. The unfinished file was removed.`,
    de: (p: { place: string }) =>
      `${p.place} ist voll, oder das Kontingent ist aufgebraucht. Die unfertige Datei wurde entfernt.`,
  },
  'storage-failed.bucket': {
    en: (p: { endpoint: string; action: string; key: string; answer: string }) =>
      `${p.endpoint} refused ${p.action}${p.key === '' ? '' : ` of ${p.key}`}: ${p.answer}`,
    de: (p: { endpoint: string; action: string; key: string; answer: string }) =>
      `${p.endpoint} hat ${p.action}${p.key === '' ? '' : ` von ${p.key}`} abgelehnt: ${p.answer}`,
  },
  'storage-failed.bucket-busy': {
    en: (p: { endpoint: string; answer: string; seconds: number }) =>
      `${p.endpoint} is too busy or broken: it answered ${p.answer}.${tries(p.seconds)}`,
    de: (p: { endpoint: string; answer: string; seconds: number }) =>
      `${p.endpoint} ist überlastet oder gestört: Die Antwort war ${p.answer}.${versuche(p.seconds)}`,
  },
  'storage-failed.bucket-unreachable': {
    en: (p: { endpoint: string; reason: string; seconds: number }) =>
      `${p.endpoint} cannot be reached, or the connection breaks: ${p.reason}.${tries(p.seconds)}`,
    de: (p: { endpoint: string; reason: string; seconds: number }) =>
      `${p.endpoint} ist nicht erreichbar, oder die Verbindung bricht ab: ${p.reason}.${versuche(p.seconds)}`,
  },
  'storage-failed.bucket-silent': {
    en: (p: { endpoint: string; seconds: number }) => `${p.endpoint} has fallen silent.${tries(p.seconds)}`,
    de: (p: { endpoint: string; seconds: number }) => `${p.endpoint} ist verstummt.${versuche(p.seconds)}`,
  },
  'storage-failed.bucket-strange': {
    en: (p: { endpoint: string }) => `${p.endpoint} answers, but not as a storage of buckets does. Is the address right?`,
    de: (p: { endpoint: string }) => `${p.endpoint} antwortet, aber nicht wie ein Speicher von Buckets. Stimmt die Adresse?`,
  },
  'storage-failed.bucket-changed': {
    en: (p: { key: string; place: string }) => `${p.key} in ${p.place} was replaced or deleted while it was read.`,
    de: (p: { key: string; place: string }) => `${p.key} in ${p.place} wurde ersetzt oder gelöscht, während es gelesen wurde.`,
  },
  'storage-failed.bucket-range': {
    en: (p: { endpoint: string; key: string }) =>
      `${p.endpoint} was asked for a part of ${p.key} and gave another one. It cannot be read from safely.`,
    de: (p: { endpoint: string; key: string }) =>
      `${p.endpoint} wurde nach einem Teil von ${p.key} gefragt und gab einen anderen. Daraus lässt sich nicht sicher lesen.`,
  },
  'storage-failed.bucket-too-large': {
    en: (p: { key: string }) => `${p.key} became larger than the 5 TiB that one file in a bucket may have.`,
    de: (p: { key: string }) => `${p.key} wurde größer als die 5 TiB, die eine Datei in einem Bucket haben darf.`,
  },
  'corrupt.bucket-stored': {
    en: (p: { key: string; place: string }) =>
      `${p.place} does not give back what was written: ${p.key} is gone, or came back with other bytes. It was not saved; do not keep backups there.`,
    de: (p: { key: string; place: string }) =>
      `${p.place} gibt nicht zurück, was geschrieben wurde: ${p.key} ist weg oder kam mit anderen Bytes zurück. Es wurde nicht gesichert; dort gehören keine Backups hin.`,
  },

  'ability.free': {
    en: (p: { bytes: number }) => `${bytes(p.bytes, 'en')} are free.`,
    de: (p: { bytes: number }) => `${bytes(p.bytes, 'de')} sind frei.`,
  },
  'ability.free-unknown': {
    en: () => 'Free space is unknown.',
    de: () => 'Wie viel Platz noch ist, lässt sich nicht sagen.',
  },
  'ability.exclusive': {
    en: () => 'Two writers of one name are kept apart (conditional writes).',
    de: () => 'Zwei Schreiber desselben Namens werden auseinandergehalten (bedingtes Schreiben).',
  },
  'ability.not-exclusive': {
    en: () => 'Conditional writes are ignored: the last writer of a name wins.',
    de: () => 'Bedingtes Schreiben wird nicht beachtet: Wer einen Namen zuletzt schreibt, hat ihn.',
  },
  'hint.not-exclusive': {
    en: () => 'Longshore looks again before it goes on. Do not back up one stack from two machines in the same second.',
    de: () =>
      'Longshore sieht noch einmal nach, bevor es weitergeht. Sichern Sie einen Stack nicht in derselben Sekunde von zwei Rechnern aus.',
  },
  'ability.digests': {
    en: () => 'Bytes that were damaged on the way are refused.',
    de: () => 'Unterwegs beschädigte Bytes werden abgelehnt.',
  },
  'ability.no-digests': {
    en: () => 'Bytes that were damaged on the way are not noticed there. Longshore reads back a sample of each file.',
    de: () => 'Unterwegs beschädigte Bytes werden dort nicht bemerkt. Longshore liest von jeder Datei eine Probe zurück.',
  },
  'ability.checksums': {
    en: () => 'Checksums are sent along (CRC32).',
    de: () => 'Prüfsummen werden mitgeschickt (CRC32).',
  },
  'ability.no-checksums': {
    en: () => 'Checksums are not understood there, and not sent.',
    de: () => 'Prüfsummen werden dort nicht verstanden und nicht mitgeschickt.',
  },
  'ability.unfinished': {
    en: () => 'What dead uploads left is found and removed.',
    de: () => 'Was abgebrochene Uploads zurücklassen, wird gefunden und entfernt.',
  },
  'ability.no-unfinished': {
    en: () => 'What dead uploads left cannot be listed, and would be paid for unseen.',
    de: () => 'Was abgebrochene Uploads zurücklassen, lässt sich nicht auflisten und würde ungesehen bezahlt.',
  },
  'hint.no-unfinished': {
    en: () => 'Allow s3:ListBucketMultipartUploads, or let the bucket remove unfinished uploads after a week by a rule.',
    de: () =>
      'Erlauben Sie s3:ListBucketMultipartUploads, oder lassen Sie den Bucket unfertige Uploads nach einer Woche durch eine Regel entfernen.',
  },
  'ability.versions': {
    en: () => 'The bucket keeps versions: what is deleted stays as an old version.',
    de: () => 'Der Bucket behält Versionen: Gelöschtes bleibt als alte Version.',
  },
  'hint.versions': {
    en: () => 'A rule for noncurrent versions of the bucket ends their costs, and says how long a deleted snapshot can be saved.',
    de: () =>
      'Eine Regel des Buckets für nicht aktuelle Versionen beendet deren Kosten und bestimmt, wie lange ein gelöschter Schnappschuss zu retten ist.',
  },
  'ability.lock': {
    en: () => 'The bucket has an object lock: no one can delete a locked object.',
    de: () => 'Der Bucket hat eine Objektsperre: Gesperrtes kann niemand löschen.',
  },
  'hint.lock': {
    en: () => 'Snapshots are safe from deletion for that time. Deleting them says what is locked and leaves it.',
    de: () => 'Schnappschüsse sind so lange vor dem Löschen sicher. Beim Löschen wird gesagt, was gesperrt ist, und es bleibt.',
  },

  'hint.bucket-make': {
    en: () => 'Make the bucket first, or correct its name, endpoint and region in the configuration.',
    de: () => 'Legen Sie den Bucket zuerst an, oder berichtigen Sie Name, Endpunkt und Region in der Konfiguration.',
  },
  'hint.bucket-credentials': {
    en: () =>
      'Say in the configuration where the keys are (credentials: env:NAME, file:PATH or command:COMMAND), or use a profile of AWS.',
    de: () =>
      'Sagen Sie in der Konfiguration, wo die Schlüssel liegen (credentials: env:NAME, file:PFAD oder command:BEFEHL), oder verwenden Sie ein Profil von AWS.',
  },
  'hint.bucket-secret': {
    en: () =>
      'Check the secret where the configuration says that it is. If it is right, a proxy on the way changes requests, or pathStyle is not the one that is needed.',
    de: () =>
      'Prüfen Sie das Geheimnis dort, wo es laut Konfiguration liegt. Ist es richtig, verändert ein Proxy die Anfragen, oder pathStyle ist nicht das nötige.',
  },
  'hint.bucket-clock': {
    en: () => 'Set the clock, best by NTP (timedatectl set-ntp true), and try again. Nothing was changed.',
    de: () =>
      'Stellen Sie die Uhr, am besten durch NTP (timedatectl set-ntp true), und versuchen Sie es noch einmal. Es wurde nichts verändert.',
  },
  'hint.bucket-region': {
    en: (p: { region: string }) => `Set region: ${p.region} for this repository in the configuration.`,
    de: (p: { region: string }) => `Setzen Sie für dieses Repository in der Konfiguration region: ${p.region}.`,
  },
  'hint.bucket-permission': {
    en: (p: { action: string; place: string }) =>
      `Allow ${p.action} there, or use other credentials. \`longshore repo test\` tries out everything that is needed.`,
    de: (p: { action: string; place: string }) =>
      `Erlauben Sie dort ${p.action}, oder verwenden Sie andere Zugangsdaten. \`longshore repo test\` probiert alles Nötige aus.`,
  },
  'hint.bucket-locked': {
    en: () => 'It can be deleted when its retention has ended. Snapshots that are listed are whole.',
    de: () => 'Löschen lässt es sich, wenn seine Sperrfrist vorbei ist. Schnappschüsse, die aufgeführt werden, sind vollständig.',
  },
  'hint.bucket-tls': {
    en: () => 'Check the address. For a certificate of your own authority, name its file as ca in the configuration.',
    de: () =>
      'Prüfen Sie die Adresse. Für ein Zertifikat einer eigenen Stelle nennen Sie deren Datei in der Konfiguration als ca.',
  },
  'hint.bucket-again': {
    en: () => 'Check the address and the network, then run the command again. Nothing half written is listed.',
    de: () =>
      'Prüfen Sie Adresse und Netz, und führen Sie den Befehl noch einmal aus. Halb Geschriebenes wird nirgends aufgeführt.',
  },
});
