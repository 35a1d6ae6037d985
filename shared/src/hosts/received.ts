import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

const events = ['readable', 'end', 'error', 'close'];

/** A connection is read on until that much waits to be taken. */
const most = 512 << 10;

/**
 * What comes through a connection, as much of it at a time as is there: each piece by itself would be dear, for an engine
 * cuts a stream of gigabytes into pieces of some kilobytes. Unlike the stream's own iterator it leaves the connection open
 * when it is aborted or left early: closing is the caller's, at the right moment.
 */
export async function* received(socket: Duplex, signal: AbortSignal): AsyncGenerator<Buffer[]> {
  let held: Buffer[] = [];
  let bytes = 0;
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
  for (const event of events) socket.on(event, take);
  signal.addEventListener('abort', take);
  try {
    for (;;) {
      signal.throwIfAborted();
      take();
      if (held.length > 0) {
        // What the system has for us already comes within this turn of the event loop.
        await turn();
        const all = held;
        held = [];
        bytes = 0;
        yield all;
      } else if (socket.readableEnded) return;
      else if (socket.errored) throw socket.errored;
      else if (socket.destroyed) throw new Error('closed before its end');
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    for (const event of events) socket.off(event, take);
    signal.removeEventListener('abort', take);
  }
}
