import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ipcChannel } from './channel.ts';

test('the end of a process is told once, also when it has begun before it is listened for', async () => {
  const end = Object.assign(new EventEmitter(), { connected: false });
  let closed = 0;
  ipcChannel(end).listen(
    () => undefined,
    () => (closed += 1),
  );
  end.emit('disconnect');
  await setImmediate();
  expect(closed).toBe(1);
});
