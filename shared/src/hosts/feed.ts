import type { Duplex, Readable } from 'node:stream';

/** An input on its way to a process. */
export interface Feeding {
  /** Aborted, with the reason, when the input failed or was closed before its end. The connection is left open then. */
  readonly failed: AbortSignal;
}

/**
 * Copies until the input ends, which half-closes the connection, or the process ends. Returns at once and never throws: `failed` is
 * aborted when the input fails.
 */
export function feed(stdin: Readable, socket: Duplex): Feeding {
  const failed = new AbortController();
  const copy = async (): Promise<void> => {
    for await (const chunk of stdin as AsyncIterable<Buffer>) {
      if (isOver(socket)) return;
      if (!socket.write(chunk)) await writable(socket);
    }
    socket.end();
  };
  copy().catch((error: unknown) => {
    // A command that exits before the end of its input wanted no more of it.
    if (!isOver(socket)) failed.abort(error);
  });
  return { failed: failed.signal };
}

const isOver = (socket: Duplex): boolean => socket.destroyed || socket.readableEnded;

/** Resolves when it may be written to again, or never can be. Never rejects. */
function writable(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'end', 'close'];
    const done = (): void => {
      for (const event of events) socket.off(event, done);
      resolve();
    };
    for (const event of events) socket.on(event, done);
    if (isOver(socket)) done();
  });
}
