import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import type { ServerTarget } from '../oneContainer.ts';
import type { Session } from './session.ts';

/** Seconds after a change in which a Sentinel that does not tell its patience may still act on it. */
const longest = 60;
/** Seconds that Sentinels take from the moment when one of them holds a server for gone, until another one is the primary. */
const election = 10;
const port = '26379';

/**
 * Resolves with how many seconds the Sentinels that watch a server may take before they put another one in its place: the longest
 * patience of those that tell it to a client in this container, and what an election takes, 60 at most. 60 when none tells.
 */
export async function sentinelSeconds(target: ServerTarget, session: Session, ctx: Context): Promise<number> {
  const patiences: number[] = [];
  for (const address of await addresses(session)) patiences.push(...(await patienceOf(target, address, ctx)));
  if (patiences.length === 0) return longest;
  return Math.min(longest, Math.ceil(Math.max(...patiences) / 1000) + election);
}

/** Resolves with the addresses of the clients that call themselves Sentinels. Empty, too, where we may not ask. */
async function addresses(session: Session): Promise<string[]> {
  try {
    const lines = (await session.text('CLIENT', 'LIST')).split('\n').filter((line) => / name=sentinel-/.test(line));
    return [...new Set(lines.flatMap((line) => /(?:^| )addr=\[?([^ ]*?)\]?:\d+ /.exec(line)?.slice(1, 2) ?? []))];
  } catch (error) {
    if (AppError.is(error, 'denied') || AppError.is(error, 'unsupported')) return [];
    throw error;
  }
}

/** Resolves with the milliseconds after which a Sentinel holds each of its servers for gone. Empty when it does not tell. */
async function patienceOf({ host, container }: ServerTarget, address: string, ctx: Context): Promise<number[]> {
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(5000)]);
  for (const client of ['valkey-cli', 'redis-cli']) {
    try {
      const argv = [client, '-h', address, '-p', port, 'SENTINEL', 'MASTERS'];
      const words = (await text(host.exec(container.id, argv, { ...ctx, signal }))).split('\n');
      return words.flatMap((word, at) => (words[at - 1] === 'down-after-milliseconds' ? [Number(word)] : []));
    } catch (error) {
      if (AppError.is(error, 'tool-missing')) continue;
      if (ctx.signal.aborted || !AppError.is(error)) throw error;
      return [];
    }
  }
  return [];
}
