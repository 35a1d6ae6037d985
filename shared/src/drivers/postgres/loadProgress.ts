import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { maintenance } from './databases.ts';
import type { RestoredDatabase } from './restoration.ts';
import type { Server } from './server.ts';
import { literal } from './sql.ts';

const interval = 1000;

/** How much of a load is over, as parts of 1, when its bytes have come, and when they are in the database. */
export interface Shares {
  read: number;
  grown: number;
}

/**
 * Resolves or rejects as `load` does. Meanwhile reports how far a `pg_restore` is that reads a file by itself: its bytes are not
 * seen, but the database grows. When it resolves, exactly as many bytes were reported as the archive has. A size that cannot be
 * read is only logged.
 */
export async function whileGrowing<T>(
  server: Server,
  { dump: { logicalBytes: total }, expected }: Pick<RestoredDatabase, 'dump' | 'expected'>,
  database: string,
  shares: Shares,
  ctx: Context,
  load: (ctx: Context) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const full = expected.reduce(
    (sum, { type, informative }) => sum + (type === 'table' ? Number(informative['bytes'] ?? 0) : 0),
    0,
  );
  let told = 0;
  const tell = (bytes: number): void => {
    told += bytes;
    ctx.progress(bytes);
  };
  const watch = async (): Promise<void> => {
    if (full === 0) return;
    await using session = await maintenance(server, [], ctx);
    const size = async (): Promise<number> =>
      (await session.row<{ bytes: number }>(`select pg_database_size(${literal(database)}) as bytes`, ctx)).bytes;
    const empty = await size();
    let grown = 0;
    while (!ended.signal.aborted) {
      const now = Math.floor(Math.min(1, ((await size()) - empty) / full) * total * shares.grown);
      tell(Math.max(0, now - grown));
      grown = Math.max(grown, now);
      await sleep(interval, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  const watching = watch().catch((error: unknown) => ctx.log.warn('the progress is not known', { error: String(error) }));
  let result: T;
  try {
    result = await load({ ...ctx, progress: (bytes) => tell(Math.floor(bytes * shares.read)) });
  } finally {
    ended.abort();
    await watching;
  }
  tell(Math.max(0, total - told));
  return result;
}
