import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { plainContext, type Context } from '../../shared/src/context.ts';
import type { Artifact, ArtifactSet, ArtifactSource } from '../../shared/src/artifact.ts';
import type { Capture, CapturedInventory } from '../../shared/src/drivers/driver.ts';
import type { ServerTarget } from '../../shared/src/drivers/oneContainer.ts';
import { collect, text } from '../../shared/src/hosts/collect.ts';
import { sql as readSql } from '../support/sql.ts';
import { targetIn } from '../support/target.ts';
import { localHost, startContainer, waitFor, type StartOptions, type TestContainer } from '../support/docker.ts';

export const host = localHost();
export const image = (tag: string): string => `longshore-test/${tag}`;
export const short = (): string => randomUUID().slice(0, 8);

export interface TestServer extends AsyncDisposable {
  readonly target: ServerTarget;
  readonly id: string;
  /** Runs a script, stops at its first error, and returns what it prints. */
  sql(script: string, database?: string): Promise<string>;
}

export interface ServerOptions extends Partial<StartOptions> {
  /** `postgres:17` when absent. */
  tag?: string;
}

const password = 'pw $\'"&x';

/** A server of its own, ready when this resolves. */
export async function startServer({ tag = 'postgres:17', ...options }: ServerOptions = {}): Promise<TestServer> {
  const container = await startContainer({
    image: image(tag),
    ...options,
    env: { POSTGRES_PASSWORD: password, ...options.env },
  });
  try {
    await ready(container);
  } catch (error) {
    await container[Symbol.asyncDispose]();
    throw error;
  }
  return serverOf(container, options.env?.['POSTGRES_USER'] ?? 'postgres');
}

function serverOf(container: TestContainer, user: string): TestServer {
  return {
    id: container.id,
    target: targetIn(host, container.container, 'postgres'),
    sql: (script, database = 'postgres') => sql(container.id, user, script, database),
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}

/** The server of the first initialisation listens on the socket only. */
const ready = (container: TestContainer): Promise<void> =>
  waitFor(async () => (await readSql(container.id, 'select 1', 'postgres').catch(() => '')) === '1');

/** What PostgreSQL runs alone in a transaction, what only psql knows, and what takes several transactions. */
const forPsql =
  /^\s*\\|\b(?:(?:create|drop|alter) (?:database|tablespace|subscription)|alter system|set default_transaction_read_only|vacuum|prepared?|begin|commit)\b/im;

/** Runs a script, as an ordinary client where its statements may be one transaction. */
const sql = (container: string, user: string, script: string, database: string): Promise<string> =>
  forPsql.test(script) ? psql(container, user, script, database) : readSql(container, script, database);

async function psql(container: string, user: string, script: string, database: string): Promise<string> {
  const env = { PGUSER: user, PGDATABASE: database, PGCLIENTENCODING: 'UTF8', PGAPPNAME: 'test' };
  const argv = ['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1'];
  return (await text(host.exec(container, argv, plainContext(), { env, stdin: Readable.from([Buffer.from(script)]) }))).trimEnd();
}

/** Puts an extension into a server's container, as its image would bring it. */
export async function installExtension(server: Pick<TestServer, 'id'>, name: string, script: string): Promise<void> {
  const files: Record<string, string> = { [`${name}.control`]: "default_version = '1'", [`${name}--1.sql`]: script };
  for (const [file, content] of Object.entries(files)) {
    const command = `cat >"$(dirname "$(find / -xdev -name plpgsql.control | head -n 1)")/$1"`;
    const stdin = Readable.from([Buffer.from(content)]);
    await text(host.exec(server.id, ['sh', '-c', command, 'sh', file], plainContext(), { user: '0', stdin }));
  }
}

/** A capture as the restoring side sees it, without a repository in between. */
export interface Stored extends CapturedInventory {
  set: ArtifactSet;
  artifacts: Map<string, Buffer>;
}

/** Reads a capture like a job does: counts beside the streams, and both must end well. */
export async function store(capture: Capture, version: string, ctx: Context = plainContext()): Promise<Stored> {
  const artifacts = new Map<string, Buffer>();
  const read = async (): Promise<void> => {
    for (const artifact of capture.artifacts()) artifacts.set(artifact.name, await contentOf(artifact, ctx));
  };
  const [captured] = await Promise.all([capture.inventory(ctx), read()]);
  return { ...captured, artifacts, set: setOf(artifacts, captured, version) };
}

export const contentOf = async (artifact: Artifact, ctx: Context = plainContext()): Promise<Buffer> =>
  collect(await artifact.open(ctx), { limit: 2 ** 30 });

export const setOf = (
  artifacts: Map<string, Buffer>,
  { inventory, detail }: CapturedInventory,
  version: string,
): ArtifactSet => ({
  version,
  inventory,
  detail,
  artifacts: [...artifacts].map(([name, bytes]) => source(name, bytes)),
});

export const source = (name: string, bytes: Buffer): ArtifactSource => ({
  name,
  logicalBytes: bytes.length,
  open: () => Promise.resolve(Readable.from(chunks(bytes), { objectMode: false })),
});

function* chunks(bytes: Buffer, size = 64 * 1024): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** Everything that a name may be, and still be 63 bytes or less. */
export const awkward = {
  database: 'a "quoted\'s\nname; \\ --',
  expansion: 'dbname=postgres',
  dash: '-leading dash',
  long: `${'ü'.repeat(31)}x`,
  role: 'rôle "with\' everything',
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Roles, databases and their properties; run on `postgres`. */
export const seedServer = [
  `create role ${quoted(awkward.role)} login password 'secret of the role' connection limit 5 valid until '2040-01-01'`,
  'create role team nologin',
  `grant team to ${quoted(awkward.role)}`,
  `alter role ${quoted(awkward.role)} set work_mem to '5MB'`,
  `create database ${quoted(awkward.database)} owner ${quoted(awkward.role)} connection limit 11`,
  `create database ${quoted(awkward.expansion)}`,
  `create database ${quoted(awkward.dash)} encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`,
  `create database ${quoted(awkward.long)}`,
  'create database empty',
  `comment on database ${quoted(awkward.database)} is 'it''s \\ mine'`,
  `alter database ${quoted(awkward.database)} set search_path to "$user", public, ${quoted(awkward.role)}`,
  `alter database ${quoted(awkward.database)} set application.secret to 'x=y'`,
  `alter database ${quoted(awkward.database)} set default_transaction_read_only to on`,
  `alter role ${quoted(awkward.role)} in database ${quoted(awkward.database)} set statement_timeout to '1ms'`,
  `revoke all on database ${quoted(awkward.database)} from public`,
  `grant connect on database ${quoted(awkward.database)} to team with grant option`,
]
  .map((statement) => `${statement};`)
  .join('\n');

/** What a database can hold; run on the awkward one, by the superuser. */
export const seedDatabase = `
set default_transaction_read_only to off;
create schema "sch""ema\nwith lines" authorization ${quoted(awkward.role)};
create table "sch""ema\nwith lines"."ta'ble \\ 1" (id int generated always as identity primary key, "co""l" text, twice int generated always as (7 * 2) stored);
insert into "sch""ema\nwith lines"."ta'ble \\ 1" ("co""l") select 'line' || chr(10) || g || chr(9) || '\\N \\.' from generate_series(1, 1234) g;
alter table "sch""ema\nwith lines"."ta'ble \\ 1" owner to ${quoted(awkward.role)};
create table events (at date not null, body jsonb) partition by range (at);
create table events_1 partition of events for values from ('2024-01-01') to ('2025-01-01');
create table events_2 partition of events for values from ('2025-01-01') to ('2026-01-01') partition by list (at);
create table events_2a partition of events_2 default;
insert into events select date '2024-06-01' + g, '{}' from generate_series(1, 400) g;
create table parent (a int);
create table child (b int) inherits (parent);
insert into parent values (1), (2), (3);
insert into child values (4, 4);
create unlogged table scratch as select 1 as x;
create table empty_table (nothing int);
create table no_columns ();
insert into no_columns default values;
create materialized view totals as select count(*) as n from events;
create materialized view unfilled as select 1 as n with no data;
create sequence counter increment by 5;
select nextval('counter'), nextval('counter');
create sequence falling increment by -1;
select nextval('falling');
create sequence untouched;
create foreign data wrapper nowhere;
create server elsewhere foreign data wrapper nowhere;
create foreign table remote (x int) server elsewhere;
select lo_from_bytea(0, decode(repeat('ab', 3000), 'hex')), lo_create(0);
create view "vi""ew" as select * from events;
create function double(int) returns int language sql immutable as 'select $1 * 2';
create index on events (double(extract(day from at)::int));
create table guarded (owner text);
alter table guarded enable row level security, force row level security;
create policy nobody on guarded using (false);
insert into guarded values ('hidden');
grant select on events to team;
alter default privileges in schema public grant select on tables to team;
create publication changes for table events_1;
`;

/** Catalogue facts that a switch must keep, one line each; the server's own marks are left out. */
export const databaseProperties = (names: string[]): string => `
select d.datname, d.datdba::regrole, d.datacl::text, d.datconnlimit, d.datallowconn, d.datistemplate, pg_encoding_to_char(d.encoding),
  d.datcollate, d.datctype, shobj_description(d.oid, 'pg_database'),
  (select string_agg(coalesce(s.setrole::regrole::text, '') || c, ' ' order by s.setrole, c)
    from pg_db_role_setting s, unnest(s.setconfig) c where s.setdatabase = d.oid and c not like 'longshore.%')
from pg_database d where d.datname in (${names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')}) order by d.datname;
`;

/** Owners and grants of everything in a database. */
export const objectProperties = `
select n.nspname, c.relname, c.relkind, c.relowner::regrole, (select string_agg(a::text, ',' order by a::text) from unnest(c.relacl) a)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^(pg_|information_schema)' order by 1, 2;
select nspname, nspowner::regrole, nspacl::text from pg_namespace where nspname !~ '^(pg_|information_schema)' order by 1;
select defaclrole::regrole, defaclobjtype, defaclacl::text from pg_default_acl order by 1, 2;
select conname, pg_get_constraintdef(oid) from pg_constraint where connamespace::regnamespace::text !~ '^(pg_|information_schema)' and contype <> 'n' order by 1, 2;
select indexrelid::regclass, pg_get_indexdef(indexrelid) from pg_index where indrelid::regclass::text !~ '^pg_' and indrelid >= 16384 order by 1;
`;
