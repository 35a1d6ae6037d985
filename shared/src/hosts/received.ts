import type { Duplex } from 'node:stream';

const events = ['readable', 'end', 'error', 'close'];

/**
 * What comes through a connection. Unlike the stream's own iterator it leaves the connection open when it is aborted or
 * left early: closing is the caller's, at the right moment.
 */
export async function* received(socket: Duplex, signal: AbortSignal): AsyncGenerator<Buffer> {
  let wake = (): void => {};
  const notify = (): void => wake();
  for (const event of events) socket.on(event, notify);
  signal.addEventListener('abort', notify);
  try {
    for (;;) {
      signal.throwIfAborted();
      const chunk = socket.read() as Buffer | null;
      if (chunk) yield chunk;
      else if (socket.readableEnded) return;
      else if (socket.errored) throw socket.errored;
      else if (socket.destroyed) throw new Error('closed before its end');
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    for (const event of events) socket.off(event, notify);
    signal.removeEventListener('abort', notify);
  }
}
