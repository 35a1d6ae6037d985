import { randomUUID } from 'node:crypto';
import { addAbortSignal, PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { commandExitCode } from '../../hosts/commandExitCode.ts';
import { collect } from '../../hosts/collect.ts';
import { execIO, major, type Server } from './server.ts';

/** How `pg_dump` of this server writes archives. */
export interface Format {
  /** The option that it takes; an archive that is not compressed is worth compressing on its way. */
  compression: string;
  compressed: boolean;
  /** `1.16`, from the header that it writes. */
  archive: string;
  /** As the tool names itself. */
  client: string;
}

/** How one database is dumped. */
export interface DumpFormat extends Format {
  /** The database's own: what it holds comes back byte by byte, also where it is not valid in any other. */
  encoding: string;
}

const tried = [
  { compression: '--compress=zstd:3', compressed: true, since: 16 },
  { compression: '--compress=0', compressed: false, since: 0 },
];

/**
 * Resolves with the best format that this build of `pg_dump` can write, for which it writes an archive of nothing. Rejects with
 * `tool-failed` when it can write none or does not get in, with `tool-missing` without it, and as {@link archiveVersion} throws.
 */
export async function probeFormat(server: Server, database: string, ctx: Context): Promise<Format> {
  const run = (argv: string[]): Promise<Buffer> =>
    collect(server.host.exec(server.container, argv, ctx, execIO(server, database)));
  const client = (await run(['pg_dump', '--version'])).toString().trim();
  let failure: unknown;
  for (const { since, ...format } of tried) {
    if (major(server.version) < since) continue;
    try {
      const nothing = ['--schema-only', '--exclude-schema=*', '--no-password'];
      const header = await run(['pg_dump', '--format=custom', format.compression, ...nothing]);
      return { ...format, client, archive: archiveVersion(header) };
    } catch (error) {
      if (commandExitCode(error) === undefined) throw error;
      failure = error;
    }
  }
  throw failure;
}

/**
 * Returns the version of an archive, `1.16`, from its first seven bytes: `PGDMP`, then major and minor version. Throws
 * `corrupt.not-an-archive` when it begins otherwise.
 */
export function archiveVersion(header: Buffer): string {
  if (header.subarray(0, 5).toString('latin1') !== 'PGDMP' || header.length < 7) throw new AppError('corrupt.not-an-archive', {});
  return `${header[5]}.${header[6]}`;
}

/** A `pg_dump` that runs, and waits for its reader once it has read the schema. */
export interface Dump {
  /** Names its connection in `pg_stat_activity`. */
  readonly application: string;
  readonly stream: Readable;
  /** Resolves when the schema has been read, or `pg_dump` has ended: its complaints have come by then. Never rejects. */
  readonly schema: Promise<void>;
  /** Returns the unexpected lines of standard error so far, of its first 64 KiB or so. Empty when there are none. */
  complaints(): string[];
}

const longestComplaints = 64 * 1024;

/** Starts a `pg_dump` of an exported snapshot, and returns it at once. Never throws: what fails is the error of its stream. */
export function startDump(server: Server, database: string, snapshot: string, format: DumpFormat, ctx: Context): Dump {
  const application = `longshore ${randomUUID()}`;
  const io = execIO(server, database);
  let said = '';
  const { compression, encoding } = format;
  const argv = ['pg_dump', '--format=custom', `--snapshot=${snapshot}`, compression, `--encoding=${encoding}`, '--no-password'];
  const stream = server.host.exec(server.container, argv, ctx, {
    ...io,
    env: { ...io.env, PGAPPNAME: application },
    onStderr: (chunk) => {
      if (said.length < longestComplaints) said += chunk.toString();
    },
  });
  // It may fail before it is read; the reader then gets the error.
  stream.on('error', () => {});
  const schema = new Promise<void>((resolve) => {
    for (const event of ['readable', 'end', 'error', 'close']) stream.once(event, () => resolve());
  });
  return { application, stream, schema, complaints: () => unexpected(said) };
}

/** Harmless: foreign keys in a circle matter only to restores without constraints. */
const expected = [
  /^pg_dump: warning: there are circular foreign-key constraints on/,
  /^pg_dump: (detail|hint): /,
  /^pg_dump: (You might not be able to restore|Consider using a full dump)/,
  /^\s*$/,
];

const unexpected = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => !expected.some((pattern) => pattern.test(line)));

/**
 * Returns the dump for its reader. Ends only if `pg_dump` exited well and the point was held to the end. Errors with
 * `capture-failed.dump` when `pg_dump` fails, and with what `held` rejects with. Destroying it stops `pg_dump`.
 */
export function readDump(dump: Dump, database: string, held: (ctx: Context) => Promise<void>, ctx: Context): Readable {
  const { stream } = dump;
  const source = async function* (): AsyncGenerator<Buffer> {
    try {
      yield* stream as AsyncIterable<Buffer>;
    } catch (cause) {
      throw dumpFailure(cause, database);
    }
    await held(ctx);
  };
  const output = new PassThrough();
  output.once('close', () => stream.destroy());
  addAbortSignal(ctx.signal, output);
  pipeline(source, output).catch(() => {
    // The reader gets the error.
  });
  return output;
}

/** Returns a failure of `pg_dump` as `capture-failed.dump`, with what it said. Other errors are returned as they are. */
export function dumpFailure(cause: unknown, database: string): unknown {
  if (!AppError.is(cause, 'tool-failed')) return cause;
  return new AppError(
    'capture-failed.dump',
    { database },
    { cause, ...(cause.detail !== undefined && { detail: cause.detail }) },
  );
}
