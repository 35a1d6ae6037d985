import type { Context } from '../../context.ts';
import { AppError, type Hint } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import type { Entry, Recorded } from '../../model/inventory.ts';
import type { Message } from '../../model/message.ts';
import { recordedIn } from '../../model/recorded.ts';
import { message } from '../../text/message.ts';
import type { ArtifactSet, ArtifactSource } from '../../artifact.ts';
import type { StageOptions } from '../driver.ts';
import { dumpName, globalsName } from './capture.ts';
import { assertExtensions, assertNotOlder } from './compatibility.ts';
import { readDetail, type DatabaseDetail } from './detail.ts';
import { parseGlobals, type Globals } from './globals.ts';
import { attempt, planRoles, type RolePlan } from './roles.ts';
import { chooseEntries, type Choice } from './leftOut.ts';
import { createDatabase, earlyProperties, type Ownership } from './properties.ts';
import { major, type Server } from './server.ts';
import { sqlState, type Session } from './session.ts';

/** One database of a set, and what it is to be called. */
export interface RestoredDatabase {
  item: string;
  target: string;
  detail: DatabaseDetail;
  dump: ArtifactSource;
  /** What the inventory says of it. */
  expected: Entry[];
  /** The dump can be opened once, and the inventory has no counts yet. */
  live: boolean;
  /** What of the archive is loaded, where something is left out on purpose; all of it when absent. */
  choice?: Choice;
}

/** Everything that is known before a restore creates anything. */
export interface Restoration {
  parts: RestoredDatabase[];
  /** The saved server's first superuser. */
  bootstrap: string;
  /** What the snapshot looked for. */
  recorded: Recorded;
  /** Major version of the saved server. */
  savedMajor: number;
  globals: Globals;
  roles: RolePlan;
  noOwner: boolean;
  noPrivileges: boolean;
  tablespaces: ReadonlySet<string>;
  /** Settings of databases, and of roles in them, that this server refused. */
  refusedSettings: { item: string; role: string | null; name: string }[];
  warnings: Message[];
}

interface Wishes extends Pick<StageOptions, 'items' | 'rename' | 'noOwner' | 'noPrivileges' | 'without'> {
  /** What helps where extensions are missing; absent: another image. */
  missingExtensions?: Hint;
}

/**
 * Resolves with the set, compared with the server. Rejects before anything exists: with `corrupt.postgres-detail`,
 * `not-found.database-in-snapshot`, `usage.database-name`, `usage.database-twice`, `incompatible.postgres-version`,
 * `incompatible.extensions`, `incompatible.roles`, `unsupported.too-large` for more than 16 MiB of `globals.sql`, or as
 * {@link chooseEntries} does.
 */
export async function planRestoration(
  server: Server,
  session: Session,
  set: ArtifactSet,
  wishes: Wishes,
  ctx: Context,
): Promise<Restoration> {
  const detail = readDetail(set.detail);
  const names = wishes.items ?? Object.keys(detail.databases);
  const parts = names.map((item) => partOf(set, detail.databases[item], item, wishes.rename?.[item] ?? item));
  checkTargets(parts);
  assertNotOlder(server, set.version);
  await assertExtensions(
    server,
    session,
    parts.flatMap((part) => Object.keys(part.detail.extensions)),
    ctx,
    wishes.missingExtensions,
  );
  const globals = await readGlobals(set, ctx);
  const noOwner = wishes.noOwner ?? false;
  const noPrivileges = wishes.noPrivileges ?? false;
  const whole = names.length === Object.keys(detail.databases).length;
  const roles = await planRoles(
    session,
    globals,
    { details: parts.map((part) => part.detail), bootstrap: detail.bootstrap, all: whole, none: noOwner && noPrivileges },
    ctx,
  );
  for (const part of parts) {
    const without = wishes.without?.[part.item] ?? [];
    if (without.length > 0) part.choice = await chooseEntries(server, part, without, [...globals.roles.keys()], ctx);
  }
  const found = await session.query<{ name: string }>('select spcname as name from pg_tablespace', ctx);
  const tablespaces = new Set(found.map(({ name }) => name));
  const absent = new Set(parts.flatMap((part) => tablespacesOf(part.detail)).filter((name) => !tablespaces.has(name)));
  const warnings = absent.size > 0 ? [message('postgres.tablespaces-missing', { tablespaces: [...absent] })] : [];
  const savedMajor = Number.parseInt(set.version, 10);
  return {
    parts,
    recorded: recordedIn(set.inventory, 'postgres') ?? {},
    savedMajor,
    bootstrap: detail.bootstrap,
    globals,
    roles,
    noOwner,
    noPrivileges,
    tablespaces,
    refusedSettings: [],
    warnings,
  };
}

function partOf(set: ArtifactSet, detail: DatabaseDetail | undefined, item: string, target: string): RestoredDatabase {
  const dump = set.artifacts.find(({ name }) => name === dumpName(item));
  if (!detail || !dump) throw new AppError('not-found.database-in-snapshot', { database: item });
  if (target === '' || target.includes('\0') || Buffer.byteLength(target) > 63) {
    throw new AppError('usage.database-name', { database: target });
  }
  const expected = set.inventory.entries.filter((entry) => entry.item === item);
  return { item, target, detail, dump, expected, live: set.live ?? false };
}

function checkTargets(parts: RestoredDatabase[]): void {
  const targets = parts.map(({ target }) => target);
  const twice = targets.find((target, at) => targets.indexOf(target) !== at);
  if (twice !== undefined) throw new AppError('usage.database-twice', { database: twice });
  const template = targets.find((target) => target === 'template0' || target === 'template1');
  if (template !== undefined) throw new AppError('usage.database-name', { database: template });
}

async function readGlobals(set: ArtifactSet, ctx: Context): Promise<Globals> {
  const artifact = set.artifacts.find(({ name }) => name === globalsName);
  return parseGlobals(artifact ? await text(await artifact.open(ctx)) : '');
}

/** Returns the tablespaces of a database and its objects, its own first. */
export const tablespacesOf = ({ tablespace, tablespaces }: DatabaseDetail): string[] => [tablespace, ...tablespaces];

/**
 * Creates the database on the session's server, of this version, and nothing in it. Rejects with `incompatible.locale` when the server does not know its encoding or
 * locale, with `tool-failed.sql` when it refuses otherwise, as for a name that is taken.
 */
export async function createEmpty(
  session: Session,
  version: number,
  part: RestoredDatabase,
  name: string,
  plan: Restoration,
  ctx: Context,
): Promise<void> {
  const { detail } = part;
  // Until the archive is loaded a stand-in may own it, but it will not last.
  const owner = plan.noOwner ? undefined : plan.roles.mapped(detail.owner);
  const tablespace =
    plan.tablespaces.has(detail.tablespace) && detail.tablespace !== 'pg_default' ? detail.tablespace : undefined;
  // Names that an older version took are taken; from 16 on, each must be one that ICU knows.
  if (detail.provider === 'i' && major(version) >= 16) await session.execute('set icu_validation_level to disabled', ctx);
  try {
    await session.execute(createDatabase(name, detail, owner, tablespace, version), ctx);
  } catch (error) {
    const state = sqlState(error);
    if (state !== '42809' && state !== '22023' && state !== '0A000') throw error;
    const params = { database: part.item, encoding: detail.encoding, collate: detail.collate };
    throw new AppError('incompatible.locale', params, {
      cause: error,
      ...(AppError.is(error) && error.detail !== undefined && { detail: error.detail }),
    });
  }
}

/**
 * Gives a database that is not live yet the properties that it had, its settings above all: a load may need them. Those that this
 * server refuses are left out, with a warning. Rejects only when the session is lost.
 */
export async function applyEarly(
  session: Session,
  { item, target, detail }: RestoredDatabase,
  name: string,
  plan: Restoration,
  ctx: Context,
): Promise<void> {
  const ownership: Ownership = { role: plan.roles.mapped, noOwner: plan.noOwner, noPrivileges: plan.noPrivileges };
  const statements = earlyProperties(name, detail, ownership);
  if (statements.length === 0) return;
  const settingsFrom = statements.length - detail.settings.length;
  let refused = 0;
  await session.execute('begin', ctx);
  for (const [at, statement] of statements.entries()) {
    if (await attempt(session, statement, ctx)) continue;
    refused += 1;
    const setting = detail.settings[at - settingsFrom];
    if (setting) plan.refusedSettings.push({ item, role: setting.role, name: setting.name });
  }
  await session.execute('commit', ctx);
  if (refused > 0) plan.warnings.push(message('postgres.properties-refused', { database: target, count: refused }));
}
