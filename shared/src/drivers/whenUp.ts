import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Container } from '../hosts/container.ts';
import type { Host } from '../hosts/host.ts';

/** Between two attempts, in milliseconds. */
const pause = 200;
/** A container that Docker has started so often for nothing never comes up. Each start comes later than the last one. */
const mostStarts = 6;

export interface Patience {
  /** Returns whether a server that is coming up may answer so: then it is asked again. */
  isPassing: (error: AppError) => boolean;
  /** Milliseconds. Absent: until the container was started in vain some times. */
  limit?: number;
  /** Returns what to reject with when the container does not come up, or the limit is over. Absent: the last answer. */
  down?: (cause: AppError, container: Container) => AppError | Promise<AppError>;
}

/**
 * Resolves with what `connect` does, which is called again 200 milliseconds after it failed, while the container runs or restarts
 * and `isPassing` allows it. Rejects with `down` of the last error when the container has ended or is paused, the limit is over
 * or, without one, Docker has started it more than 6 times, with the error itself when it is not a passing one, with `not-found`
 * when the container is gone.
 */
export async function whenUp<T>(
  host: Host,
  container: string,
  connect: () => Promise<T>,
  { isPassing, limit = Infinity, down = (cause) => cause }: Patience,
  ctx: Context,
): Promise<T> {
  const deadline = performance.now() + limit;
  const starts = new Set<string>();
  for (; ; await sleep(pause, undefined, { signal: ctx.signal })) {
    try {
      return await connect();
    } catch (error) {
      if (ctx.signal.aborted || !AppError.is(error)) throw error;
      // An answer from a server that is going down says nothing of why it did.
      const now = await host.container(container, ctx);
      starts.add(now.startedAt);
      const isUp = now.state === 'running' || now.state === 'restarting';
      const ended = !isUp || (limit === Infinity && starts.size > mostStarts);
      if (ended) throw await down(error, now);
      if (!isPassing(error)) throw error;
      if (performance.now() > deadline) throw await down(error, now);
    }
  }
}
