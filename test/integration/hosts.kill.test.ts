import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainContext, type Context } from '../../shared/src/context.ts';
import { AppError } from '../../shared/src/errors.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { DockerApi } from '../../shared/src/hosts/dockerApi.ts';
import { killMarked } from '../../shared/src/hosts/kill.ts';
import { KnownDocker } from '../../shared/src/hosts/knownDocker.ts';
import { createVolume, localHost, processesOf, startContainer, waitFor, type TestContainer } from '../support/docker.ts';

const host = localHost();
const idle = { entrypoint: ['sleep', 'infinity'] };
const containers: Record<string, TestContainer> = {};

beforeAll(async () => {
  containers['debian'] = await startContainer({ image: 'longshore-test/postgres:17', ...idle });
  containers['alpine'] = await startContainer({ image: 'longshore-test/postgres-alpine:17', ...idle });
  containers['bare'] = await startContainer({ image: 'longshore-test/valkey-distroless:8' });
});
afterAll(async () => {
  for (const container of Object.values(containers)) await container[Symbol.asyncDispose]();
});

const idOf = (kind: string): string => containers[kind]?.id ?? '';
const running = async (kind: string, pattern: RegExp): Promise<number> =>
  (await processesOf(idOf(kind))).filter((command) => pattern.test(command)).length;

function stoppable(): { ctx: Context; stop: AbortController } {
  const stop = new AbortController();
  return { ctx: plainContext({ signal: stop.signal, job: `test-${randomUUID()}` }), stop };
}

async function closed(stream: Readable): Promise<unknown> {
  let error: unknown;
  stream.on('error', (cause) => {
    error = cause;
  });
  if (!stream.closed) await once(stream, 'close').catch(() => {});
  return error;
}

/** Grandchildren of which one ignores the polite signal, one has left the session, and one has lost its parent. */
const tree = `
sh -c 'trap "" TERM; while :; do sleep 7701; done' &
(sleep 7702 &)
sh -c 'sleep 7703 & wait'`;

test.each([
  ['debian', undefined],
  ['debian', 'postgres'],
  ['alpine', undefined],
  ['alpine', 'postgres'],
])('abort kills the command and all its children (%s, user %s)', async (kind, user) => {
  const { ctx, stop } = stoppable();
  const stream = host.exec(idOf(kind), ['sh', '-c', tree], ctx, user === undefined ? {} : { user });
  const end = closed(stream);
  await waitFor(async () => (await running(kind, /sleep 770\d/)) >= 3);
  stop.abort();
  const error = await end;
  expect(AppError.is(error, 'cancelled')).toBe(true);
  expect(await running(kind, /770\d/)).toBe(0);
});

test('children that changed their user are killed too', async () => {
  const { ctx, stop } = stoppable();
  const argv = ['setpriv', '--reuid=999', '--regid=999', '--clear-groups', 'sh', '-c', 'sleep 7711 & sleep 7712'];
  const stream = host.exec(idOf('debian'), argv, ctx);
  const end = closed(stream);
  await waitFor(async () => (await running('debian', /^sleep 771/)) === 2);
  stop.abort();
  await end;
  expect(await running('debian', /771\d/)).toBe(0);
});

test('a child that overwrites its environment, as servers do, is killed by its ancestors', async () => {
  const { ctx, stop } = stoppable();
  const stream = host.exec(idOf('debian'), ['sh', '-c', 'env -i sleep 7721; true'], ctx);
  const end = closed(stream);
  await waitFor(async () => (await running('debian', /^sleep 7721/)) === 1);
  stop.abort();
  await end;
  expect(await running('debian', /7721/)).toBe(0);
});

test('abort kills where there is no shell at all', async () => {
  const { ctx, stop } = stoppable();
  const stream = host.exec(idOf('bare'), ['valkey-cli', 'monitor'], ctx);
  const end = closed(stream);
  await waitFor(() => running('bare', /valkey-cli monitor/).then((count) => count === 1));
  stop.abort();
  await end;
  expect(await processesOf(idOf('bare'))).toHaveLength(1);
});

test('destroying the stream kills', async () => {
  const { ctx } = stoppable();
  const stream = host.exec(idOf('alpine'), ['sh', '-c', 'while :; do echo 7731; sleep 0.1; done'], ctx);
  await once(stream, 'readable');
  expect(await running('alpine', /7731/)).toBeGreaterThan(0);
  stream.destroy();
  await closed(stream);
  expect(await running('alpine', /7731/)).toBe(0);
});

test('a reader that fails kills, and its own error is what is seen', async () => {
  const { ctx } = stoppable();
  const stream = host.exec(idOf('alpine'), ['cat', '/dev/zero'], ctx);
  const failure = new Error('the disk is full');
  const reader = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const _ of source) throw failure;
  };
  await expect(pipeline(stream, reader)).rejects.toBe(failure);
  await closed(stream);
  expect(await running('alpine', /dev.zero/)).toBe(0);
});

test('a command whose reader is slow is killed although it waits', async () => {
  const { ctx, stop } = stoppable();
  const stream = host.exec(idOf('debian'), ['cat', '/dev/zero'], ctx);
  await once(stream, 'readable');
  const end = closed(stream);
  stop.abort();
  await end;
  expect(await running('debian', /dev.zero/)).toBe(0);
});

test('an input that fails kills the command, and its error is what is seen', async () => {
  const { ctx } = stoppable();
  const stdin = new PassThrough();
  const stream = host.exec(idOf('debian'), ['sh', '-c', 'sleep 7741 & cat >/dev/null; sleep 7742'], ctx, { stdin });
  const end = closed(stream);
  stdin.write('half');
  await waitFor(async () => (await running('debian', /^sleep 7741/)) === 1);
  const cause = new AppError('corrupt.archive', { path: 'app.dump' });
  stdin.destroy(cause);
  expect(await end).toBe(cause);
  expect(await running('debian', /774\d/)).toBe(0);
});

test('an input that failed before the command was started', async () => {
  const { ctx } = stoppable();
  const cause = new AppError('corrupt.archive', { path: 'app.dump' });
  const stdin = new Readable({ read: () => {} });
  stdin.destroy(cause);
  const stream = host.exec(idOf('debian'), ['sh', '-c', 'cat; sleep 7751'], ctx, { stdin });
  stream.resume();
  expect(await closed(stream)).toBe(cause);
  expect(await running('debian', /7751/)).toBe(0);
});

test('an input that is closed before its end is no end', async () => {
  const { ctx } = stoppable();
  const stdin = new PassThrough();
  const stream = host.exec(idOf('debian'), ['sh', '-c', 'cat >/dev/null; echo whole'], ctx, { stdin });
  const end = closed(stream);
  stdin.write('half');
  await waitFor(async () => (await running('debian', /cat >/)) > 0);
  stdin.destroy();
  expect(await end).toMatchObject({ key: 'corrupt.input' });
});

test('an aborted context starts nothing', async () => {
  const { ctx, stop } = stoppable();
  stop.abort();
  const stdin = new PassThrough();
  const stream = host.exec(idOf('debian'), ['sleep', '7761'], ctx, { stdin });
  expect(AppError.is(await closed(stream), 'cancelled')).toBe(true);
  expect(stdin.destroyed).toBe(true);
  expect(await running('debian', /7761/)).toBe(0);
});

test('abort at any moment of the start leaves nothing behind', async () => {
  for (let turns = 0; turns < 25; turns += 1) {
    const { ctx, stop } = stoppable();
    const stream = host.exec(idOf('alpine'), ['sleep', '7771'], ctx);
    const end = closed(stream);
    for (let i = 0; i < turns * 8; i += 1) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(AppError.is(await end, 'cancelled')).toBe(true);
  }
  expect(await running('alpine', /7771/)).toBe(0);
});

test('a failed command takes its children with it', async () => {
  const { ctx } = stoppable();
  const stream = host.exec(idOf('debian'), ['sh', '-c', 'sleep 7781 >/dev/null 2>&1 & exit 4'], ctx);
  stream.resume();
  expect(AppError.is(await closed(stream), 'tool-failed')).toBe(true);
  expect(await running('debian', /7781/)).toBe(0);
});

test('only the aborted command is killed', async () => {
  const one = stoppable();
  const two = stoppable();
  const ends = [one, two].map(({ ctx }, i) => closed(host.exec(idOf('alpine'), ['sleep', `779${i}`], ctx)));
  await waitFor(async () => (await running('alpine', /^sleep 779/)) === 2);
  one.stop.abort();
  await ends[0];
  expect(await running('alpine', /^sleep 7791/)).toBe(1);
  two.stop.abort();
  await ends[1];
});

test('sweep, from another connection, kills what a dead process left', async () => {
  const { ctx } = stoppable();
  const others = stoppable();
  const streams = ['debian', 'alpine', 'bare'].map((kind) =>
    host.exec(idOf(kind), kind === 'bare' ? ['valkey-cli', 'monitor'] : ['sh', '-c', 'sleep 7801 & sleep 7802'], ctx),
  );
  const ends = streams.map(closed);
  const other = closed(host.exec(idOf('debian'), ['sleep', '7803'], others.ctx));
  await waitFor(async () => (await running('debian', /^sleep 780/)) === 3 && (await running('alpine', /^sleep 780/)) === 2);
  await waitFor(async () => (await running('bare', /monitor/)) === 1);
  await localHost().sweep(ctx.job, ['debian', 'alpine', 'bare'].map(idOf), plainContext());
  for (const kind of ['debian', 'alpine']) expect(await running(kind, /780[12]/)).toBe(0);
  expect(await running('bare', /monitor/)).toBe(0);
  expect(await running('debian', /^sleep 7803/)).toBe(1);
  for (const end of ends) expect(await end).toBeInstanceOf(AppError);
  others.stop.abort();
  await other;
});

test.each(['exec', 'run'])('a command never takes half of its input for the whole (%s)', async (way) => {
  await using volume = await createVolume(`longshore-test-${randomUUID()}`);
  await using other = await startContainer({ image: 'longshore-test/valkey:8', ...idle, volumes: { [volume.name]: '/spool' } });
  const script = 'cat > /spool/in; touch /spool/committed';
  const begin = (ctx: Context, stdin: Readable): Readable =>
    way === 'exec'
      ? host.exec(other.id, ['sh', '-c', script], ctx, { stdin })
      : host.run({ image: other.id, volumesFrom: other.id }, ['sh', '-c', script], ctx, { stdin });
  const endings: Record<string, (stdin: PassThrough, stream: Readable, stop: AbortController) => void> = {
    'the input fails': (stdin) => void stdin.destroy(new AppError('corrupt.archive', { path: 'app.dump' })),
    'the input is closed': (stdin) => void stdin.destroy(),
    'the job is aborted': (_stdin, _stream, stop) => stop.abort(),
    'the reader goes away': (_stdin, stream) => void stream.destroy(),
  };
  for (const [what, ending] of Object.entries(endings)) {
    const { ctx, stop } = stoppable();
    const stdin = new PassThrough();
    const stream = begin(ctx, stdin);
    const end = closed(stream);
    stdin.write('half');
    await waitFor(async () => (await host.stat(other.id, '/spool/in', plainContext()))?.bytes === 4);
    ending(stdin, stream, stop);
    await end;
    expect([what, await host.stat(other.id, '/spool/committed', plainContext())]).toEqual([what, undefined]);
    await text(host.exec(other.id, ['rm', '-f', '/spool/in'], plainContext()));
  }
});

test('a container without a shell that is gone by now is fine', async () => {
  const { address } = host;
  if (address.type !== 'socket') throw new Error(`not a socket: ${address.type}`);
  const on = new KnownDocker(new DockerApi(address));
  await using bare = await startContainer({ image: 'longshore-test/valkey-distroless:8' });
  await killMarked(on, bare.id, 'A=b', plainContext());
  expect(on.shells.get(bare.id)).toBe(false);
  await bare[Symbol.asyncDispose]();
  await expect(killMarked(on, bare.id, 'A=b', plainContext())).resolves.toBeUndefined();
});
