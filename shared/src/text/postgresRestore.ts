import { messages } from './messages.ts';
import { bytes } from './units.ts';

const list = (names: string[]): string => names.join(', ');

/** What is said while data goes into a PostgreSQL server. */
export const postgresRestore = messages({
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
    en: (p: { database: string }) => `The database ${p.database} was created, renamed or dropped by another user meanwhile.`,
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
  'unsupported.standby': {
    en: (p: { service: string }) => `${p.service} follows a primary and takes no change itself. Nothing was changed.`,
    de: (p: { service: string }) =>
      `${p.service} folgt einem Primärserver und nimmt selbst keine Änderung an. Nichts wurde verändert.`,
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
      `${p.kept}, which holds what ${p.database} was before the switch-over, was dropped or renamed by another user. The switch-over cannot be taken back, and what is live now was not touched.`,
    de: (p: { database: string; kept: string }) =>
      `${p.kept} mit dem Stand von ${p.database} vor der Umschaltung hat jemand gelöscht oder umbenannt. Die Umschaltung lässt sich nicht zurücknehmen; was jetzt live ist, wurde nicht angetastet.`,
  },
  'no-space.postgres': {
    en: (p: { service: string; database: string }) =>
      `There was not enough room on the disk of ${p.service} to prepare ${p.database}. The live databases were not touched.`,
    de: (p: { service: string; database: string }) =>
      `Auf der Platte von ${p.service} war nicht genug Platz, um ${p.database} vorzubereiten. Die Live-Datenbanken wurden nicht angetastet.`,
  },
  'no-space.shared-memory': {
    en: (p: { service: string; database: string }) =>
      `The shared memory of the container of ${p.service} is too small to load ${p.database}. This is not about its disk.`,
    de: (p: { service: string; database: string }) =>
      `Der gemeinsame Speicher (shared memory) des Containers von ${p.service} ist zu klein, um ${p.database} zu laden. Um die Platte geht es nicht.`,
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
    en: (p: { database: string; entry?: string; without?: string }) =>
      `pg_restore failed while it loaded ${p.database}${p.entry === undefined ? '' : `, at ${p.entry}`}.`,
    de: (p: { database: string; entry?: string; without?: string }) =>
      `pg_restore ist beim Laden von ${p.database} gescheitert${p.entry === undefined ? '' : `, bei ${p.entry}`}.`,
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
  'usage.without-unknown': {
    en: (p: { object: string; database: string; near: string[] }) =>
      `The archive of ${p.database} has no entry ${p.object} to leave out. Nothing was done. ${p.near.length > 0 ? `Meant may be: ${p.near.join('; ')}.` : 'Name it as a drill that fails on it does: type, schema, table and name, such as INDEX public orders_key.'}`,
    de: (p: { object: string; database: string; near: string[] }) =>
      `Das Archiv von ${p.database} hat keinen Eintrag ${p.object}, der sich auslassen ließe. Es wurde nichts getan. ${p.near.length > 0 ? `Gemeint sein kann: ${p.near.join('; ')}.` : 'Nennen Sie ihn, wie eine Probe ihn nennt, die daran scheitert: Art, Schema, Tabelle und Name, etwa INDEX public orders_key.'}`,
  },
  'usage.without-several': {
    en: (p: { object: string; database: string; entries: string[] }) =>
      `Several entries of the archive of ${p.database} are called ${p.object}. Nothing was done. Give the whole line of one: ${p.entries.join('; ')}.`,
    de: (p: { object: string; database: string; entries: string[] }) =>
      `Mehrere Einträge im Archiv von ${p.database} heißen ${p.object}. Es wurde nichts getan. Geben Sie die ganze Zeile des einen an: ${p.entries.join('; ')}.`,
  },
  'usage.without-kept': {
    en: (p: { object: string; database: string }) =>
      `${p.object} of ${p.database} cannot be left out. Nothing was done. Only what comes after the data can: indexes, constraints, triggers, rules, policies, statistics, the content of materialised views, event triggers, publications and subscriptions.`,
    de: (p: { object: string; database: string }) =>
      `${p.object} von ${p.database} lässt sich nicht auslassen. Es wurde nichts getan. Auslassen lässt sich nur, was nach den Daten kommt: Indizes, Constraints, Trigger, Regeln, Policies, Statistiken, der Inhalt materialisierter Sichten, Event-Trigger, Publikationen und Subskriptionen.`,
  },
  'postgres.left-out': {
    en: (p: { database: string; objects: string[] }) => `Left out of ${p.database}, as you said: ${list(p.objects)}.`,
    de: (p: { database: string; objects: string[] }) => `Wie gewünscht ausgelassen in ${p.database}: ${list(p.objects)}.`,
  },
  'postgres.unchecked': {
    en: (p: { database: string; objects: string[] }) =>
      `These came into ${p.database} as NOT VALID: new rows are checked, those that are there are not. When they are mended, use VALIDATE CONSTRAINT: ${list(p.objects)}.`,
    de: (p: { database: string; objects: string[] }) =>
      `Diese sind in ${p.database} als NOT VALID da: Neue Zeilen werden geprüft, vorhandene nicht. Sind sie berichtigt, hilft VALIDATE CONSTRAINT: ${list(p.objects)}.`,
  },
  'postgres.views-unfilled': {
    en: (p: { database: string; views: string[] }) =>
      `Materialised views of ${p.database} could not be filled and are empty; refresh them yourself: ${list(p.views)}.`,
    de: (p: { database: string; views: string[] }) =>
      `Materialisierte Sichten von ${p.database} ließen sich nicht füllen und sind leer; aktualisieren Sie sie selbst: ${list(p.views)}.`,
  },
  'postgres.md5-passwords': {
    en: (p: { roles: string[] }) =>
      `Passwords of these roles are kept as MD5, and this server's usual rules let only scram-sha-256 in: ${list(p.roles)}. Set them anew (\\password ROLE in psql), or allow md5 for them in pg_hba.conf.`,
    de: (p: { roles: string[] }) =>
      `Die Passwörter dieser Rollen liegen als MD5 vor, und die üblichen Regeln dieses Servers lassen nur scram-sha-256 ein: ${list(p.roles)}. Setzen Sie sie neu (\\password ROLLE in psql), oder erlauben Sie md5 für sie in pg_hba.conf.`,
  },
  'unproven.postgres-structure': {
    en: (p: { service: string }) =>
      `What was restored into ${p.service} could not be looked at: the server did not print the structure of a database. The live data was not touched.`,
    de: (p: { service: string }) =>
      `Was in ${p.service} wiederhergestellt wurde, ließ sich nicht ansehen: Der Server hat den Aufbau einer Datenbank nicht ausgegeben. Die Live-Daten blieben unberührt.`,
  },
  'unproven.postgres-exchanged': {
    en: (p: { service: string; databases: string[] }) =>
      `What was switched in is no longer what lives in ${p.service} under these names: ${list(p.databases)}.`,
    de: (p: { service: string; databases: string[] }) =>
      `Was umgeschaltet wurde, ist nicht mehr das, was in ${p.service} unter diesen Namen lebt: ${list(p.databases)}.`,
  },
  'unproven.postgres-standby': {
    en: (p: { service: string }) =>
      `${p.service} became a standby after the switch-over: it follows another server and takes no writes.`,
    de: (p: { service: string }) =>
      `${p.service} ist nach der Umschaltung ein Standby geworden: Er folgt einem anderen Server und nimmt keine Schreibzugriffe an.`,
  },
  'unproven.postgres-shut': {
    en: (p: { service: string; database: string; extension: string }) =>
      `${p.database} in ${p.service} is still shut for a load by the extension ${p.extension}.`,
    de: (p: { service: string; database: string; extension: string }) =>
      `${p.database} in ${p.service} ist von der Erweiterung ${p.extension} noch für das Laden gesperrt.`,
  },
  'unproven.postgres-writes': {
    en: (p: { service: string; database: string }) => `${p.database} in ${p.service} takes no writes after the switch-over.`,
    de: (p: { service: string; database: string }) =>
      `${p.database} in ${p.service} nimmt nach der Umschaltung keine Schreibzugriffe an.`,
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
  'hint.extensions-beside': {
    en: () =>
      'The live server may have them from a mount, or install them when it starts, which a throw-away server does not. To see that the data loads, restore it beside in the live server: longshore restore with --item DATABASE --as NAME.',
    de: () =>
      'Der Live-Server hat sie vielleicht aus einem Mount oder installiert sie beim Start; ein Wegwerf-Server tut das nicht. Ob sich die Daten laden lassen, zeigt eine Wiederherstellung daneben im Live-Server: longshore restore mit --item DATENBANK --as NAME.',
  },
  'hint.trial-image': {
    en: () =>
      'A drill can use any image with the programs of that PostgreSQL version (initdb, postgres), a shell, and the extensions of the databases: longshore drill with --image IMAGE. What the server loads when it starts (shared_preload_libraries) must be in it, too.',
    de: () =>
      'Eine Probe kann jedes Image verwenden, das die Programme dieser PostgreSQL-Version (initdb, postgres), eine Shell und die Erweiterungen der Datenbanken hat: longshore drill mit --image IMAGE. Auch was der Server beim Start lädt (shared_preload_libraries), muss darin sein.',
  },
  'hint.shm-size': {
    en: () =>
      'Give the service more in its Compose file (shm_size: 1gb) and create its container again, or lower maintenance_work_mem or max_parallel_maintenance_workers of the server.',
    de: () =>
      'Geben Sie dem Dienst in seiner Compose-Datei mehr (shm_size: 1gb) und erstellen Sie den Container neu, oder senken Sie maintenance_work_mem oder max_parallel_maintenance_workers des Servers.',
  },
  'hint.standby': {
    en: () => 'Restore into the primary; its standbys follow by themselves.',
    de: () => 'Stellen Sie in den Primärserver wieder her; seine Standbys folgen von selbst.',
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
});
