import { messages } from './messages.ts';

const list = (names: string[]): string => names.join(', ');

export const postgres = messages({
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
    en: (p: { database: string }) => `The database ${p.database} is not saved: pg_dump failed on it. Nothing was changed.`,
    de: (p: { database: string }) =>
      `Die Datenbank ${p.database} ist nicht gesichert: pg_dump ist an ihr gescheitert. Nichts wurde verändert.`,
  },
  'capture-failed.point-lost': {
    en: (p: { database: string }) =>
      `The connection that held the database ${p.database} still for the backup was ended. What was read may not belong together, so this backup does not exist.`,
    de: (p: { database: string }) =>
      `Die Verbindung, die den Stand der Datenbank ${p.database} für die Sicherung festhielt, wurde beendet. Das Gelesene gehört vielleicht nicht zusammen, darum gibt es diese Sicherung nicht.`,
  },
  'capture-failed.locked': {
    en: (p: { database: string; holders: string[] }) =>
      `Tables of the database ${p.database} are locked by another session${p.holders.length > 0 ? `: ${list(p.holders)}` : ''}. Nothing was changed.`,
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
  'postgres.blocked-standby': {
    en: (p: { service: string }) =>
      `${p.service} follows a primary and takes no change itself: restore into the primary, and ${p.service} follows by itself.`,
    de: (p: { service: string }) =>
      `${p.service} folgt einem Primärserver und nimmt selbst keine Änderung an: Stellen Sie in den Primärserver wieder her, ${p.service} folgt von selbst.`,
  },
  'postgres.standby': {
    en: (p: { service: string }) =>
      `${p.service} is a standby: it holds what its primary holds, so what is saved here is saved twice if the primary is saved too.`,
    de: (p: { service: string }) =>
      `${p.service} ist ein Standby: Er enthält, was sein Primärserver enthält. Wird auch der gesichert, ist hier alles doppelt gesichert.`,
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
  'postgres.collation-changed': {
    en: (p: { database: string; collations: string[] }) =>
      `The operating system under ${p.database} orders texts otherwise than when its indexes were built (collations: ${list(p.collations)}): indexes may miss rows, and duplicates may be there that a restore refuses. REINDEX DATABASE finds them; then ALTER DATABASE (or COLLATION) … REFRESH VERSION.`,
    de: (p: { database: string; collations: string[] }) =>
      `Das Betriebssystem unter ${p.database} ordnet Texte anders als beim Aufbau der Indizes (Sortierfolgen: ${list(p.collations)}): Indizes können Zeilen verfehlen, und es kann Duplikate geben, die eine Wiederherstellung ablehnt. REINDEX DATABASE findet sie; danach ALTER DATABASE (oder COLLATION) … REFRESH VERSION.`,
  },
  'postgres.invalid-indexes': {
    en: (p: { database: string; indexes: string[] }) =>
      `These indexes of ${p.database} are not valid and are not saved, as by pg_dump: ${list(p.indexes)}. Build them again or drop them.`,
    de: (p: { database: string; indexes: string[] }) =>
      `Diese Indizes von ${p.database} sind nicht gültig und werden, wie von pg_dump, nicht gesichert: ${list(p.indexes)}. Bauen Sie sie neu auf oder entfernen Sie sie.`,
  },
  'postgres.never-checked': {
    en: (p: { database: string; constraints: string[] }) =>
      `These constraints of ${p.database} never looked at the rows that were there (NOT VALID), and come back so: ${list(p.constraints)}.`,
    de: (p: { database: string; constraints: string[] }) =>
      `Diese Constraints von ${p.database} haben vorhandene Zeilen nie geprüft (NOT VALID) und kommen so zurück: ${list(p.constraints)}.`,
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
  'postgres.not-counted': {
    en: (p: { database: string; tables: string[] }) =>
      `PostgreSQL refused to count rows in ${p.database}, as an index may call a function that finds others by the search path. They are saved; a proof says nothing of the number of rows in: ${list(p.tables)}.`,
    de: (p: { database: string; tables: string[] }) =>
      `PostgreSQL hat es abgelehnt, Zeilen in ${p.database} zu zählen; vielleicht ruft ein Index eine Funktion auf, die andere über den Suchpfad findet. Gesichert sind sie; über die Zahl der Zeilen sagt ein Beweis nichts in: ${list(p.tables)}.`,
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
