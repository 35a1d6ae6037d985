import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { containersWith, localHost, processesOf, startContainer, waitFor } from '../support/docker.ts';

const host = localHost();
const fresh = () => plainContext({ job: `test-${randomUUID()}` });

/** Dials until the server in the container listens. */
async function dialed(container: string, port: number, ctx = fresh()): Promise<Duplex> {
  let connection: Duplex | undefined;
  await waitFor(async () => {
    connection = await host.dial(container, port, ctx);
    return true;
  });
  if (!connection) throw new Error('unreachable');
  return connection;
}

async function next(connection: Duplex): Promise<Buffer> {
  for (;;) {
    const chunk = connection.read() as Buffer | null;
    if (chunk) return chunk;
    await once(connection, 'readable');
  }
}
const answer = async (connection: Duplex): Promise<string> => (await next(connection)).toString();

test.each([
  ['with an interpreter', 'longshore-test/valkey:8'],
  ['with no shell at all', 'longshore-test/valkey-distroless:8'],
])('questions and answers (%s)', async (_, image) => {
  await using server = await startContainer({ image });
  const ctx = fresh();
  const connection = await dialed(server.id, 6379, ctx);
  for (let i = 0; i < 3; i += 1) {
    connection.write(`ECHO ${i}\r\n`);
    expect(await answer(connection)).toBe(`$1\r\n${i}\r\n`);
  }
  const value = randomBytes(5_000_000);
  connection.write(
    Buffer.concat([Buffer.from(`*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$${value.length}\r\n`), value, Buffer.from('\r\n')]),
  );
  expect(await answer(connection)).toBe('+OK\r\n');
  connection.write('GET k\r\n');
  const header = `$${value.length}\r\n`;
  const found: Buffer[] = [];
  while (Buffer.concat(found).length < header.length + value.length + 2) found.push(await next(connection));
  expect(Buffer.concat(found).subarray(header.length, -2).equals(value)).toBe(true);
  connection.write('QUIT\r\n');
  expect(await text(connection)).toBe('+OK\r\n');
  expect(await containersWith(`longshore.job=${ctx.job}`)).toEqual([]);
});

/** Answers with the number of bytes when the other side has ended its half. */
const perlCounter =
  'use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalAddr => $ARGV[0], LocalPort => 7000, Listen => 5, ReuseAddr => 1) or die; ' +
  'while (my $c = $s->accept) { my $n = 0; while (my $r = sysread($c, my $b, 65536)) { $n += $r } print $c "$n\\n"; close $c }';

test.each([
  ['by an interpreter', { image: 'longshore-test/valkey:8', entrypoint: ['perl', '-e', perlCounter, '127.0.0.1'] }],
  [
    'at its own address only',
    { image: 'longshore-test/valkey:8', entrypoint: ['sh', '-c', 'exec perl -e "$0" "$(hostname -i)"', perlCounter] },
  ],
  ['by netcat', { image: 'longshore-test/postgres-alpine:17', entrypoint: ['nc', '-ll', '-p', '7000', '-e', 'wc', '-c'] }],
])('each half is closed by itself (%s)', async (_, options) => {
  await using server = await startContainer(options);
  const connection = await dialed(server.id, 7000);
  connection.end(Buffer.alloc(1_234_567));
  expect((await text(connection)).trim()).toBe('1234567');
});

test('a port on which nothing listens', async () => {
  for (const image of ['longshore-test/valkey:8', 'longshore-test/valkey-distroless:8', 'longshore-test/postgres-alpine:17']) {
    await using server = await startContainer({ image, env: { POSTGRES_PASSWORD: 'x' } });
    const ctx = fresh();
    await expect(host.dial(server.id, 7999, ctx)).rejects.toMatchObject({ key: 'host-unreachable.port', params: { port: 7999 } });
    expect(await containersWith(`longshore.job=${ctx.job}`)).toEqual([]);
  }
});

test('a container that is gone, or does not run', async () => {
  await expect(host.dial('0'.repeat(64), 1, fresh())).rejects.toMatchObject({ key: 'not-found.container' });
  await using stopped = await startContainer({ image: 'longshore-test/valkey:8', start: false });
  await expect(host.dial(stopped.id, 6379, fresh())).rejects.toMatchObject({ key: 'conflict.container-state' });
});

test('destroying and aborting leave no relay behind', async () => {
  await using server = await startContainer({ image: 'longshore-test/valkey:8' });
  await using bare = await startContainer({ image: 'longshore-test/valkey-distroless:8' });
  const stop = new AbortController();
  const ctx = plainContext({ job: `test-${randomUUID()}`, signal: stop.signal });
  const [one, two] = [await dialed(server.id, 6379, ctx), await dialed(bare.id, 6379, ctx)];
  one.destroy();
  const closed = once(two, 'close').catch(() => {});
  stop.abort();
  await closed;
  await waitFor(async () => (await processesOf(server.id)).length === 1);
  expect(await containersWith(`longshore.job=${ctx.job}`)).toEqual([]);
});

test('a server that stops ends the connection', async () => {
  await using server = await startContainer({
    image: 'longshore-test/valkey:8',
    entrypoint: ['sh', '-c', 'valkey-server --protected-mode no; sleep 600'],
  });
  const connection = await dialed(server.id, 6379);
  connection.end('SHUTDOWN NOSAVE\r\n');
  expect(await text(connection)).toBe('');
});
