import { messages } from './messages.ts';
import { bytes } from './units.ts';

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
    en: (p: { service: string; policy: string }) =>
      `${p.service} may drop keys when memory runs out (${p.policy}): a backup holds what is there at that moment.`,
    de: (p: { service: string; policy: string }) =>
      `${p.service} darf Schlüssel verwerfen, wenn der Speicher knapp wird (${p.policy}): Eine Sicherung enthält, was in dem Moment da ist.`,
  },
  'warning.valkey-users': {
    en: (p: { service: string; users: string[] }) =>
      `The users of ${p.service} (${p.users.join(', ')}) are configuration: a backup holds their names only, and whether their rights are the same.`,
    de: (p: { service: string; users: string[] }) =>
      `Die Benutzer von ${p.service} (${p.users.join(', ')}) sind Konfiguration: Eine Sicherung enthält nur ihre Namen, und ob ihre Rechte dieselben sind.`,
  },
  'warning.valkey-modules': {
    en: (p: { service: string; modules: string[] }) =>
      `Data of the modules of ${p.service} (${p.modules.join(', ')}) can be restored only where these are loaded.`,
    de: (p: { service: string; modules: string[] }) =>
      `Daten der Module von ${p.service} (${p.modules.join(', ')}) lassen sich nur dort wiederherstellen, wo diese geladen sind.`,
  },
  'warning.valkey-cluster': {
    en: (p: { service: string; slots: string[] }) =>
      `${p.service} is one node of a cluster, with the slots ${p.slots.join(', ')}: a backup holds the keys of these only, and goes back only into a node that serves the same ones.`,
    de: (p: { service: string; slots: string[] }) =>
      `${p.service} ist ein Knoten eines Clusters, mit den Slots ${p.slots.join(', ')}: Eine Sicherung enthält nur deren Schlüssel und lässt sich nur in einen Knoten zurückspielen, der dieselben bedient.`,
  },
  'warning.valkey-save-failed': {
    en: (p: { service: string }) => `The last attempt of ${p.service} to save its data failed.`,
    de: (p: { service: string }) => `Der letzte Versuch von ${p.service}, seine Daten zu speichern, ist fehlgeschlagen.`,
  },
  'warning.valkey-no-checksum': {
    en: (p: { service: string }) =>
      `${p.service} is configured to write no checksum (rdbchecksum no), so only the structure of its dump could be checked.`,
    de: (p: { service: string }) =>
      `${p.service} schreibt laut Einstellung keine Prüfsumme (rdbchecksum no), daher ließ sich nur der Aufbau seines Abbilds prüfen.`,
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
    en: (p: { service: string }) => `A throw-away server could not load the dump of ${p.service}.`,
    de: (p: { service: string }) => `Ein Wegwerf-Server konnte das Abbild von ${p.service} nicht laden.`,
  },
  'no-space.valkey-memory': {
    en: (p: { service: string }) => `There was not enough memory to load the dump of ${p.service} into a throw-away server.`,
    de: (p: { service: string }) =>
      `Der Arbeitsspeicher reichte nicht, um das Abbild von ${p.service} in einen Wegwerf-Server zu laden.`,
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
  'warning.valkey-no-slots': {
    en: (p: { service: string }) =>
      `${p.service} is a node of a cluster that serves no slots: it holds no data, and takes no writes.`,
    de: (p: { service: string }) =>
      `${p.service} ist ein Knoten eines Clusters, der keine Slots bedient: Er hält keine Daten und nimmt keine Änderungen an.`,
  },
  'warning.valkey-sentinel': {
    en: (p: { service: string; sentinels: number }) =>
      `${p.service} is watched by ${p.sentinels} Sentinels. While it is down for a restore, they may put a replica with the old data in its place: stop them for that time. Afterwards it is looked at until they no longer would.`,
    de: (p: { service: string; sentinels: number }) =>
      `${p.service} wird von Sentinels beobachtet (${p.sentinels}). Während er für eine Wiederherstellung steht, können sie ein Replikat mit den alten Daten an seine Stelle setzen: Halten Sie sie so lange an. Danach wird er beobachtet, bis sie das nicht mehr täten.`,
  },
  'incompatible.valkey-slots': {
    en: (p: { service: string; captured: string[]; serves: string[] }) =>
      `The data were saved from a node with the slots ${p.captured.join(', ')}; ${p.service} serves ${p.serves.join(', ') || 'none'}. Its keys would be dropped or out of reach. Nothing was changed.`,
    de: (p: { service: string; captured: string[]; serves: string[] }) =>
      `Die Daten stammen von einem Knoten mit den Slots ${p.captured.join(', ')}; ${p.service} bedient ${p.serves.join(', ') || 'keine'}. Schlüssel gingen verloren oder wären unerreichbar. Nichts wurde verändert.`,
  },
  'hint.valkey-slots': {
    en: () =>
      'Give the node its former slots first (a reshard by valkey-cli), or restore into a server that is no node of a cluster.',
    de: () =>
      'Geben Sie dem Knoten zuerst seine früheren Slots zurück (Reshard mit valkey-cli), oder stellen Sie in einen Server wieder her, der kein Knoten eines Clusters ist.',
  },
  'incompatible.valkey-maxmemory': {
    en: (p: { service: string; memory: number; limit: number }) =>
      `The data take about ${bytes(p.memory, 'en')} in memory, and ${p.service} may use ${bytes(p.limit, 'en')} (maxmemory): it would drop keys, or take no writes. Nothing was changed.`,
    de: (p: { service: string; memory: number; limit: number }) =>
      `Die Daten brauchen etwa ${bytes(p.memory, 'de')} Arbeitsspeicher, und ${p.service} darf ${bytes(p.limit, 'de')} nutzen (maxmemory): Er würde Schlüssel verwerfen oder keine Änderungen annehmen. Nichts wurde verändert.`,
  },
  'hint.valkey-maxmemory': {
    en: (p: { service: string }) =>
      `Raise maxmemory in the configuration of ${p.service}, start it again, and restore once more.`,
    de: (p: { service: string }) =>
      `Setzen Sie maxmemory in der Konfiguration von ${p.service} höher, starten Sie ihn neu und stellen Sie noch einmal wieder her.`,
  },
  'unproven.valkey-evicted': {
    en: (p: { service: string; evicted: number; limit: number }) =>
      `${p.service} has dropped ${p.evicted} of its keys since its start, because they need more memory than the ${bytes(p.limit, 'en')} that it may use (maxmemory).`,
    de: (p: { service: string; evicted: number; limit: number }) =>
      `${p.service} hat seit seinem Start ${p.evicted} Schlüssel verworfen, weil sie mehr Arbeitsspeicher brauchen als die ${bytes(p.limit, 'de')}, die er nutzen darf (maxmemory).`,
  },
  'unproven.valkey-slots': {
    en: (p: { service: string; before: string[]; now: string[] }) =>
      `${p.service} served the slots ${p.before.join(', ') || '(none)'} and now serves ${p.now.join(', ') || '(none)'}: keys of others are dropped or out of reach.`,
    de: (p: { service: string; before: string[]; now: string[] }) =>
      `${p.service} bediente die Slots ${p.before.join(', ') || '(keine)'} und bedient jetzt ${p.now.join(', ') || '(keine)'}: Schlüssel anderer Slots sind verworfen oder unerreichbar.`,
  },
  'unproven.valkey-no-slots': {
    en: (p: { service: string }) => `${p.service} is a node of a cluster that serves no slots: it takes no writes.`,
    de: (p: { service: string }) =>
      `${p.service} ist ein Knoten eines Clusters, der keine Slots bedient: Er nimmt keine Änderungen an.`,
  },
  'unproven.valkey-dropped': {
    en: (p: { service: string; dropped: number; expected: number; slots: string[] }) =>
      `${p.service} has dropped ${p.dropped} of the ${p.expected} keys that it had loaded: they belong to other slots of the cluster than those that it serves (${p.slots.join(', ') || 'none'}).`,
    de: (p: { service: string; dropped: number; expected: number; slots: string[] }) =>
      `${p.service} hat ${p.dropped} der ${p.expected} geladenen Schlüssel verworfen: Sie gehören zu anderen Slots des Clusters, als er bedient (${p.slots.join(', ') || 'keine'}).`,
  },
  'unproven.valkey-keys': {
    en: (p: { service: string; database: number; expected: number; found: number }) =>
      `Database ${p.database} of ${p.service} holds ${p.found} lasting keys after its start instead of ${p.expected}.`,
    de: (p: { service: string; database: number; expected: number; found: number }) =>
      `Die Datenbank ${p.database} von ${p.service} hat nach dem Start ${p.found} bleibende Schlüssel statt ${p.expected}.`,
  },
  'unproven.valkey-expiring': {
    en: (p: { service: string; expected: number; found: number }) =>
      `Of ${p.service}, ${p.found} keys expire or have expired since its start; ${p.expected} with an expiry were restored.`,
    de: (p: { service: string; expected: number; found: number }) =>
      `In ${p.service} verfallen ${p.found} Schlüssel oder sind seit dem Start verfallen; ${p.expected} mit Verfallszeit wurden wiederhergestellt.`,
  },
  'unproven.valkey-groups': {
    en: (p: { service: string; database: number; expected: number; found: number }) =>
      `Groups of consumers in streams of database ${p.database} of ${p.service} are not what was restored: ${p.found} were found, ${p.expected} expected, or one of them is at another entry.`,
    de: (p: { service: string; database: number; expected: number; found: number }) =>
      `Die Verbrauchergruppen der Streams in Datenbank ${p.database} von ${p.service} sind nicht die wiederhergestellten: ${p.found} gefunden, ${p.expected} erwartet, oder eine steht bei einem anderen Eintrag.`,
  },
  'unproven.valkey-libraries': {
    en: (p: { service: string; libraries: string[] }) =>
      `Function libraries of ${p.service} are missing, too many or changed after its start: ${p.libraries.join(', ')}.`,
    de: (p: { service: string; libraries: string[] }) =>
      `Funktionsbibliotheken von ${p.service} fehlen nach dem Start, sind zu viel oder verändert: ${p.libraries.join(', ')}.`,
  },
  'unproven.valkey-users': {
    en: (p: { service: string; users: string[] }) =>
      `Users of ${p.service} are missing, too many or have other rights after its start: ${p.users.join(', ')}. Its start settings differ from those it ran with.`,
    de: (p: { service: string; users: string[] }) =>
      `Benutzer von ${p.service} fehlen nach dem Start, sind zu viel oder haben andere Rechte: ${p.users.join(', ')}. Seine Starteinstellungen sind andere als die, mit denen er lief.`,
  },
  'hint.valkey-users': {
    en: () => 'Write the users down where the server finds them at its start: ACL SAVE, or CONFIG REWRITE.',
    de: () => 'Schreiben Sie die Benutzer dorthin, wo der Server sie beim Start findet: ACL SAVE oder CONFIG REWRITE.',
  },
  'unproven.valkey-replica': {
    en: (p: { service: string; primary: string }) =>
      `${p.service} was a primary and has become a replica of ${p.primary}: what was restored is overwritten from there.`,
    de: (p: { service: string; primary: string }) =>
      `${p.service} war ein Primärserver und ist zum Replikat von ${p.primary} geworden: Das Wiederhergestellte wird von dort überschrieben.`,
  },
  'hint.valkey-failover': {
    en: (p: { service: string }) =>
      `Stop what watches ${p.service} (its Sentinels) before the restore, and start it again afterwards; or restore into the new primary.`,
    de: (p: { service: string }) =>
      `Halten Sie vor der Wiederherstellung an, was ${p.service} beobachtet (seine Sentinels), und starten Sie es danach wieder; oder stellen Sie in den neuen Primärserver wieder her.`,
  },
  'unproven.valkey-read-only': {
    en: (p: { service: string }) => `${p.service} takes no writes: it is read-only.`,
    de: (p: { service: string }) => `${p.service} nimmt keine Änderungen an: Er ist nur lesbar.`,
  },
  'unproven.valkey-full': {
    en: (p: { service: string }) => `${p.service} takes no writes: its data fill all the memory that it may use (maxmemory).`,
    de: (p: { service: string }) =>
      `${p.service} nimmt keine Änderungen an: Seine Daten füllen allen Arbeitsspeicher, den er nutzen darf (maxmemory).`,
  },
  'unproven.valkey-misconf': {
    en: (p: { service: string }) => `${p.service} takes no writes, because it cannot save its data.`,
    de: (p: { service: string }) => `${p.service} nimmt keine Änderungen an, weil er seine Daten nicht speichern kann.`,
  },
  'unproven.valkey-cluster-down': {
    en: (p: { service: string }) => `${p.service} takes no writes: the cluster of which it is a node is down.`,
    de: (p: { service: string }) =>
      `${p.service} nimmt keine Änderungen an: Der Cluster, dessen Knoten er ist, ist nicht bereit.`,
  },
  'unproven.valkey-no-replicas': {
    en: (p: { service: string }) =>
      `${p.service} takes no writes, because too few replicas are connected (min-replicas-to-write).`,
    de: (p: { service: string }) =>
      `${p.service} nimmt keine Änderungen an, weil zu wenige Replikate verbunden sind (min-replicas-to-write).`,
  },
  'unproven.valkey-writes': {
    en: (p: { service: string }) => `${p.service} takes no writes.`,
    de: (p: { service: string }) => `${p.service} nimmt keine Änderungen an.`,
  },
  'warning.valkey-groups-not-compared': {
    en: (p: { service: string }) =>
      `Groups of consumers in streams of ${p.service} were not looked at once more after its start: it holds too many keys for that.`,
    de: (p: { service: string }) =>
      `Die Verbrauchergruppen der Streams von ${p.service} wurden nach dem Start nicht noch einmal angesehen: Dafür hält er zu viele Schlüssel.`,
  },
});
