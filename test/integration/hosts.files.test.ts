import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { AppError } from '../../shared/src/errors.ts';
import { collect, text } from '../../shared/src/hosts/collect.ts';
import { connectDocker } from '../../shared/src/hosts/docker.ts';
import { createVolume, localHost, startContainer, type TestContainer } from '../support/docker.ts';
import { errorOf } from '../support/failure.ts';
import { startProxy } from '../support/proxy.ts';

const host = localHost();
const ctx = plainContext({ job: `test-${randomUUID()}` });
const image = 'longshore-test/valkey:8';
let container: TestContainer;
beforeAll(async () => {
  container = await startContainer({ image, entrypoint: ['sleep', 'infinity'] });
});
afterAll(() => container[Symbol.asyncDispose]());

const sh = (script: string): Promise<string> => text(host.exec(container.id, ['sh', '-c', script], ctx));

test('a file of every size around a tar block, by content', async () => {
  for (const bytes of [0, 1, 511, 512, 513, 1_000_000]) {
    const data = randomBytes(bytes);
    await collect(host.exec(container.id, ['sh', '-c', 'cat > /file'], ctx, { stdin: Readable.from([data]) }));
    expect((await collect(host.readFile(container.id, '/file', ctx))).equals(data)).toBe(true);
  }
});

test('a large file streams', async () => {
  await sh('head -c 100000000 /dev/urandom > /large');
  const found = createHash('sha256');
  for await (const chunk of host.readFile(container.id, '/large', ctx)) found.update(chunk as Buffer);
  expect(found.digest('hex')).toBe((await sh('sha256sum < /large')).slice(0, 64));
});

test('odd names, and links as the engine resolves them', async () => {
  const name = '/odd "name\'$(id)\nüñ';
  await collect(host.exec(container.id, ['sh', '-c', 'printf content > "$1"', 'sh', name], ctx));
  expect(await text(host.readFile(container.id, name, ctx))).toBe('content');
  await sh('mkdir -p /a/b && printf deep > /a/b/target && ln -sf b/target /a/one && ln -sf /a/one /two');
  expect(await text(host.readFile(container.id, '/two', ctx))).toBe('deep');
});

test('what is no regular file, or is not there', async () => {
  await sh('mkfifo /fifo');
  for (const path of ['/etc', '/fifo', '/dev/zero']) {
    expect((await errorOf(host.readFile(container.id, path, ctx))).key).toBe('unsupported.not-a-file');
  }
  expect((await errorOf(host.readFile(container.id, '/no/such', ctx))).key).toBe('not-found.path');
  expect((await errorOf(host.readFile('0'.repeat(64), '/etc/passwd', ctx))).key).toBe('not-found.container');
});

test('stat tells size, mode and kind', async () => {
  await sh('printf 12345 > /five && chmod 640 /five && ln -sf /five /link');
  expect(await host.stat(container.id, '/five', ctx)).toMatchObject({ bytes: 5, mode: 0o640, directory: false });
  expect(await host.stat(container.id, '/link', ctx)).toMatchObject({ bytes: 5, directory: false });
  expect(await host.stat(container.id, '/tmp', ctx)).toMatchObject({ directory: true });
  expect(await host.stat(container.id, '/no/such', ctx)).toBeUndefined();
  await expect(host.stat('0'.repeat(64), '/etc', ctx)).rejects.toMatchObject({ key: 'not-found.container' });
});

test('a file that grows while it is read gives what it was when it was opened, or an error', async () => {
  await using volume = await createVolume(`longshore-test-${randomUUID()}`);
  const options = { image, entrypoint: ['sleep', 'infinity'], volumes: { [volume.name]: '/data' } };
  await using read = await startContainer(options);
  await using written = await startContainer(options);
  const write = (script: string): Promise<string> => text(host.exec(written.id, ['sh', '-c', script], ctx));
  await write('head -c 50000000 /dev/urandom > /data/file');
  const found = createHash('sha256');
  let bytes = 0;
  const reading = async (): Promise<void> => {
    for await (const chunk of host.readFile(read.id, '/data/file', ctx)) {
      if (bytes === 0) await write('head -c 5000000 /dev/urandom >> /data/file');
      bytes += (chunk as Buffer).length;
      found.update(chunk as Buffer);
    }
  };
  const failure: unknown = await reading().catch((error: unknown) => error);
  const whole = `50000000 ${(await write('head -c 50000000 /data/file | sha256sum')).slice(0, 64)}`;
  const outcome = failure instanceof AppError ? failure.code : `${bytes} ${found.digest('hex')}`;
  expect([whole, 'corrupt', 'host-unreachable']).toContain(outcome);
});

test('a file that is truncated while it is read is an error', async () => {
  // Through another container, because Docker lets no client near the one that is being read.
  await using volume = await createVolume(`longshore-test-${randomUUID()}`);
  const options = { image, entrypoint: ['sleep', 'infinity'], volumes: { [volume.name]: '/data' } };
  await using read = await startContainer(options);
  await using written = await startContainer(options);
  const write = (script: string): Promise<string> => text(host.exec(written.id, ['sh', '-c', script], ctx));
  await write('head -c 200000000 /dev/zero > /data/file');
  let shrunk = false;
  const reading = async (): Promise<void> => {
    for await (const _ of host.readFile(read.id, '/data/file', ctx)) {
      if (!shrunk) await write('truncate -s 1000 /data/file');
      shrunk = true;
    }
  };
  await expect(reading()).rejects.toBeInstanceOf(AppError);
  expect(shrunk).toBe(true);
});

test.each(['end', 'break'] as const)('a connection that is lost in the middle is an error (%s)', async (way) => {
  await sh('head -c 100000000 /dev/zero > /large');
  await using proxy = await startProxy();
  const through = connectDocker('proxy', proxy.address);
  for (const method of ['readFile', 'archive'] as const) {
    const reading = async (): Promise<void> => {
      for await (const _ of through[method](container.id, '/large', ctx)) proxy[way]();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'host-unreachable' });
  }
});

test('a tar goes out of and into containers that never ran, with owners and modes, and their volumes', async () => {
  await using volume = await createVolume(`longshore-test-${randomUUID()}`);
  await using other = await startContainer({ image, volumes: { [volume.name]: '/data' }, start: false });
  const data = randomBytes(3_000_000);
  const tar = pack();
  tar.entry({ name: 'folder', type: 'directory', uid: 1234, gid: 4321, mode: 0o750 });
  tar.entry({ name: 'folder/file', uid: 999, gid: 999, mode: 0o600 }, data);
  tar.finalize();
  await host.extract(other.id, '/data', Readable.from(tar), ctx);
  expect((await collect(host.readFile(other.id, '/data/folder/file', ctx))).equals(data)).toBe(true);
  expect(await host.stat(other.id, '/data/folder/file', ctx)).toMatchObject({ bytes: data.length, mode: 0o600 });

  await sh('mkdir -p /restored');
  await host.extract(container.id, '/restored', host.archive(other.id, '/data/folder', ctx), ctx);
  expect(await sh('stat -c "%n %u:%g %a" /restored/folder /restored/folder/file')).toBe(
    '/restored/folder 1234:4321 750\n/restored/folder/file 999:999 600\n',
  );
});

test('extract into what is no directory, or into a container that is gone', async () => {
  const tar = (): Readable => {
    const packed = pack();
    packed.entry({ name: 'file' }, Buffer.alloc(5_000_000));
    packed.finalize();
    return Readable.from(packed);
  };
  const input = tar();
  await expect(host.extract(container.id, '/no/such', input, ctx)).rejects.toMatchObject({ key: 'not-found.path' });
  expect(input.destroyed).toBe(true);
  await expect(host.extract(container.id, '/etc/passwd', tar(), ctx)).rejects.toMatchObject({ key: 'not-found.path' });
  await expect(host.extract('0'.repeat(64), '/tmp', tar(), ctx)).rejects.toMatchObject({ key: 'not-found.container' });
});

test('a tar that fails on the way is its own error', async () => {
  const cause = new AppError('corrupt.archive', { path: 'data.tar' });
  const packed = pack();
  packed.entry({ name: 'file' }, Buffer.alloc(5_000_000));
  const whole = await (async () => {
    packed.finalize();
    return collect(Readable.from(packed));
  })();
  const broken = Readable.from(
    (async function* () {
      yield whole.subarray(0, 1_000_000);
      throw cause;
    })(),
  );
  await expect(host.extract(container.id, '/tmp', broken, ctx)).rejects.toBe(cause);
});

test('while a file is read, the container is still listed', async () => {
  await sh('head -c 100000000 /dev/zero > /large');
  const known = await host.container(container.id, ctx);
  const stream = host.readFile(container.id, '/large', ctx);
  await once(stream, 'readable');
  const listed = (await host.containers(ctx)).find(({ id }) => id === container.id);
  expect(listed).toEqual(known);
  stream.destroy();
  await once(stream, 'close');
});

test('destroying and aborting let go of the engine', async () => {
  await sh('head -c 100000000 /dev/zero > /large');
  const stop = new AbortController();
  const reading = async (): Promise<void> => {
    for await (const _ of host.archive(container.id, '/large', plainContext({ signal: stop.signal }))) stop.abort();
  };
  await expect(reading()).rejects.toMatchObject({ code: 'cancelled' });
  const stream = host.archive(container.id, '/large', ctx);
  await once(stream, 'readable');
  stream.destroy();
  await once(stream, 'close');
  expect(await sh('echo free')).toBe('free\n');
});
