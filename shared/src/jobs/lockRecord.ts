import { type Readable, pipeline } from 'node:stream';
import { extract } from 'tar-stream';
import { type Context, cleanupContext } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Host, HostLock } from '../hosts/host.ts';
import { tarOf, textContent } from '../hosts/tar.ts';
import { isLost } from './reconnecting.ts';

/** What a client that never saw a job needs to bring it to an end: its files, as they lie in the job's folder. */
export interface LockRecord {
  job: string;
  plan: string;
  ledger: string[];
}

const folder = 'longshore';
const entryName = (index: number): string => `ledger/${String(index).padStart(6, '0')}.json`;

/**
 * Writes a job's files into its lock on the host, and resolves with a function that writes a further line of its ledger there,
 * before the act that it names. Both begin anew after a lost connection once `host.locks` resolves, go on for ten minutes at most
 * also when `ctx` is aborted, and reject with `locked.lost` when the lock is gone. An entry is a file of its own: a connection
 * that is cut in the middle spoils none that was there before.
 */
export async function openLockRecord(
  host: Host,
  lock: HostLock,
  record: LockRecord,
  ctx: Context,
): Promise<(line: string) => Promise<void>> {
  let count = 0;
  const files = (lines: string[]): Record<string, string> =>
    Object.fromEntries(lines.map((line) => [entryName((count += 1)), line]));
  await write(host, lock, { 'job.json': record.job, 'plan.json': record.plan, ...files(record.ledger) }, ctx);
  return (line) => write(host, lock, files([line]), ctx);
}

async function write(host: Host, lock: HostLock, files: Record<string, string>, ctx: Context): Promise<void> {
  // A job that is being cancelled still has to say what it takes back.
  const lasting = cleanupContext(ctx, 10 * 60_000);
  for (;;) {
    try {
      return await host.extract(lock.id, '/', filesIn(files), lasting);
    } catch (error) {
      // Another client has taken over: nothing more may be changed.
      if (AppError.is(error, 'not-found')) throw new AppError('locked.lost', {}, { cause: error });
      if (!isLost(error)) throw error;
    }
    // The same files again do no harm, once Docker answers; this waits for it, as long as a job may.
    await host.locks(lasting);
  }
}

const filesIn = (files: Record<string, string>): Readable =>
  tarOf(
    Object.entries(files).map(([name, content]) => ({ name: `${folder}/${name}`, content: textContent(content) })),
    { uid: 0, gid: 0, mode: 0o600 },
  );

/**
 * Resolves with what a lock holds of its job, with the ledger up to the first line that is absent or cut short; undefined when it
 * holds nothing, or only the beginning, or is gone. Of a job that has only begun to write there, nothing was changed yet, unless
 * Docker's machine lost its power.
 */
export async function readLockRecord(host: Host, lock: HostLock, ctx: Context): Promise<LockRecord | undefined> {
  const files = new Map<string, string>();
  try {
    const parser = extract();
    // The parser tells of both ends' failures.
    pipeline(host.archive(lock.id, `/${folder}`, ctx), parser, () => {});
    for await (const entry of parser) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      if (entry.header.type === 'file') files.set(entry.header.name.slice(folder.length + 1), Buffer.concat(chunks).toString());
    }
  } catch (error) {
    if (AppError.is(error, 'not-found')) return undefined;
    throw error;
  }
  const [job, plan] = [files.get('job.json'), files.get('plan.json')];
  const ledger: string[] = [];
  for (let line = files.get(entryName(1)); isWhole(line); line = files.get(entryName(ledger.length + 1))) ledger.push(line);
  return isWhole(job) && isWhole(plan) && ledger.length > 0 ? { job, plan, ledger } : undefined;
}

/**
 * Returns whether a file was written in full. False where there is none, or where it was cut short in the middle: its act had not
 * begun.
 */
function isWhole(line: string | undefined): line is string {
  try {
    return line !== undefined && typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
