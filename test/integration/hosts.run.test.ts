import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { plainContext, type Context } from '../../shared/src/context.ts';
import { AppError } from '../../shared/src/errors.ts';
import { collect, text } from '../../shared/src/hosts/collect.ts';
import { connectDocker } from '../../shared/src/hosts/docker.ts';
import { containersWith, createVolume, localHost, startContainer, volumeNames, waitFor } from '../support/docker.ts';
import { errorOf } from '../support/failure.ts';
import { startProxy } from '../support/proxy.ts';

const host = localHost();
const image = 'longshore-test/valkey:8';
/** Declares a volume, so that each of its containers has an anonymous one. */
const withVolume = 'longshore-test/postgres:17';
const bare = 'longshore-test/valkey-distroless:8';

function fresh(signal?: AbortSignal): Context {
  return plainContext({ job: `test-${randomUUID()}`, ...(signal && { signal }) });
}
const left = (ctx: Context): Promise<string[]> => containersWith(`longshore.job=${ctx.job}`);

test('the container is gone before the stream ends', async () => {
  const ctx = fresh();
  expect(await text(host.run({ image }, ['sh', '-c', 'echo out; echo err >&2'], ctx))).toBe('out\n');
  expect(await left(ctx)).toEqual([]);
});

test('while it runs, it is labelled, has no network, restarts never and keeps no log', async () => {
  const ctx = fresh();
  const stream = host.run(
    { image, labels: { purpose: 'test' } },
    ['sh', '-c', 'cat /proc/net/route; echo ready; sleep 600'],
    ctx,
  );
  await once(stream, 'readable');
  const [id = ''] = await left(ctx);
  const container = await host.container(id, ctx);
  expect(container.labels).toMatchObject({ 'longshore.helper': '1', 'longshore.job': ctx.job, purpose: 'test' });
  expect(container).toMatchObject({ networkMode: 'none', restartPolicy: 'no' });
  expect((await host.containers(ctx)).map((other) => other.id)).not.toContain(id);
  stream.destroy();
  await once(stream, 'close');
  expect(await left(ctx)).toEqual([]);
});

test('failure, abort and destruction remove it with its anonymous volumes', async () => {
  const failed = fresh();
  const error = await errorOf(host.run({ image: withVolume }, ['sh', '-c', 'echo "no luck" >&2; exit 4'], failed));
  expect(error.params).toMatchObject({ exitCode: 4 });
  expect(error.detail).toBe('no luck');
  expect(await left(failed)).toEqual([]);

  const stop = new AbortController();
  const aborted = fresh(stop.signal);
  const stream = host.run(
    { image: withVolume },
    ['sh', '-c', 'grep -o "volumes/[0-9a-f]*" /proc/self/mountinfo; sleep 600'],
    aborted,
  );
  const [mounted] = await once(stream, 'data');
  const volume = /[0-9a-f]{64}/.exec(String(mounted))?.[0] ?? '';
  expect(await volumeNames()).toContain(volume);
  const closed = once(stream, 'close').catch(() => {});
  stop.abort();
  await closed;
  expect(await left(aborted)).toEqual([]);
  expect(await volumeNames()).not.toContain(volume);
});

test('abort at any moment leaves nothing behind', async () => {
  const contexts: Context[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    const stop = new AbortController();
    const ctx = fresh(stop.signal);
    contexts.push(ctx);
    const end = errorOf(host.run({ image }, ['sleep', '600'], ctx));
    for (let i = 0; i < turn * 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect((await end).code).toBe('cancelled');
  }
  for (const ctx of contexts) expect(await left(ctx)).toEqual([]);
});

test('an image without a shell', async () => {
  const ctx = fresh();
  for (const _ of [1, 2]) expect(await text(host.run({ image: bare }, ['valkey-cli', '--version'], ctx))).toContain('valkey-cli');
  expect((await errorOf(host.run({ image: bare }, ['no-such-tool'], ctx))).key).toBe('tool-missing.command');
  expect((await errorOf(host.run({ image: bare }, ['valkey-cli', '-p', '1', 'ping'], ctx))).key).toBe('tool-failed.command');
  expect(await left(ctx)).toEqual([]);
});

test('a missing tool, a missing image', async () => {
  const ctx = fresh();
  expect((await errorOf(host.run({ image }, ['no-such-tool'], ctx))).key).toBe('tool-missing.command');
  expect((await errorOf(host.run({ image: 'longshore-test/none:0' }, ['true'], ctx))).key).toBe('not-found.image-on-engine');
  expect(await left(ctx)).toEqual([]);
});

test('bytes both ways, by hash', async () => {
  const ctx = fresh();
  const data = randomBytes(20_000_000);
  const chunks = Array.from({ length: 20 }, (_, i) => data.subarray(i * 1_000_000, (i + 1) * 1_000_000));
  const found = createHash('sha256');
  for await (const chunk of host.run({ image }, ['cat'], ctx, { stdin: Readable.from(chunks) })) found.update(chunk as Buffer);
  expect(found.digest('hex')).toBe(createHash('sha256').update(data).digest('hex'));
});

test('a connection that ends politely is no success', async () => {
  const ctx = fresh();
  await using proxy = await startProxy();
  const stream = connectDocker('proxy', proxy.address).run({ image }, ['sh', '-c', 'echo half; sleep 2; echo whole'], ctx);
  await once(stream, 'readable');
  proxy.end();
  expect((await errorOf(stream)).key).toBe('host-unreachable.cut');
  expect(await left(ctx)).toEqual([]);
});

test("another container's mounts, network and processes", async () => {
  const ctx = fresh();
  await using volume = await createVolume(`longshore-test-${randomUUID()}`);
  await using other = await startContainer({ image, volumes: { [volume.name]: '/data' } });
  const spec = { image: other.id, volumesFrom: other.id };
  expect(await text(host.run(spec, ['sh', '-c', 'echo hello > /data/file; cat /data/file'], ctx))).toBe('hello\n');
  expect((await errorOf(host.run({ ...spec, volumesReadOnly: true }, ['sh', '-c', 'echo > /data/file'], ctx))).detail).toContain(
    'Read-only',
  );
  await waitFor(async () => (await text(host.exec(other.id, ['valkey-cli', 'ping'], ctx))) === 'PONG\n');
  const beside = host.run({ image, network: { container: other.id } }, ['valkey-cli', 'ping'], ctx);
  expect(await text(beside)).toBe('PONG\n');
  expect(await text(host.run({ image, pid: { container: other.id } }, ['cat', '/proc/1/comm'], ctx))).toMatch(/valkey/);
});

test('volumes, configuration files, limits, user and environment', async () => {
  const ctx = fresh();
  const name = `longshore-test-${randomUUID()}`;
  await host.createVolume(name, ctx);
  try {
    const spec = {
      image,
      volumes: [{ name, destination: '/spool' }],
      binds: [{ source: '/etc/hostname', destination: '/etc/given' }],
      tmpfs: ['/scratch'],
      memoryBytes: 64 * 1024 * 1024,
      cpus: 0.5,
      workingDir: '/',
    };
    const script = `
      echo x > /spool/file && ls /spool
      echo > /etc/given 2>/dev/null && echo writable
      grep -c ' /scratch tmpfs' /proc/self/mounts
      cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null
      echo "$SECRET"; pwd; id -u`;
    const said = await text(
      host.run(spec, ['sh', '-c', script], ctx, { env: { SECRET: 'a\nb' }, workingDir: '/tmp', user: '0:0' }),
    );
    expect(said.split('\n')).toEqual(['file', '1', String(64 * 1024 * 1024), 'a', 'b', '/tmp', '0', '']);
  } finally {
    await host.removeVolume(name, ctx);
    await host.removeVolume(name, ctx);
  }
  expect(await volumeNames()).not.toContain(name);
});

test('a created container can be written, started, entered and is gone afterwards', async () => {
  const ctx = fresh();
  let id = '';
  {
    await using helper = await host.create({ image }, ['sleep', 'infinity'], ctx, { env: { A: 'b' } });
    ({ id } = helper);
    expect((await host.container(id, ctx)).state).toBe('created');
    await host.start(id, ctx);
    expect(await text(host.exec(id, ['sh', '-c', 'echo $A'], ctx))).toBe('b\n');
  }
  await expect(host.container(id, ctx)).rejects.toMatchObject({ key: 'not-found.container' });
});

test('sweep removes helpers and volumes of its job, and of no other', async () => {
  const ctx = fresh();
  const other = fresh();
  const name = `longshore-test-${randomUUID()}`;
  await host.createVolume(name, ctx);
  await host.create({ image: withVolume, volumes: [{ name, destination: '/spool' }] }, ['true'], ctx);
  await using kept = await host.create({ image }, ['true'], other);
  const stream = host.run({ image }, ['sleep', '600'], ctx);
  const end = collect(stream).catch((error: unknown) => error);
  await waitFor(async () => (await left(ctx)).length === 2);
  await localHost().sweep(ctx.job, [], plainContext());
  expect(await left(ctx)).toEqual([]);
  expect(await volumeNames()).not.toContain(name);
  expect(await left(other)).toEqual([kept.id]);
  expect(await end).toBeInstanceOf(AppError);
  await localHost().sweep(ctx.job, [], plainContext());
});
