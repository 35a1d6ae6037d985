/**
 * Two ends that send each other texts, in order. A transport needs nothing more: text means the same to a pipe, a message
 * port and a socket, and its length is known.
 */
export interface Channel {
  /** Sends a text to the other end. Never throws: what is sent after the other end has gone is dropped. */
  send(text: string): void;
  /**
   * Calls back with each text, and once with `closed` when either end has closed or died. Must be called once, before the first
   * text can arrive.
   */
  listen(received: (text: string) => void, closed: () => void): void;
  /** Closes both ends. Never throws, and does nothing when they are closed already. */
  close(): void;
}

/** What `process` in a child and a `ChildProcess` in its parent have in common. */
export interface IpcEnd {
  readonly connected: boolean;
  send?(message: string, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  disconnect?(): void;
}

/** Returns a channel over the messages between a process and its child, for either end of them. */
export function ipcChannel(end: IpcEnd): Channel {
  return {
    // A failed write is followed by `disconnect`, which is where it is dealt with.
    send: (text) => void (end.connected && end.send?.(text, () => undefined)),
    listen(received, closed) {
      const gone = once(closed);
      end.on('message', (message) => received(String(message)));
      end.on('disconnect', gone);
      if (!end.connected) queueMicrotask(gone);
    },
    close: () => end.connected && end.disconnect?.(),
  };
}

interface Events {
  addEventListener(type: 'message' | 'close', listener: (event: object) => void): void;
  close(): void;
}
const textOf = (event: object): string => ('data' in event ? String(event.data) : '');

/** A message port of `node:worker_threads`, of a browser or of an Electron renderer. */
export interface Port extends Events {
  postMessage(message: string): void;
  start(): void;
}

/** Returns a channel over a message port, which starts when it is listened to. */
export function portChannel(port: Port): Channel {
  return {
    send: (text) => port.postMessage(text),
    listen(received, closed) {
      port.addEventListener('message', (event) => received(textOf(event)));
      port.addEventListener('close', once(closed));
      port.start();
    },
    close: () => port.close(),
  };
}

/** A WebSocket that is open: a browser's, Node's, or one that a server has accepted. */
export interface Socket extends Events {
  readonly readyState: number;
  send(text: string): void;
}

const open = 1;

/** Returns a channel over a WebSocket. What is sent while the WebSocket is not open is dropped. */
export function socketChannel(socket: Socket): Channel {
  return {
    send: (text) => void (socket.readyState === open && socket.send(text)),
    listen(received, closed) {
      socket.addEventListener('message', (event) => received(textOf(event)));
      socket.addEventListener('close', once(closed));
      if (socket.readyState > open) queueMicrotask(closed);
    },
    close: () => socket.close(),
  };
}

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (!called) call();
    called = true;
  };
}
