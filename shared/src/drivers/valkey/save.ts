import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import { orAborted } from '../../hosts/orAborted.ts';
import { message } from '../../text/message.ts';
import { parseKeyspace } from './server.ts';
import type { Session } from './session.ts';

/** One background save, told apart from those that others start. */
export interface Save {
  /** Counts the saves that a server began since its start; before version 7 it does not tell. */
  number: number | undefined;
  runId: string;
  /** The server's clock when it began, in seconds. */
  began: number;
  /** When the save before it had ended, in seconds of the same clock. */
  before: number;
  /** How often all data was flushed before: a flush ends a save without a failure, and may put an empty dump in its place. */
  flushes: number;
  /** Whether there was any key right before it. */
  hasKeys: boolean;
}

/**
 * `replaced`: another save has ended since (a server before version 7 does not tell), all data was flushed, or the server was
 * started anew.
 */
export type SaveState = 'running' | 'saved' | 'failed' | 'replaced';

/** How it ended, and when the server's last save did, by its own clock. */
export interface SaveEnd {
  state: 'saved' | 'replaced';
  ended: string;
}

const interval = 50;

/**
 * Waits until no save, no rewrite of the log and no fork of a module is under way, and no rewrite scheduled, however long that
 * takes: only one of them can run at a time. Rejects as {@link Session.command} does.
 */
export async function untilIdle(session: Session, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const now = await orAborted(session.info('persistence'), signal);
    const busy = ['rdb_bgsave_in_progress', 'aof_rewrite_in_progress', 'aof_rewrite_scheduled', 'module_fork_in_progress'];
    if (busy.every((field) => (now[field] ?? '0') === '0')) return;
    await sleep(interval, undefined, { signal });
  }
}

/**
 * Resolves with our save when the server has forked: what the new process sees is the captured point, and nothing can change
 * it. Waits before that, as {@link untilIdle} does. Rejects with `capture-failed.valkey-fork` when the server refuses, with
 * `denied.valkey-command` when the user may not save, and else as {@link Session.command} does.
 */
export async function startSave(session: Session, service: string, signal: AbortSignal): Promise<Save> {
  for (;;) {
    await untilIdle(session, signal);
    const [began = '0'] = await session.command('TIME');
    const { saves, ended: before } = await savesOf(session);
    const { run_id: runId = '' } = await session.info('server');
    const flushes = await flushesOf(session);
    const hasKeys = parseKeyspace(await session.info('keyspace')).length > 0;
    try {
      await orAborted(session.command('BGSAVE'), signal);
      const { saves: number } = await savesOf(session);
      // One of the server's own came between: either may be ours.
      if (saves !== undefined && number !== saves + 1) continue;
      return { number, runId, began: Number(began), before, flushes, hasKeys };
    } catch (error) {
      if (!AppError.is(error) || error.key !== 'tool-failed.valkey-reply') throw error;
      const reply = error.detail ?? '';
      // One of the server's own has begun since we looked.
      if (/in progress|active|can't BGSAVE/i.test(reply)) continue;
      throw new AppError(
        'capture-failed.valkey-fork',
        { service },
        { cause: error, detail: reply, hint: message('hint.valkey-log', { service }) },
      );
    }
  }
}

/**
 * Resolves with the end of a save: `saved`, or `replaced` when a later one has ended meanwhile, all data was flushed or the
 * server was started anew. `ended` is that of the server's last save, by its clock in seconds. Rejects with
 * `capture-failed.valkey-save` when it failed, and as {@link Session.command} does. With a server before version 7, a later save
 * that follows at once is waited for and passes for ours: {@link judge}.
 */
export async function awaitSave(
  session: Session,
  service: string,
  dir: string,
  save: Save,
  signal: AbortSignal,
): Promise<SaveEnd> {
  for (;;) {
    const { state, ended } = await saveState(session, save);
    if (state === 'failed') {
      throw new AppError('capture-failed.valkey-save', { service, dir }, { hint: message('hint.valkey-log', { service }) });
    }
    if (state !== 'running') return { state, ended };
    await sleep(interval, undefined, { signal });
  }
}

/**
 * Resolves with where the save is now, and when the server's last one ended, in seconds of its clock, empty when it does not say.
 * Rejects as {@link Session.command} does.
 */
export async function saveState(session: Session, save: Save): Promise<{ state: SaveState; ended: string }> {
  const { run_id: runId } = await session.info('server');
  const now = await session.info('persistence');
  const flushes = await flushesOf(session);
  // Fewer than before: the count began anew.
  const isFlushed = flushes > save.flushes || (flushes < save.flushes && flushes > 0);
  const state = runId === save.runId && !isFlushed ? judge(save, now) : 'replaced';
  return { state, ended: now['rdb_last_save_time'] ?? '' };
}

/**
 * Resolves with how many saves the server has begun since it began to count (undefined before version 7), and when the last one
 * ended, in seconds of its clock.
 */
async function savesOf(session: Session): Promise<{ saves: number | undefined; ended: number }> {
  const { rdb_saves: saves, rdb_last_save_time: ended } = await session.info('persistence');
  return { saves: saves === undefined ? undefined : Number(saves), ended: Number(ended ?? 0) };
}

const flushesOf = async (session: Session): Promise<number> =>
  Number(/^calls=(\d+)/.exec((await session.info('commandstats'))['cmdstat_flushall'] ?? '')?.[1] ?? 0);

/**
 * Returns what the server's own account of its saves says of ours. `now`: the fields of `INFO persistence`, of the same start
 * of the server. Without a number, any save that runs or has ended since ours began is taken for ours: never `replaced`.
 */
export function judge(
  { number, began, before }: Pick<Save, 'number' | 'began' | 'before'>,
  now: Record<string, string>,
): SaveState {
  const saving = now['rdb_bgsave_in_progress'] === '1';
  // One that was ended on purpose leaves the status, the time and the dump of the one before. Two that follow each other at once
  // may have one time.
  const hasEnded = Number(now['rdb_last_save_time']) !== before || began - before < 2;
  const wellEnded = now['rdb_last_bgsave_status'] === 'ok' && hasEnded;
  if (number !== undefined) {
    const later = Number(now['rdb_saves']) - number;
    if (later === 0 && saving) return 'running';
    // One that began after ours replaces the file only when it ends.
    if (later === 0 || (later === 1 && saving)) return wellEnded ? 'saved' : 'failed';
    return 'replaced';
  }
  if (saving) return 'running';
  return wellEnded ? 'saved' : 'failed';
}
