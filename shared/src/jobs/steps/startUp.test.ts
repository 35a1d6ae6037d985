import { expect, test } from 'vitest';
import { plainContext } from '../../context.ts';
import type { Container } from '../../hosts/container.ts';
import type { Run } from '../run.ts';
import { startInOrder } from './startUp.ts';

type Health = Container['health'];

/** Containers of which `healthy` says when they are, by what runs. */
function machine(healthy: (name: string, running: string[]) => Health, dependsOn: Record<string, string> = {}) {
  const running: string[] = [];
  const notes: string[] = [];
  const container = (name: string) =>
    ({
      id: name,
      name,
      labels: {
        'com.docker.compose.project': 'p',
        'com.docker.compose.project.working_dir': '/p',
        'com.docker.compose.service': name,
        ...(dependsOn[name] && { 'com.docker.compose.depends_on': dependsOn[name] }),
      },
      networkMode: 'n',
      pidMode: '',
      volumesFrom: [],
      state: running.includes(name) ? 'running' : 'exited',
      health: healthy(name, running),
    }) as unknown as Container;
  const run = {
    host: { container: async (name: string) => container(name) },
    journal: { write: ({ message }: { message: { key: string } }) => Promise.resolve(void notes.push(message.key)) },
    ctx: plainContext(),
  } as unknown as Run;
  const begin = (each: Container): Promise<boolean> => Promise.resolve(running.push(each.name) > 0);
  return { run, running, notes, start: (...names: string[]) => startInOrder(run, names.map(container), begin, plainContext()) };
}

test('nodes that become healthy together only are all started before any of them is waited for', async () => {
  const store = machine((_, running) => (running.length === 3 ? 'healthy' : 'starting'));
  await store.start('a', 'b', 'c');
  expect(store).toMatchObject({ running: ['a', 'b', 'c'], notes: [] });
});

test('what waits for the health of another one is started when that is healthy', async () => {
  const asked: string[][] = [];
  const stack = machine(
    (name, running) => {
      if (name !== 'db' || !running.includes('db')) return 'none';
      asked.push([...running]);
      return asked.length > 2 ? 'healthy' : 'starting';
    },
    { app: 'db:service_healthy:false' },
  );
  await stack.start('app', 'db');
  expect(stack.running).toEqual(['db', 'app']);
  expect(asked).toEqual([['db'], ['db'], ['db']]);
});

test('a container that cannot be asked once it runs is noted, and hinders no other', async () => {
  const stack = machine((name, running) => {
    if (name === 'a' && running.includes('a')) throw new Error('lost');
    return 'none';
  });
  await stack.start('a', 'b');
  expect(stack).toMatchObject({ running: ['a', 'b'], notes: ['note.not-healthy'] });
});

test('a note that cannot be written hinders no container', async () => {
  const stack = machine((name, running) => {
    if (name === 'a' && running.includes('a')) throw new Error('lost');
    return 'none';
  });
  stack.run.journal.write = () => Promise.reject(new Error('the disk is full'));
  await stack.start('a', 'b');
  expect(stack.running).toEqual(['a', 'b']);
});
