import { messages } from './messages.ts';

export const valkey = messages({
  'corrupt.rdb-magic': {
    en: () => 'This is not a Redis or Valkey dump: its first bytes are different ones.',
    de: () => 'Das ist kein Redis- oder Valkey-Abbild: Es beginnt mit anderen Bytes.',
  },
  'corrupt.rdb-truncated': {
    en: (p: { offset: number }) => `The dump is incomplete: it ends after ${p.offset} bytes without its end mark.`,
    de: (p: { offset: number }) => `Das Abbild ist unvollständig: Es endet nach ${p.offset} Bytes ohne seine Endmarke.`,
  },
  'corrupt.rdb-checksum': {
    en: () => 'The dump is damaged: its checksum does not match its content.',
    de: () => 'Das Abbild ist beschädigt: Seine Prüfsumme passt nicht zum Inhalt.',
  },
  'corrupt.rdb-structure': {
    en: (p: { offset: number }) => `The dump is damaged: what is at or before byte ${p.offset} cannot be right.`,
    de: (p: { offset: number }) => `Das Abbild ist beschädigt: Was bei Byte ${p.offset} oder davor steht, kann nicht stimmen.`,
  },
  'corrupt.rdb-trailing': {
    en: (p: { offset: number }) => `The dump is not clean: it ends at byte ${p.offset}, but more bytes follow.`,
    de: (p: { offset: number }) => `Das Abbild ist nicht sauber: Es endet bei Byte ${p.offset}, aber es folgen weitere Bytes.`,
  },
  'unsupported.rdb-version': {
    en: (p: { format: string }) => `Dumps of the format ${p.format} are newer than this version of Longshore can check.`,
    de: (p: { format: string }) => `Abbilder im Format ${p.format} sind neuer, als diese Version von Longshore prüfen kann.`,
  },
  'unsupported.rdb-module': {
    en: (p: { offset: number }) =>
      `The dump holds data of a module in the format of a Redis release candidate (at byte ${p.offset}), which nothing can read but that module.`,
    de: (p: { offset: number }) =>
      `Das Abbild enthält Daten eines Moduls im Format einer Redis-Vorabversion (bei Byte ${p.offset}), die nur dieses Modul lesen kann.`,
  },
  'stale-plan.not-valkey': {
    en: (p: { service: string }) => `${p.service} runs no Valkey or Redis server that answers. Nothing was changed.`,
    de: (p: { service: string }) =>
      `In ${p.service} läuft kein Valkey- oder Redis-Server, der antwortet. Nichts wurde verändert.`,
  },
  'denied.valkey-password': {
    en: (p: { service: string }) => `${p.service} wants a password, and none of those that its container tells is the right one.`,
    de: (p: { service: string }) =>
      `${p.service} verlangt ein Passwort, und keines von denen, die der Container verrät, ist das richtige.`,
  },
  'denied.valkey-command': {
    en: (p: { service: string; command: string }) =>
      `The user that we log in as may not use the command ${p.command} in ${p.service}.`,
    de: (p: { service: string; command: string }) =>
      `Der Benutzer, mit dem wir uns anmelden, darf den Befehl ${p.command} in ${p.service} nicht benutzen.`,
  },
  'unsupported.valkey-command': {
    en: (p: { service: string; command: string }) =>
      `${p.service} does not know the command ${p.command}: it was renamed or switched off in its configuration.`,
    de: (p: { service: string; command: string }) =>
      `${p.service} kennt den Befehl ${p.command} nicht: Er wurde in der Konfiguration umbenannt oder abgeschaltet.`,
  },
  'conflict.valkey-loading': {
    en: (p: { service: string }) => `${p.service} is still loading its data.`,
    de: (p: { service: string }) => `${p.service} lädt noch seine Daten.`,
  },
  'timeout.valkey': {
    en: (p: { service: string }) => `${p.service} gave no answer for two minutes.`,
    de: (p: { service: string }) => `${p.service} hat zwei Minuten lang nicht geantwortet.`,
  },
  'tool-failed.valkey-connection': {
    en: (p: { service: string }) => `The connection to ${p.service} could not be made, or it was cut.`,
    de: (p: { service: string }) => `Die Verbindung zu ${p.service} kam nicht zustande oder ist abgerissen.`,
  },
  'tool-failed.valkey-reply': {
    en: (p: { service: string; command: string; reply: string }) =>
      `${p.service} answered ${p.command} with an error: ${p.reply}`,
    de: (p: { service: string; command: string; reply: string }) =>
      `${p.service} hat ${p.command} mit einem Fehler beantwortet: ${p.reply}`,
  },
  'hint.valkey-password': {
    en: () => 'Enter the password of the default user.',
    de: () => 'Geben Sie das Passwort des Standardbenutzers ein.',
  },
  'not-found.valkey-item': {
    en: (p: { service: string; item: string }) => `${p.service} can only be chosen as a whole: there is no part named ${p.item}.`,
    de: (p: { service: string; item: string }) =>
      `${p.service} lässt sich nur als Ganzes wählen: Einen Teil namens ${p.item} gibt es nicht.`,
  },
  'capture-failed.valkey-fork': {
    en: (p: { service: string }) =>
      `${p.service} could not begin to save its data. Nothing was changed; this backup does not exist.`,
    de: (p: { service: string }) =>
      `${p.service} konnte nicht beginnen, seine Daten zu speichern. Nichts wurde verändert; diese Sicherung gibt es nicht.`,
  },
  'capture-failed.valkey-save': {
    en: (p: { service: string; dir: string }) =>
      `${p.service} could not write its data to ${p.dir}. This backup does not exist; the service may refuse writes until it can save again.`,
    de: (p: { service: string; dir: string }) =>
      `${p.service} konnte seine Daten nicht nach ${p.dir} schreiben. Diese Sicherung gibt es nicht; der Dienst nimmt womöglich keine Änderungen an, bis er wieder speichern kann.`,
  },
  'capture-failed.valkey-replaced': {
    en: (p: { service: string }) =>
      `${p.service} saved its data a second time, was flushed, or was restarted, before our copy could be read. What is there now shows another moment, so this backup does not exist.`,
    de: (p: { service: string }) =>
      `${p.service} hat seine Daten ein zweites Mal gespeichert, wurde geleert oder neu gestartet, bevor unsere Kopie gelesen war. Was jetzt da ist, zeigt einen anderen Moment, darum gibt es diese Sicherung nicht.`,
  },
  'capture-failed.valkey-released': {
    en: (p: { service: string }) => `The saved data of ${p.service} were let go before they were read to the end.`,
    de: (p: { service: string }) =>
      `Die gespeicherten Daten von ${p.service} wurden freigegeben, bevor sie zu Ende gelesen waren.`,
  },
  'hint.valkey-log': {
    en: (p: { service: string }) =>
      `The log of ${p.service} says why: a full disk, a folder that may not be written to, or too little memory.`,
    de: (p: { service: string }) =>
      `Das Protokoll von ${p.service} sagt, warum: eine volle Platte, ein Ordner ohne Schreibrecht oder zu wenig Arbeitsspeicher.`,
  },
  'ephemeral.valkey-volume': {
    en: (p: { dir: string }) => `${p.dir} lies on no named volume: the data are lost when the container is recreated.`,
    de: (p: { dir: string }) =>
      `${p.dir} liegt auf keinem benannten Volume: Die Daten sind verloren, wenn der Container neu erzeugt wird.`,
  },
  'ephemeral.valkey-save': {
    en: () => 'It is configured to save nothing: the data are lost whenever it stops.',
    de: () => 'Er ist so eingestellt, dass er nichts speichert: Die Daten sind verloren, sobald er anhält.',
  },
  'blocked.valkey-no-volume': {
    en: (p: { dir: string }) => `${p.dir} lies on no volume, so its files cannot be exchanged while the service is down.`,
    de: (p: { dir: string }) =>
      `${p.dir} liegt auf keinem Volume, daher lassen sich die Dateien nicht austauschen, während der Dienst steht.`,
  },
  'blocked.valkey-read-only': {
    en: (p: { dir: string }) => `${p.dir} is mounted read-only.`,
    de: (p: { dir: string }) => `${p.dir} ist nur lesbar eingehängt.`,
  },
  'blocked.valkey-replica': {
    en: () => 'It is a replica: it would at once be overwritten from its primary. Restore into the primary.',
    de: () =>
      'Er ist ein Replikat und würde sofort von seinem Primärserver überschrieben. Stellen Sie in den Primärserver wieder her.',
  },
  'warning.valkey-eviction': {
    en: (p: { policy: string }) =>
      `It may drop keys when memory runs out (${p.policy}): a backup holds what is there at that moment.`,
    de: (p: { policy: string }) =>
      `Er darf Schlüssel verwerfen, wenn der Speicher knapp wird (${p.policy}): Eine Sicherung enthält, was in dem Moment da ist.`,
  },
  'warning.valkey-users': {
    en: (p: { users: string[] }) => `Its users (${p.users.join(', ')}) are configuration: a backup holds their names only.`,
    de: (p: { users: string[] }) =>
      `Seine Benutzer (${p.users.join(', ')}) sind Konfiguration: Eine Sicherung enthält nur ihre Namen.`,
  },
  'warning.valkey-modules': {
    en: (p: { modules: string[] }) =>
      `Data of its modules (${p.modules.join(', ')}) can be restored only where these are loaded.`,
    de: (p: { modules: string[] }) =>
      `Daten seiner Module (${p.modules.join(', ')}) lassen sich nur dort wiederherstellen, wo diese geladen sind.`,
  },
  'warning.valkey-cluster': {
    en: () => 'It is one node of a cluster: a backup holds the keys of this node only.',
    de: () => 'Er ist ein Knoten eines Clusters: Eine Sicherung enthält nur die Schlüssel dieses Knotens.',
  },
  'warning.valkey-save-failed': {
    en: () => 'Its last attempt to save its data failed.',
    de: () => 'Sein letzter Versuch, seine Daten zu speichern, ist fehlgeschlagen.',
  },
  'warning.valkey-no-checksum': {
    en: () => 'It is configured to write no checksum (rdbchecksum no), so only the structure of its dump could be checked.',
    de: () =>
      'Er schreibt laut Einstellung keine Prüfsumme (rdbchecksum no), daher ließ sich nur der Aufbau seines Abbilds prüfen.',
  },
  'corrupt.rdb-checker': {
    en: () => 'The checking program of the server does not accept the dump.',
    de: () => 'Das Prüfprogramm des Servers nimmt das Abbild nicht an.',
  },
  'corrupt.valkey-no-dump': {
    en: (p: { service: string }) => `What was saved of ${p.service} holds no dump.`,
    de: (p: { service: string }) => `Was von ${p.service} gesichert wurde, enthält kein Abbild.`,
  },
  'incompatible.rdb-format': {
    en: (p: { server: string; format: string }) =>
      `${p.server} cannot load a dump of the format ${p.format}. Nothing was changed.`,
    de: (p: { server: string; format: string }) =>
      `${p.server} kann ein Abbild im Format ${p.format} nicht laden. Nichts wurde verändert.`,
  },
  'unsupported.valkey-blocked': {
    en: (p: { service: string }) => `${p.service} cannot be restored as it is set up. Nothing was changed.`,
    de: (p: { service: string }) =>
      `${p.service} lässt sich so, wie er eingerichtet ist, nicht wiederherstellen. Nichts wurde verändert.`,
  },
  'unproven.valkey-load': {
    en: () => 'A throw-away server could not load the dump.',
    de: () => 'Ein Wegwerf-Server konnte das Abbild nicht laden.',
  },
  'no-space.valkey-memory': {
    en: () => 'There was not enough memory to load the dump into a throw-away server.',
    de: () => 'Der Arbeitsspeicher reichte nicht, um das Abbild in einen Wegwerf-Server zu laden.',
  },
  'hint.valkey-memory': {
    en: () => 'Free memory on the Docker host: the data need about as much as they take in the live service.',
    de: () =>
      'Schaffen Sie Arbeitsspeicher auf dem Docker-Rechner frei: Die Daten brauchen etwa so viel wie im laufenden Dienst.',
  },
  'hint.valkey-newer-server': {
    en: () => 'Restore into a server of the same family and of the same or a newer version.',
    de: () => 'Stellen Sie in einen Server derselben Familie und derselben oder einer neueren Version wieder her.',
  },
  'unproven.valkey-start': {
    en: (p: { service: string; expected: number; found: number }) =>
      `${p.service} loaded ${p.found} keys at its start instead of ${p.expected}.`,
    de: (p: { service: string; expected: number; found: number }) =>
      `${p.service} hat beim Start ${p.found} Schlüssel geladen statt ${p.expected}.`,
  },
  'unproven.valkey-down': {
    en: (p: { service: string }) => `${p.service} does not start with its new data.`,
    de: (p: { service: string }) => `${p.service} startet mit seinen neuen Daten nicht.`,
  },
  'warning.valkey-log-off': {
    en: (p: { service: string }) =>
      `${p.service} logged each write before and no longer does: its start settings differ from those it ran with.`,
    de: (p: { service: string }) =>
      `${p.service} hat bisher jede Änderung protokolliert und tut es nicht mehr: Seine Starteinstellungen sind andere als die, mit denen er lief.`,
  },
  'warning.valkey-changed': {
    en: (p: { service: string; database: number; expected: number; found: number }) =>
      `Database ${p.database} of ${p.service} holds ${p.found} lasting keys; ${p.expected} were restored. Clients may have written since.`,
    de: (p: { service: string; database: number; expected: number; found: number }) =>
      `Die Datenbank ${p.database} von ${p.service} hat ${p.found} bleibende Schlüssel; ${p.expected} wurden wiederhergestellt. Seitdem kann geschrieben worden sein.`,
  },
});
