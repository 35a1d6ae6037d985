import pRetry from 'p-retry';
import type { Context } from '../context.ts';
import { AppError, abortion } from '../errors.ts';
import type { Host } from '../hosts/host.ts';
import type { ErrorKey } from '../text/message.ts';

/** How long a job waits for a Docker Engine that cannot be reached any more, in milliseconds. */
const patience = 5 * 60_000;
/** Wait before asking again, in milliseconds: doubled each time, up to the longest. */
const pauses = { minTimeout: 250, factor: 2, maxTimeout: 5000 };

/** Failures that pass by themselves: networks come back, Docker is started again. */
const passing = new Set<ErrorKey>([
  'host-unreachable.cut',
  'host-unreachable.network',
  'host-unreachable.no-engine',
  'host-unreachable.ssh',
  'host-unreachable.ssh-closed',
  'host-unreachable.ssh-name',
  'host-unreachable.ssh-no-engine',
  'timeout.engine',
  'timeout.ssh-login',
  'timeout.ssh-program',
  'timeout.ssh-session',
]);

/** Returns whether a failure, or what it was caused by, was the loss of the connection to Docker. False for what is no Error. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (AppError.is(error) && passing.has(error.key)) || isLost(error.cause);
}

/** Called when a call has lost the connection and waits, and when that call has succeeded. When it rejects, the call goes on. */
export type OnLost = (state: 'lost' | 'back') => Promise<void>;

/**
 * Returns a host that outlasts the loss of its connection where nothing depends on what was under way: what is only asked, and acts
 * that may be done twice. They are tried for five minutes, then reject with the loss, and all that follow are tried once until
 * Docker answers again. Commands, streams, `extract`, `pause`, `lock`, `create` and `mountable` fail at the first loss: it may be
 * unknown what they have done.
 */
export function reconnecting(host: Host, onLost: OnLost): Host {
  let hopeless = false;
  const outlast = async <T>(call: () => Promise<T>, { signal }: Context): Promise<T> => {
    let lost = false;
    // An act that succeeds while it is cancelled has been done: its caller must learn of it, to take it back.
    const done: { result: T }[] = [];
    const options = {
      ...pauses,
      retries: Infinity,
      maxRetryTime: hopeless ? 0 : patience,
      shouldRetry: ({ error }: { error: Error }) => isLost(error),
      onFailedAttempt: async ({ error, retryDelay }: { error: Error; retryDelay: number }) => {
        if (!isLost(error) || retryDelay === 0 || lost) return;
        await onLost('lost').catch(() => undefined);
        lost = true;
      },
      signal,
    };
    try {
      await pRetry(async () => void done.push({ result: await call() }), options);
    } catch (error) {
      if (done.length === 0 && signal.aborted) throw AppError.is(error) ? error : abortion(signal);
      hopeless = done.length === 0 && isLost(error);
      if (done.length === 0) throw error;
    }
    hopeless = false;
    if (lost) await onLost('back').catch(() => undefined);
    return (done[0] as { result: T }).result;
  };
  return {
    ...host,
    info: (ctx) => outlast(() => host.info(ctx), ctx),
    containers: (ctx) => outlast(() => host.containers(ctx), ctx),
    container: (id, ctx) => outlast(() => host.container(id, ctx), ctx),
    stat: (id, path, ctx) => outlast(() => host.stat(id, path, ctx), ctx),
    start: (id, ctx) => outlast(() => host.start(id, ctx), ctx),
    stop: (id, ctx) => outlast(() => host.stop(id, ctx), ctx),
    unpause: (id, ctx) => outlast(() => host.unpause(id, ctx), ctx),
    createVolume: (name, ctx) => outlast(() => host.createVolume(name, ctx), ctx),
    removeVolume: (name, ctx) => outlast(() => host.removeVolume(name, ctx), ctx),
    images: (ctx) => outlast(() => host.images(ctx), ctx),
    sweep: (job, containers, ctx) => outlast(() => host.sweep(job, containers, ctx), ctx),
    locks: (ctx) => outlast(() => host.locks(ctx), ctx),
    unlock: (lock, ctx) => outlast(() => host.unlock(lock, ctx), ctx),
  };
}
