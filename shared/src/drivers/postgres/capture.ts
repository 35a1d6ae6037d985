import { addAbortSignal, Readable } from 'node:stream';
import pMap from 'p-map';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Message } from '../../model/message.ts';
import { message } from '../../text/message.ts';
import type { Artifact } from '../../artifact.ts';
import type { Capture, CaptureOptions, CapturedInventory, Prepared, Selection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { isReadable, maintenance, ownDatabases, type Database } from './databases.ts';
import { databaseDetail, readDetail, serverDetail, type Detail } from './detail.ts';
import { probeFormat, readDump, type Format } from './dump.ts';
import { extensionScript } from './extensionTables.ts';
import { databaseEntries, inSavepoint, recorded } from './inventory.ts';
import { Point } from './point.ts';
import { connect, execIO, type Server } from './server.ts';
import { soundness } from './soundness.ts';

export const globalsName = 'globals.sql';
/** Returns the name of the artifact with the `pg_dump` archive of a database. */
export const dumpName = (database: string): string => `${database}.dump`;
/** Returns the name of the artifact with a database's rows that `pg_dump` leaves out. */
export const extensionsName = (database: string): string => `${database}.extensions.sql`;

const ofExtensions = extensionsName('');

/** Returns the database whose extensions' rows an artifact of this name holds; undefined for every other artifact. */
export const databaseOfExtensions = (artifact: string): string | undefined =>
  artifact.endsWith(ofExtensions) ? artifact.slice(0, -ofExtensions.length) : undefined;

/** Dumps read side by side; `pg_dump` itself keeps one core busy. */
const lanes = 2;
const connecting = 4;

/** A database that is captured. */
interface Part {
  database: Database;
  point: Point;
}

/**
 * Resolves with the chosen databases, each with all its tables locked: {@link Driver.prepare}. Rejects as {@link choose} does,
 * with `capture-failed.locked` when a lock does not come in time, and as {@link probeFormat} and {@link Point.open} do, also for
 * one that was not chosen by name and is dropped or closed meanwhile. Without a database it resolves: the capture's `outline` and
 * `inventory` reject with `not-found.no-database`.
 */
export async function prepare(
  target: ServerTarget,
  selection: Selection,
  options: CaptureOptions,
  ctx: Context,
): Promise<Prepared> {
  const server = await connect(target, ctx);
  const chosen = await choose(server, selection, ctx);
  const format = await probeFormat(server, chosen[0]?.name ?? 'template1', ctx);
  const failed = new AbortController();
  const inner: Context = { ...ctx, signal: AbortSignal.any([ctx.signal, failed.signal]) };
  const opening: Promise<Point>[] = [];
  // Also those that are still being opened when another one fails: a point that came later would keep its locks.
  const close = async (): Promise<void> => {
    const opened = await Promise.allSettled(opening.splice(0));
    await Promise.all(
      opened.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value[Symbol.asyncDispose]()] : [])),
    );
  };
  try {
    const parts = await pMap(
      chosen,
      async (database): Promise<Part> => {
        const point = Point.open(server, database.name, options.lockTimeout, inner);
        opening.push(point);
        return { database, point: await point };
      },
      { concurrency: connecting },
    );
    return {
      items: chosen.map(({ name }) => name),
      fix: async (fixing) => {
        await pMap(parts, ({ database: { encoding }, point }) => point.fix({ ...format, encoding }, fixing), {
          concurrency: parts.length || 1,
        });
        return captureOf(server, parts, format, options, close);
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    failed.abort();
    await close();
    throw error;
  }
}

/**
 * Resolves with the chosen databases in the order of the selection, or with all that can be read. Rejects with
 * `not-found.database` for one that is not there or is ours, with `unsupported.closed-database` for one that is not
 * {@link isReadable}.
 */
export async function choose(server: Server, { items }: Selection, ctx: Context): Promise<Database[]> {
  await using session = await maintenance(server, [], ctx);
  const all = await ownDatabases(session, ctx);
  if (!items) return all.filter(isReadable);
  return items.map((name) => {
    const found = all.find((database) => database.name === name);
    if (!found) throw new AppError('not-found.database', { service: server.name, database: name });
    if (!isReadable(found)) throw new AppError('unsupported.closed-database', { database: name });
    return found;
  });
}

function captureOf(server: Server, parts: Part[], format: Format, options: CaptureOptions, close: () => Promise<void>): Capture {
  return {
    lanes,
    artifacts: () => [globals(server), ...parts.flatMap((part) => partArtifacts(part, format))],
    outline: (ctx) => describe(server, parts, format, false, ctx),
    inventory: (ctx) => inventory(server, parts, format, options, ctx),
    without: leaveOut,
    [Symbol.asyncDispose]: close,
  };
}

function leaveOut({ inventory: found, detail, warnings }: CapturedInventory, items: ReadonlySet<string>): CapturedInventory {
  const known = readDetail(detail);
  const databases = Object.fromEntries(Object.entries(known.databases).filter(([name]) => !items.has(name)));
  const entries = found.entries.filter(({ item }) => !items.has(item));
  return { inventory: { ...found, entries }, detail: { ...known, databases }, warnings };
}

function globals(server: Server): Artifact {
  return {
    name: globalsName,
    compress: true,
    open: (ctx) =>
      Promise.resolve(
        server.host.exec(
          server.container,
          ['pg_dumpall', '--globals-only', '--encoding=UTF8', '--no-password', '--database=template1'],
          ctx,
          execIO(server, 'template1'),
        ),
      ),
  };
}

function partArtifacts({ database: { name, bytes }, point }: Part, format: Format): Artifact[] {
  const dump: Artifact = {
    name: dumpName(name),
    item: name,
    estimate: bytes,
    compress: !format.compressed,
    open: (ctx) => Promise.resolve(readDump(point.dump, name, (late) => point.hold(late), ctx)),
  };
  const { content } = point;
  if (content.length === 0) return [dump];
  const script: Artifact = {
    name: extensionsName(name),
    item: name,
    compress: true,
    open: (ctx) =>
      Promise.resolve(
        addAbortSignal(ctx.signal, Readable.from(extensionScript(point.session, content, ctx), { objectMode: false })),
      ),
  };
  return [dump, script];
}

/**
 * Resolves with what the points show: entries, with rows only if they are to be counted, and what a dump does not bring along.
 * Rejects with `not-found.no-database` when there is no point.
 */
async function describe(
  server: Server,
  parts: Part[],
  format: Format,
  rows: boolean,
  ctx: Context,
): Promise<{ inventory: Inventory; detail: Detail }> {
  const [first] = parts;
  if (!first) throw new AppError('not-found.no-database', { service: server.name });
  const { version } = server;
  const described = await pMap(
    parts,
    async ({ database: { name }, point: { session, sequences } }) => {
      const content = await databaseEntries(session, name, { version, rows, sequences, inTransaction: true }, ctx);
      return { name, ...content, detail: await databaseDetail(session, version, ctx) };
    },
    { concurrency: lanes },
  );
  const about = await serverDetail(first.point.session, ctx);
  const databases = Object.fromEntries(described.map(({ name, detail }) => [name, detail]));
  return {
    inventory: {
      version: server.versionText,
      recorded: recorded({ rows, structured: described.every(({ structured }) => structured) }),
      entries: described.flatMap(({ entries }) => entries),
    },
    detail: { client: format.client, archive: format.archive, ...about, databases },
  };
}

async function inventory(
  server: Server,
  parts: Part[],
  format: Format,
  options: CaptureOptions,
  ctx: Context,
): Promise<CapturedInventory> {
  const described = await describe(server, parts, format, options.counts, ctx);
  const warnings: Message[] = [message('postgres.globals-hold-hashes', {})];
  for (const { database, point } of parts) {
    await point.hold(ctx);
    await point.dump.schema;
    warnings.push(...warningsOf(database.name, point, described.inventory));
    const { session } = point;
    const unsound = await inSavepoint(session, ctx, () => soundness(session, database.name, server.version, ctx));
    warnings.push(...(unsound ?? []));
  }
  return { ...described, warnings };
}

function warningsOf(database: string, { dump, content }: Point, { entries }: Inventory): Message[] {
  const foreign = entries.filter(({ item, type }) => item === database && type === 'foreign table');
  const uncounted = entries.flatMap(({ item, name, unknown }) => (item === database && unknown?.includes('rows') ? [name] : []));
  const extensions = [...new Set(content.map(({ extension }) => extension))];
  return [
    ...dump.complaints().map((text) => message('postgres.dump-warning', { database, text })),
    ...(foreign.length > 0 ? [message('postgres.foreign-tables', { database, tables: foreign.map(({ name }) => name) })] : []),
    ...(extensions.length > 0 ? [message('postgres.extension-tables', { database, extensions })] : []),
    ...(uncounted.length > 0 ? [message('postgres.not-counted', { database, tables: uncounted })] : []),
  ];
}
