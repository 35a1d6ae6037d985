import type { Duplex } from 'node:stream';

const events = ['readable', 'end', 'error', 'close'];

/** A connection is read on until that much waits to be taken. */
const most = 512 << 10;
/** A peer that has sent that much is sending data, and not waiting for an answer of ours. */
const bulk = 1 << 20;
/** Then up to that much is gathered, for so many milliseconds at most. */
const enough = 256 << 10;
const pause = 3;

/**
 * Yields what comes through a connection, as much at a time as is there: the small pieces of a dump would be dear one by one.
 * Throws the connection's error, an error when it closes before its end, and the signal's reason. Unlike the stream's own iterator
 * it leaves the connection open when it is aborted or left early: the caller closes it, at the right moment.
 */
export async function* inBatches(socket: Duplex, signal: AbortSignal): AsyncGenerator<Buffer[]> {
  let held: Buffer[] = [];
  let bytes = 0;
  let total = 0;
  let wake = (): void => {};
  const take = (): void => {
    while (bytes < most) {
      const chunk = socket.read() as Buffer | null;
      if (!chunk) break;
      held.push(chunk);
      bytes += chunk.length;
    }
    wake();
  };
  const ended = (): boolean => socket.readableEnded || socket.destroyed || signal.aborted;
  /**
   * Resolves once this holds, which is looked at after each event of the connection, or after `limit` milliseconds. Never rejects.
   */
  const until = (holds: () => boolean, limit?: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = limit === undefined ? undefined : setTimeout(resolve, limit);
      wake = () => {
        if (!holds()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  for (const event of events) socket.on(event, take);
  signal.addEventListener('abort', take);
  try {
    for (;;) {
      signal.throwIfAborted();
      take();
      if (held.length > 0) {
        if (total > bulk && bytes < enough && !ended()) await until(() => bytes >= enough || ended(), pause);
        const all = held;
        total += bytes;
        held = [];
        bytes = 0;
        yield all;
      } else if (socket.readableEnded) return;
      else if (socket.errored) throw socket.errored;
      else if (socket.destroyed) throw new Error('closed before its end');
      else await until(() => true);
    }
  } finally {
    for (const event of events) socket.off(event, take);
    signal.removeEventListener('abort', take);
  }
}
