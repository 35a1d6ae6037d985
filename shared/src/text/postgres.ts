import { messages } from './messages.ts';
import { bytes } from './units.ts';

const list = (names: string[]): string => names.join(', ');

export const postgres = messages({
  'usage.database-name': {
    en: (p: { database: string }) => `A database cannot be called ${JSON.stringify(p.database)}.`,
    de: (p: { database: string }) => `Eine Datenbank kann nicht ${JSON.stringify(p.database)} heißen.`,
  },
  'usage.database-twice': {
    en: (p: { database: string }) => `Two databases would both be called ${p.database}.`,
    de: (p: { database: string }) => `Zwei Datenbanken hießen beide ${p.database}.`,
  },
  'not-found.database-in-snapshot': {
    en: (p: { database: string }) => `The snapshot holds no database named ${p.database}.`,
    de: (p: { database: string }) => `Der Schnappschuss enthält keine Datenbank namens ${p.database}.`,
  },
  'not-found.undo': {
    en: (p: { database: string }) => `What ${p.database} held before is no longer kept. Nothing was changed.`,
    de: (p: { database: string }) => `Was ${p.database} vorher enthielt, wird nicht mehr aufbewahrt. Nichts wurde verändert.`,
  },
  'conflict.already-undone': {
    en: (p: { database: string }) => `${p.database} is already what it was before. Nothing was changed.`,
    de: (p: { database: string }) => `${p.database} ist schon wieder, was es vorher war. Nichts wurde verändert.`,
  },
  'conflict.database-changed': {
    en: (p: { database: string }) => `The database ${p.database} was created, renamed or dropped by somebody else meanwhile.`,
    de: (p: { database: string }) =>
      `Die Datenbank ${p.database} wurde inzwischen von jemand anderem angelegt, umbenannt oder gelöscht.`,
  },
  'conflict.sessions-stay': {
    en: (p: { service: string }) =>
      `Connections to ${p.service} could not be ended for the switch. The live databases are open again, as they were.`,
    de: (p: { service: string }) =>
      `Verbindungen zu ${p.service} ließen sich für das Umschalten nicht beenden. Die Live-Datenbanken sind wieder offen, wie sie waren.`,
  },
  'incompatible.postgres-version': {
    en: (p: { service: string; version: string; server: string }) =>
      `The data is of PostgreSQL ${p.version}, but ${p.service} runs the older ${p.server}. Nothing was changed.`,
    de: (p: { service: string; version: string; server: string }) =>
      `Die Daten stammen von PostgreSQL ${p.version}, in ${p.service} läuft aber das ältere ${p.server}. Nichts wurde verändert.`,
  },
  'incompatible.extensions': {
    en: (p: { service: string; extensions: string[] }) =>
      `The image of ${p.service} lacks extensions that the databases need: ${list(p.extensions)}. Nothing was changed.`,
    de: (p: { service: string; extensions: string[] }) =>
      `Dem Image von ${p.service} fehlen Erweiterungen, die die Datenbanken brauchen: ${list(p.extensions)}. Nichts wurde verändert.`,
  },
  'incompatible.roles': {
    en: (p: { roles: string[] }) =>
      `The databases name users that neither exist nor are in the snapshot: ${list(p.roles)}. Nothing was changed.`,
    de: (p: { roles: string[] }) =>
      `Die Datenbanken nennen Benutzer, die es weder gibt noch im Schnappschuss stehen: ${list(p.roles)}. Nichts wurde verändert.`,
  },
  'incompatible.locale': {
    en: (p: { database: string; encoding: string; collate: string }) =>
      `This server cannot create a database like ${p.database}: encoding ${p.encoding}, locale ${p.collate}. Nothing live was changed.`,
    de: (p: { database: string; encoding: string; collate: string }) =>
      `Dieser Server kann keine Datenbank wie ${p.database} anlegen: Zeichensatz ${p.encoding}, Locale ${p.collate}. An den Live-Daten wurde nichts verändert.`,
  },
  'incompatible.trial-server': {
    en: (p: { image: string; exitCode: number }) =>
      `No throw-away server could be started from ${p.image} (exit code ${p.exitCode}).`,
    de: (p: { image: string; exitCode: number }) =>
      `Aus ${p.image} ließ sich kein Wegwerf-Server starten (Exit-Code ${p.exitCode}).`,
  },
  'unsupported.beside': {
    en: (p: { database: string }) =>
      `The database ${p.database} cannot be prepared beside the live one and switched. Nothing was changed.`,
    de: (p: { database: string }) =>
      `Die Datenbank ${p.database} lässt sich nicht neben der Live-Datenbank vorbereiten und umschalten. Nichts wurde verändert.`,
  },
  'unsupported.cron-beside': {
    en: (p: { database: string }) =>
      `${p.database} contains pg_cron, which works in one database of a server only, so it cannot be prepared beside. Nothing was changed.`,
    de: (p: { database: string }) =>
      `${p.database} enthält pg_cron, das nur in einer Datenbank eines Servers arbeitet; sie lässt sich darum nicht daneben vorbereiten. Nichts wurde verändert.`,
  },
  'unsupported.replace': {
    en: (p: { database: string }) => `The database ${p.database} cannot be replaced as it is now. Nothing was changed.`,
    de: (p: { database: string }) =>
      `Die Datenbank ${p.database} lässt sich in ihrem jetzigen Zustand nicht ersetzen. Nichts wurde verändert.`,
  },
  'unsupported.in-place-undo': {
    en: () => 'A restore in place overwrote the databases; what was there is not kept on the server.',
    de: () =>
      'Eine Wiederherstellung an Ort und Stelle hat die Datenbanken überschrieben; was dort war, ist nicht auf dem Server aufbewahrt.',
  },
  'recovery-needed.in-place': {
    en: (p: { databases: string[] }) =>
      `A restore in place did not end, and these databases are not whole now: ${list(p.databases)}.`,
    de: (p: { databases: string[] }) =>
      `Eine Wiederherstellung an Ort und Stelle ging nicht zu Ende; diese Datenbanken sind jetzt nicht vollständig: ${list(p.databases)}.`,
  },
  'recovery-needed.nothing-kept': {
    en: (p: { database: string; kept: string }) =>
      `${p.kept}, which holds what ${p.database} was before the switch-over, was dropped or renamed by somebody. The switch-over cannot be taken back, and what is live now was not touched.`,
    de: (p: { database: string; kept: string }) =>
      `${p.kept} mit dem Stand von ${p.database} vor der Umschaltung hat jemand gelöscht oder umbenannt. Die Umschaltung lässt sich nicht zurücknehmen; was jetzt live ist, wurde nicht angetastet.`,
  },
  'no-space.postgres': {
    en: (p: { service: string; database: string }) =>
      `There was not enough room on the disk of ${p.service} to prepare ${p.database}. The live databases were not touched.`,
    de: (p: { service: string; database: string }) =>
      `Auf der Platte von ${p.service} war nicht genug Platz, um ${p.database} vorzubereiten. Die Live-Datenbanken wurden nicht angetastet.`,
  },
  'no-space.spool': {
    en: (p: { database: string; free: number; needed: number }) =>
      `To load ${p.database} with several processes, its archive of ${bytes(p.needed, 'en')} goes into a volume of the Docker Engine first, and that has ${bytes(p.free, 'en')} free. The live databases were not touched.`,
    de: (p: { database: string; free: number; needed: number }) =>
      `Damit mehrere Prozesse ${p.database} laden können, kommt das Archiv mit ${bytes(p.needed, 'de')} erst in ein Volume der Docker-Engine, und dort sind ${bytes(p.free, 'de')} frei. Die Live-Datenbanken wurden nicht angetastet.`,
  },
  'no-space.trial': {
    en: (p: { image: string; free: number; needed: number }) =>
      `A throw-away server of ${p.image} needs ${bytes(p.needed, 'en')} on the disk of the Docker Engine, and ${bytes(p.free, 'en')} are free. Nothing was changed.`,
    de: (p: { image: string; free: number; needed: number }) =>
      `Ein Wegwerf-Server aus ${p.image} braucht ${bytes(p.needed, 'de')} auf der Platte der Docker-Engine, und ${bytes(p.free, 'de')} sind frei. Es wurde nichts geändert.`,
  },
  'tool-failed.restore': {
    en: (p: { database: string }) => `pg_restore failed while it loaded ${p.database}.`,
    de: (p: { database: string }) => `pg_restore ist beim Laden von ${p.database} gescheitert.`,
  },
  'corrupt.archive-of': {
    en: (p: { name: string }) => `${p.name} is damaged or cut: pg_restore cannot read it to its end.`,
    de: (p: { name: string }) => `${p.name} ist beschädigt oder abgeschnitten: pg_restore kann es nicht bis zum Ende lesen.`,
  },
  'corrupt.script-cut': {
    en: (p: { name: string }) => `${p.name} is cut: its last line is missing.`,
    de: (p: { name: string }) => `${p.name} ist abgeschnitten: Die letzte Zeile fehlt.`,
  },
  'postgres.roles-created': {
    en: (p: { roles: string[] }) =>
      `Users that did not exist were created as they were saved, with their passwords: ${list(p.roles)}.`,
    de: (p: { roles: string[] }) =>
      `Fehlende Benutzer wurden angelegt, wie sie gesichert waren, mit ihren Passwörtern: ${list(p.roles)}.`,
  },
  'postgres.role-settings-refused': {
    en: (p: { roles: string[] }) =>
      `Some settings or memberships of these users do not fit this server and were left out: ${list(p.roles)}.`,
    de: (p: { roles: string[] }) =>
      `Einige Einstellungen oder Mitgliedschaften dieser Benutzer passen nicht zu diesem Server und wurden ausgelassen: ${list(p.roles)}.`,
  },
  'postgres.properties-refused': {
    en: (p: { database: string; count: number }) =>
      `${p.count} settings of the database ${p.database} do not fit this server and were left out.`,
    de: (p: { database: string; count: number }) =>
      `${p.count} Einstellungen der Datenbank ${p.database} passen nicht zu diesem Server und wurden ausgelassen.`,
  },
  'postgres.views-unfilled': {
    en: (p: { database: string; views: string[] }) =>
      `Materialised views of ${p.database} could not be filled and are empty; refresh them yourself: ${list(p.views)}.`,
    de: (p: { database: string; views: string[] }) =>
      `Materialisierte Sichten von ${p.database} ließen sich nicht füllen und sind leer; aktualisieren Sie sie selbst: ${list(p.views)}.`,
  },
  'postgres.not-analysed': {
    en: (p: { database: string }) =>
      `The statistics of ${p.database} could not be made; queries may be slow until ANALYZE succeeds.`,
    de: (p: { database: string }) =>
      `Die Statistiken von ${p.database} ließen sich nicht erstellen; Abfragen können langsam sein, bis ANALYZE gelingt.`,
  },
  'postgres.tablespaces-missing': {
    en: (p: { tablespaces: string[] }) =>
      `These tablespaces do not exist here; their tables go to the default one: ${list(p.tablespaces)}.`,
    de: (p: { tablespaces: string[] }) =>
      `Diese Tablespaces gibt es hier nicht; ihre Tabellen kommen in den Standard-Tablespace: ${list(p.tablespaces)}.`,
  },
  'hint.nothing-replaced': {
    en: () => 'The live databases were not replaced.',
    de: () => 'Die Live-Datenbanken wurden nicht ersetzt.',
  },
  'hint.no-owner': {
    en: () => 'Restore with --no-owner and --no-privileges, or create the users first.',
    de: () => 'Stellen Sie mit --no-owner und --no-privileges wieder her, oder legen Sie die Benutzer vorher an.',
  },
  'hint.image-with-extensions': {
    en: () => 'Restore into a server whose image has these extensions.',
    de: () => 'Stellen Sie in einen Server wieder her, dessen Image diese Erweiterungen hat.',
  },
  'hint.in-place': {
    en: () => 'Restore with --in-place: it is proven in a throw-away server first, and a safety backup is made.',
    de: () =>
      'Stellen Sie mit --in-place wieder her: Zuerst wird in einem Wegwerf-Server geprüft und eine Sicherheitskopie gemacht.',
  },
  'hint.safety-snapshot': {
    en: () => 'Restore the safety snapshot that was made just before.',
    de: () => 'Stellen Sie den Sicherheits-Schnappschuss wieder her, der unmittelbar davor gemacht wurde.',
  },
  'denied.postgres': {
    en: (p: { service: string }) => `PostgreSQL in ${p.service} does not let us in.`,
    de: (p: { service: string }) => `PostgreSQL in ${p.service} lässt uns nicht hinein.`,
  },
  'denied.no-superuser': {
    en: (p: { service: string; role: string }) =>
      `The user ${p.role} of ${p.service} is not a superuser. Without one, neither users nor all tables can be saved.`,
    de: (p: { service: string; role: string }) =>
      `Der Benutzer ${p.role} von ${p.service} ist kein Superuser. Ohne einen solchen lassen sich weder Benutzer noch alle Tabellen sichern.`,
  },
  'unsupported.postgres-version': {
    en: (p: { service: string; version: string }) =>
      `${p.service} runs PostgreSQL ${p.version}; versions from 13 on are supported.`,
    de: (p: { service: string; version: string }) =>
      `In ${p.service} läuft PostgreSQL ${p.version}; unterstützt werden Versionen ab 13.`,
  },
  'unsupported.closed-database': {
    en: (p: { database: string }) => `The database ${p.database} accepts no connections, so it cannot be read.`,
    de: (p: { database: string }) =>
      `Die Datenbank ${p.database} nimmt keine Verbindungen an und kann darum nicht gelesen werden.`,
  },
  'not-found.database': {
    en: (p: { service: string; database: string }) => `${p.service} has no database named ${p.database}.`,
    de: (p: { service: string; database: string }) => `In ${p.service} gibt es keine Datenbank namens ${p.database}.`,
  },
  'not-found.no-database': {
    en: (p: { service: string }) => `${p.service} has no database that could be saved.`,
    de: (p: { service: string }) => `In ${p.service} gibt es keine Datenbank, die gesichert werden könnte.`,
  },
  'tool-failed.postgres-silent': {
    en: (p: { service: string }) => `The container of ${p.service} runs, but PostgreSQL in it does not accept connections.`,
    de: (p: { service: string }) => `Der Container von ${p.service} läuft, aber PostgreSQL darin nimmt keine Verbindungen an.`,
  },
  'tool-failed.too-many-clients': {
    en: (p: { service: string }) => `PostgreSQL in ${p.service} has no connection left for us: all of max_connections are taken.`,
    de: (p: { service: string }) =>
      `PostgreSQL in ${p.service} hat keine Verbindung mehr für uns frei: max_connections ist ausgeschöpft.`,
  },
  'tool-failed.session-lost': {
    en: (p: { service: string; database: string }) => `The connection to the database ${p.database} of ${p.service} was lost.`,
    de: (p: { service: string; database: string }) =>
      `Die Verbindung zur Datenbank ${p.database} von ${p.service} ist abgerissen.`,
  },
  'tool-failed.sql': {
    en: (p: { database: string; state: string }) => `PostgreSQL refused a statement in the database ${p.database} (${p.state}).`,
    de: (p: { database: string; state: string }) =>
      `PostgreSQL hat eine Anweisung in der Datenbank ${p.database} abgelehnt (${p.state}).`,
  },
  'tool-failed.no-row': {
    en: (p: { database: string }) => `PostgreSQL gave no answer where one was certain, in the database ${p.database}.`,
    de: (p: { database: string }) =>
      `PostgreSQL hat in der Datenbank ${p.database} nichts geantwortet, wo eine Antwort sicher war.`,
  },
  'capture-failed.dump': {
    en: (p: { database: string }) =>
      `pg_dump failed on the database ${p.database}. Nothing was changed; this backup does not exist.`,
    de: (p: { database: string }) =>
      `pg_dump ist an der Datenbank ${p.database} gescheitert. Nichts wurde verändert; diese Sicherung gibt es nicht.`,
  },
  'capture-failed.point-lost': {
    en: (p: { database: string }) =>
      `The connection that held the database ${p.database} still for the backup was ended. What was read may not belong together, so this backup does not exist.`,
    de: (p: { database: string }) =>
      `Die Verbindung, die den Stand der Datenbank ${p.database} für die Sicherung festhielt, wurde beendet. Das Gelesene gehört vielleicht nicht zusammen, darum gibt es diese Sicherung nicht.`,
  },
  'capture-failed.locked': {
    en: (p: { database: string; holders: string[] }) =>
      `Tables of the database ${p.database} are locked by somebody else${p.holders.length > 0 ? `: ${list(p.holders)}` : ''}. Nothing was changed.`,
    de: (p: { database: string; holders: string[] }) =>
      `Tabellen der Datenbank ${p.database} sind von jemand anderem gesperrt${p.holders.length > 0 ? `: ${list(p.holders)}` : ''}. Nichts wurde verändert.`,
  },
  'capture-failed.changing': {
    en: (p: { database: string }) =>
      `Tables of the database ${p.database} are being created, emptied or rebuilt so often that no point in time could be held. Nothing was changed.`,
    de: (p: { database: string }) =>
      `Tabellen der Datenbank ${p.database} werden so oft angelegt, geleert oder umgebaut, dass sich kein Zeitpunkt festhalten ließ. Nichts wurde verändert.`,
  },
  'capture-failed.too-many-tables': {
    en: (p: { database: string }) =>
      `The server has too little room for locks on all tables of the database ${p.database}. Nothing was changed.`,
    de: (p: { database: string }) =>
      `Der Server hat zu wenig Platz für Sperren auf allen Tabellen der Datenbank ${p.database}. Nichts wurde verändert.`,
  },
  'corrupt.not-an-archive': {
    en: () => 'This is not an archive of pg_dump.',
    de: () => 'Das ist kein Archiv von pg_dump.',
  },
  'corrupt.postgres-detail': {
    en: () => 'The notes on the databases in this snapshot cannot be read.',
    de: () => 'Die Angaben zu den Datenbanken in diesem Schnappschuss lassen sich nicht lesen.',
  },

  'postgres.only-in-place-cron': {
    en: (p: { database: string }) =>
      `pg_cron runs its jobs in the database ${p.database} and in no other, so it cannot be prepared beside and switched.`,
    de: (p: { database: string }) =>
      `pg_cron führt seine Aufträge in der Datenbank ${p.database} aus und in keiner anderen, daher lässt sie sich nicht daneben vorbereiten und umschalten.`,
  },
  'postgres.only-in-place-workers': {
    en: (p: { database: string; workers: string[] }) =>
      `Background processes of the server work in the database ${p.database} (${list(p.workers)}), so it cannot be prepared beside and switched.`,
    de: (p: { database: string; workers: string[] }) =>
      `Hintergrundprozesse des Servers arbeiten in der Datenbank ${p.database} (${list(p.workers)}), daher lässt sie sich nicht daneben vorbereiten und umschalten.`,
  },
  'postgres.blocked-slots': {
    en: (p: { database: string; slots: string[] }) =>
      `Others follow the changes of the database ${p.database} by replication slots (${list(p.slots)}); after a switch they would go on reading the old one.`,
    de: (p: { database: string; slots: string[] }) =>
      `Andere folgen den Änderungen der Datenbank ${p.database} über Replikations-Slots (${list(p.slots)}); nach einem Umschalten läsen sie die alte weiter.`,
  },
  'postgres.blocked-prepared': {
    en: (p: { database: string; transactions: string[] }) =>
      `Prepared transactions wait in the database ${p.database} (${list(p.transactions)}); they must be committed or rolled back first.`,
    de: (p: { database: string; transactions: string[] }) =>
      `In der Datenbank ${p.database} warten vorbereitete Transaktionen (${list(p.transactions)}); sie müssen erst bestätigt oder zurückgerollt werden.`,
  },
  'postgres.blocked-subscriptions': {
    en: (p: { database: string; subscriptions: string[] }) =>
      `The database ${p.database} receives data from elsewhere by subscriptions (${list(p.subscriptions)}); they must be dropped first.`,
    de: (p: { database: string; subscriptions: string[] }) =>
      `Die Datenbank ${p.database} empfängt Daten über Subskriptionen (${list(p.subscriptions)}); sie müssen erst entfernt werden.`,
  },
  'postgres.blocked-template': {
    en: (p: { database: string }) =>
      `The database ${p.database} is marked as a template for new ones; such databases are not replaced.`,
    de: (p: { database: string }) =>
      `Die Datenbank ${p.database} ist als Vorlage für neue gekennzeichnet; solche Datenbanken werden nicht ersetzt.`,
  },
  'postgres.ephemeral': {
    en: (p: { path: string }) => `${p.path} is not on a named volume: the data is lost when the container is removed.`,
    de: (p: { path: string }) =>
      `${p.path} liegt auf keinem benannten Volume: Die Daten sind verloren, wenn der Container entfernt wird.`,
  },
  'postgres.closed-database': {
    en: (p: { database: string }) => `The database ${p.database} accepts no connections and is not saved.`,
    de: (p: { database: string }) => `Die Datenbank ${p.database} nimmt keine Verbindungen an und wird nicht gesichert.`,
  },
  'postgres.globals-hold-hashes': {
    en: () => 'The users are saved with their password hashes. Keep the repository as safe as the server.',
    de: () => 'Die Benutzer werden mit ihren Passwort-Hashes gesichert. Schützen Sie das Repository so gut wie den Server.',
  },
  'postgres.unlogged-tables': {
    en: (p: { database: string; tables: string[] }) =>
      `Unlogged tables of ${p.database} are saved, but PostgreSQL itself empties them after a crash: ${list(p.tables)}.`,
    de: (p: { database: string; tables: string[] }) =>
      `Nicht protokollierte Tabellen von ${p.database} werden gesichert, aber PostgreSQL selbst leert sie nach einem Absturz: ${list(p.tables)}.`,
  },
  'postgres.foreign-tables': {
    en: (p: { database: string; tables: string[] }) =>
      `The rows of foreign tables live on other servers and are not saved with ${p.database}: ${list(p.tables)}.`,
    de: (p: { database: string; tables: string[] }) =>
      `Die Zeilen von Fremdtabellen liegen auf anderen Servern und werden nicht mit ${p.database} gesichert: ${list(p.tables)}.`,
  },
  'postgres.extension-tables': {
    en: (p: { database: string; extensions: string[] }) =>
      `Extensions of ${p.database} keep rows that pg_dump leaves out (${list(p.extensions)}). They are saved in a file of their own and are not restored by themselves.`,
    de: (p: { database: string; extensions: string[] }) =>
      `Erweiterungen von ${p.database} halten Zeilen, die pg_dump auslässt (${list(p.extensions)}). Sie werden in einer eigenen Datei gesichert und nicht von selbst wiederhergestellt.`,
  },
  'postgres.dump-warning': {
    en: (p: { database: string; text: string }) => `pg_dump says about ${p.database}: ${p.text}`,
    de: (p: { database: string; text: string }) => `pg_dump meldet zu ${p.database}: ${p.text}`,
  },

  'hint.postgres-password': {
    en: () => 'If the password was changed after the first start, give the present one.',
    de: () => 'Wenn das Passwort nach dem ersten Start geändert wurde, geben Sie das jetzige an.',
  },
  'hint.postgres-silent': {
    en: () => 'Look at the logs of the container; PostgreSQL may still be starting.',
    de: () => 'Sehen Sie in die Protokolle des Containers; vielleicht startet PostgreSQL noch.',
  },
  'hint.try-later': {
    en: () => 'Try again when that work is done.',
    de: () => 'Versuchen Sie es erneut, wenn diese Arbeit erledigt ist.',
  },
  'hint.max-locks': {
    en: () => 'Raise max_locks_per_transaction of the server and restart it.',
    de: () => 'Erhöhen Sie max_locks_per_transaction des Servers und starten Sie ihn neu.',
  },
});
