import type { Channel } from '@longshore/shared/api/channel';

/** A message port as Electron has it in its main and utility processes. */
export interface MainPort {
  postMessage(message: string): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** Returns a channel over a message port, which starts when it is listened to. */
export function mainPortChannel(port: MainPort): Channel {
  return {
    send: (text) => port.postMessage(text),
    listen(received, closed) {
      port.on('message', ({ data }) => received(String(data)));
      port.on('close', closed);
      port.start();
    },
    close: () => port.close(),
  };
}
