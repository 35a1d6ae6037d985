import { expect, test } from 'vitest';
import { webviewChannel } from './webviewChannel.ts';

test('a channel to a page ends once, however often it is closed, and says nothing to the page after that', () => {
  const sent: unknown[] = [];
  let listeners: ((message: unknown) => void)[] = [];
  const channel = webviewChannel({
    postMessage: (text) => Promise.resolve(sent.push(text) > 0),
    onDidReceiveMessage(listener: (message: unknown) => void) {
      listeners.push(listener);
      return { dispose: () => void (listeners = listeners.filter((each) => each !== listener)) };
    },
  });
  const received: string[] = [];
  let closed = 0;
  channel.listen(
    (text) => received.push(text),
    () => (closed += 1),
  );
  channel.send('there');
  // Pages also send objects, which are for the panel.
  for (const message of ['back', { go: {} }]) for (const listener of listeners) listener(message);
  channel.close();
  channel.close();
  channel.send('too late');
  expect({ sent, received, closed, listeners }).toEqual({ sent: ['there'], received: ['back'], closed: 1, listeners: [] });
});
