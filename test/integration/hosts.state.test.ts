import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { AppError } from '../../shared/src/errors.ts';
import { connectDocker } from '../../shared/src/hosts/docker.ts';
import type { ContainerEvent } from '../../shared/src/hosts/host.ts';
import { containersWith, localAddress, localHost, processesOf, startContainer, volumeNames, waitFor } from '../support/docker.ts';
import { startProxy } from '../support/proxy.ts';

const host = localHost();
const ctx = plainContext();
const image = 'longshore-test/valkey:8';
const idle = { entrypoint: ['sleep', 'infinity'] };

test('the engine says who it is', async () => {
  const info = await host.info(ctx);
  expect(info.id).not.toBe('');
  expect(info.version).toMatch(/^\d+\./);
  expect(info.apiVersion).toMatch(/^1\.\d+$/);
  expect(info.cpus).toBeGreaterThan(0);
  expect(await localHost().info(ctx)).toEqual(info);
});

test('a container with everything that we read of it', async () => {
  await using container = await startContainer({
    image,
    name: `longshore-test-${randomUUID()}`,
    entrypoint: ['sh', '-c'],
    command: ['sleep 600'],
    env: { ODD: 'a=b\nc', EMPTY: '' },
    labels: { purpose: 'test' },
    tmpfs: ['/scratch'],
    user: '999',
    workingDir: '/tmp',
    stopTimeout: 3,
    restartPolicy: 'unless-stopped',
    readOnly: true,
  });
  const found = await host.container(container.id, ctx);
  expect(found).toMatchObject({
    id: container.id,
    image,
    state: 'running',
    health: 'none',
    command: ['sh', '-c', 'sleep 600'],
    entrypoint: ['sh', '-c'],
    env: { ODD: 'a=b\nc', EMPTY: '' },
    user: '999',
    workingDir: '/tmp',
    stopTimeout: 3,
    restartPolicy: 'unless-stopped',
    readOnly: true,
  });
  expect(found.name).toMatch(/^longshore-test-/);
  expect(found.imageId).toMatch(/^sha256:/);
  expect(found.labels['purpose']).toBe('test');
  expect(Object.values(found.networks)[0]).toMatch(/^\d+\./);
  const types = Object.fromEntries(found.mounts.map((mount) => [mount.destination, mount.type]));
  expect(types).toMatchObject({ '/scratch': 'tmpfs', '/data': 'volume' });
  expect(found.mounts.find((mount) => mount.destination === '/data')?.name).toMatch(/^[0-9a-f]{64}$/);
  expect((await host.containers(ctx)).find((other) => other.id === container.id)).toEqual(found);
});

test('a container that is gone', async () => {
  await expect(host.container('0'.repeat(64), ctx)).rejects.toMatchObject({ key: 'not-found.container' });
  for (const act of ['start', 'stop', 'pause', 'unpause'] as const) {
    await expect(host[act]('0'.repeat(64), ctx)).rejects.toMatchObject({ key: 'not-found.container' });
  }
});

test('start, stop, pause and unpause are idempotent', async () => {
  await using container = await startContainer({ image, ...idle, stopTimeout: 0 });
  const state = async (): Promise<string> => (await host.container(container.id, ctx)).state;
  await host.start(container.id, ctx);
  await host.unpause(container.id, ctx);
  await host.pause(container.id, ctx);
  await host.pause(container.id, ctx);
  expect(await state()).toBe('paused');
  await host.unpause(container.id, ctx);
  await host.unpause(container.id, ctx);
  expect(await state()).toBe('running');
  await host.stop(container.id, ctx);
  await host.stop(container.id, ctx);
  expect(await state()).toBe('exited');
  await expect(host.pause(container.id, ctx)).rejects.toMatchObject({ key: 'conflict.container-state' });
  await host.unpause(container.id, ctx);
  await host.start(container.id, ctx);
  expect(await state()).toBe('running');
});

test('stop waits as long as the container asks for', async () => {
  await using container = await startContainer({
    image,
    entrypoint: ['sh', '-c'],
    command: ['trap "sleep 3; exit 0" TERM; while :; do sleep 0.1; done'],
    stopTimeout: 60,
  });
  await waitFor(async () => (await processesOf(container.id)).includes('sleep 0.1'));
  await host.stop(container.id, ctx);
  const found = await host.container(container.id, ctx);
  expect(found).toMatchObject({ state: 'exited', exitCode: 0 });
});

test('a stop that is aborted is done when it settles: a start that follows is not undone by it', async () => {
  await using container = await startContainer({
    image,
    entrypoint: ['sh', '-c'],
    command: ['trap "sleep 2; exit 0" TERM; while :; do sleep 0.1; done'],
    stopTimeout: 60,
  });
  await waitFor(async () => (await processesOf(container.id)).includes('sleep 0.1'));
  const abort = new AbortController();
  const stopping = host.stop(container.id, plainContext({ signal: abort.signal })).catch(() => undefined);
  await waitFor(async () => (await processesOf(container.id)).includes('sleep 2'));
  abort.abort();
  await stopping;
  expect((await host.container(container.id, ctx)).state).toBe('exited');
  await host.start(container.id, ctx);
  expect((await host.container(container.id, ctx)).state).toBe('running');
  await expect(host.stop(container.id, plainContext({ signal: abort.signal }))).rejects.toMatchObject({ code: 'cancelled' });
});

test('of two who want a lock at once, one gets it and the other learns who', async () => {
  const name = `longshore-lock-test-${randomUUID()}`;
  const hosts = Array.from({ length: 6 }, () => connectDocker('local', localAddress));
  const attempts = await Promise.allSettled(
    hosts.map((one, i) =>
      one.lock(
        name,
        image,
        { 'longshore.job': `job-${i}`, 'longshore.owner': '{"machineName":"anna"}', 'longshore.since': 'now' },
        ctx,
      ),
    ),
  );
  const won = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  const lost = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as unknown] : []));
  expect(won).toHaveLength(1);
  expect(lost).toHaveLength(5);
  const [lock] = won;
  if (!lock) throw new Error('unreachable');
  const held = (await host.locks(ctx)).find((other) => other.id === lock.id);
  expect(held).toMatchObject({ name, labels: { 'longshore.since': 'now' } });
  for (const error of lost) {
    expect(AppError.is(error, 'locked')).toBe(true);
    expect(error).toMatchObject({ params: { job: held?.labels['longshore.job'], owner: 'anna', since: 'now' } });
  }
  expect((await host.containers(ctx)).map(({ id }) => id)).not.toContain(lock.id);

  await host.unlock(lock, ctx);
  await host.unlock(lock, ctx);
  const next = await host.lock(name, image, {}, ctx);
  // The first holder comes back late: it must not take away the lock of the next.
  await host.unlock(lock, ctx);
  await expect(host.lock(name, image, {}, ctx)).rejects.toMatchObject({ key: 'locked.held' });
  await host.unlock(next, ctx);
  expect(await containersWith(`longshore.lock=${name}`)).toEqual([]);
});

test('a lock leaves no anonymous volume', async () => {
  const before = new Set(await volumeNames());
  const name = `longshore-lock-test-${randomUUID()}`;
  const lock = await host.lock(name, image, {}, ctx);
  const { mounts } = await host.container(lock.id, ctx);
  const own = mounts.map((mount) => mount.name).filter((volume) => !before.has(volume));
  await host.unlock(lock, ctx);
  const after = await volumeNames();
  expect(own.filter((volume) => after.includes(volume))).toEqual([]);
});

test('a lock with an image that is not there', async () => {
  await expect(host.lock(`longshore-lock-test-${randomUUID()}`, 'longshore-test/none:0', {}, ctx)).rejects.toMatchObject({
    key: 'not-found.image-on-engine',
  });
});

test('events tell of states, survive a lost engine, and end on abort', async () => {
  await using proxy = await startProxy();
  const stop = new AbortController();
  const seen: ContainerEvent[] = [];
  const connection: string[] = [];
  const following = (async () => {
    const on = connectDocker('proxy', proxy.address);
    const events = on.events(plainContext({ signal: stop.signal }), (state) => connection.push(state));
    for await (const event of events) seen.push(event);
  })();
  // Nothing shows when a subscription has begun, so something is done until it is seen.
  await using first = await startContainer({ image, ...idle });
  await waitFor(async () => {
    await host.pause(first.id, ctx);
    await host.unpause(first.id, ctx);
    return seen.some((event) => event.container === first.id);
  });
  let gone = '';
  {
    await using second = await startContainer({ image, ...idle });
    gone = second.id;
    await host.pause(second.id, ctx);
    await proxy.lose();
    await host.unpause(second.id, ctx);
  }
  await proxy.restore();
  const expected = ['create', 'start', 'pause', 'unpause', 'die', 'destroy'];
  const of = (id: string): string[] => seen.filter((event) => event.container === id).map((event) => event.action);
  await waitFor(() => of(gone).length >= expected.length);
  expect(of(gone)).toEqual(expected);
  expect(connection).toEqual(['lost', 'back']);
  stop.abort();
  await following;
});

test('events of an engine that is not there', async () => {
  const events = connectDocker('none', { type: 'socket', path: '/no/such/docker.sock' }).events(ctx);
  await expect(events[Symbol.asyncIterator]().next()).rejects.toMatchObject({ key: 'host-unreachable.no-engine' });
});
