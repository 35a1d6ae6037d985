import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { slotsOf, wordIn } from './cluster.ts';
import type { Server } from './server.ts';
import type { Session } from './session.ts';
import { assertNoneEvicted, assertSameSlots, connectWhenUp } from './settle.ts';

/** What a server was before its files were exchanged, and has to be afterwards. */
export interface Serving {
  /** `master` or `slave`, as the server calls them. */
  role: string;
  /** Of a node of a cluster: {@link Server.slots}. */
  slots?: string[];
  /** Whether it was so full that it drops keys as soon as its clients write. */
  mayEvict: boolean;
}

/**
 * Resolves when the server is what it was, and takes writes: a write is tried that makes no key, changes nothing, and reaches
 * neither log, nor replicas, nor listeners. Waits while the container is up and lets no client connect. Rejects with
 * `unproven.valkey-replica` when it has become one, with `unproven.valkey-no-slots` or `unproven.valkey-slots` for a node of a
 * cluster that serves none, or others, with `unproven.valkey-evicted` when it has dropped keys, with another `unproven.valkey-*`
 * that says why it takes no writes, with `unproven.valkey-down`, and as {@link connectWhenUp} does. Where we may not write, that
 * alone is not tried.
 */
export async function assertServing(target: ServerTarget, expected: Serving, ctx: Context): Promise<void> {
  const service = target.service.name;
  await using session = await connectWhenUp(target, ctx);
  const info = await session.info('all');
  if (info['role'] !== expected.role) {
    const primary = `${info['master_host'] ?? '?'}:${info['master_port'] ?? '?'}`;
    throw new AppError('unproven.valkey-replica', { service, primary }, { hint: message('hint.valkey-failover', { service }) });
  }
  if (!expected.mayEvict) assertNoneEvicted(service, info);
  const slots = info['cluster_enabled'] === '1' ? slotsOf(await session.text('CLUSTER', 'NODES')) : undefined;
  assertSameSlots(service, expected, slots ? { slots } : {});
  if (info['role'] === 'master') await tryWrite(service, session, slots, ctx.signal);
}

/** Why a server takes no writes, by the first word of its reply. */
const refusals = {
  READONLY: 'unproven.valkey-read-only',
  OOM: 'unproven.valkey-full',
  MISCONF: 'unproven.valkey-misconf',
  CLUSTERDOWN: 'unproven.valkey-cluster-down',
  NOREPLICAS: 'unproven.valkey-no-replicas',
} as const;

/** Refusals of a server that has only just been started: its cluster, and its replicas, have yet to find it. */
const passing = new Set(['CLUSTERDOWN', 'NOREPLICAS']);
/** Seconds after its start in which they do. A node of a cluster waits five by itself. */
const settlingSeconds = 10;

async function tryWrite(service: string, session: Session, slots: string[] | undefined, signal: AbortSignal): Promise<void> {
  const word = slots ? wordIn(slots) : '0';
  if (word === undefined) throw new AppError('unproven.valkey-no-slots', { service });
  for (;;) {
    try {
      // Of no bytes, it leaves a key that is not there as it is.
      await session.command('SETRANGE', `longshore:${randomUUID()}:{${word}}`, '0', '');
      return;
    } catch (error) {
      if (!AppError.is(error)) throw error;
      if (error.key === 'denied.valkey-command' || error.key === 'unsupported.valkey-command') return;
      if (error.key !== 'tool-failed.valkey-reply') throw error;
      const reply = error.detail ?? '';
      const [first = ''] = reply.split(' ', 1);
      const { uptime_in_seconds: uptime } = await session.info('server');
      if (passing.has(first) && Number(uptime) < settlingSeconds) {
        await sleep(250, undefined, { signal });
        continue;
      }
      const key = Object.hasOwn(refusals, first) ? refusals[first as keyof typeof refusals] : 'unproven.valkey-writes';
      throw new AppError(key, { service }, { cause: error, detail: reply, hint: message('hint.valkey-log', { service }) });
    }
  }
}

/** Returns what has to be so again, of a server as it is now. `memory`: bytes that its new data take, where that is known. */
export function servingOf({ info, slots }: Server, memory: number | undefined): Serving {
  const limit = Number(info['maxmemory'] ?? 0);
  const isNearlyFull = limit > 0 && (memory === undefined || memory > 0.9 * limit);
  return { role: info['role'] ?? '', ...(slots && { slots }), mayEvict: isNearlyFull };
}
