import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { collect, text } from '../../shared/src/hosts/collect.ts';
import { connectDocker } from '../../shared/src/hosts/docker.ts';
import { killContainer, localHost, startContainer, type TestContainer } from '../support/docker.ts';
import { errorOf } from '../support/failure.ts';
import { startProxy } from '../support/proxy.ts';

const host = localHost();
const ctx = plainContext({ job: `test-${randomUUID()}` });
const idle = { entrypoint: ['sleep', 'infinity'] };
let debian: TestContainer;
let alpine: TestContainer;
let bare: TestContainer;

beforeAll(async () => {
  debian = await startContainer({ image: 'longshore-test/valkey:8', ...idle });
  alpine = await startContainer({ image: 'longshore-test/postgres-alpine:17', ...idle });
  bare = await startContainer({ image: 'longshore-test/valkey-distroless:8' });
});
afterAll(async () => {
  for (const container of [debian, alpine, bare]) await container[Symbol.asyncDispose]();
});

describe('the end of a command', () => {
  test('exit code 0 ends the stream', async () => {
    expect(await text(host.exec(debian.id, ['sh', '-c', 'echo out; echo err >&2'], ctx))).toBe('out\n');
  });

  test.each([1, 3, 125, 137, 255])('exit code %i is an error with what the tool said', async (exitCode) => {
    const error = await errorOf(host.exec(debian.id, ['sh', '-c', `echo out; echo "no luck" >&2; exit ${exitCode}`], ctx));
    expect(error.key).toBe('tool-failed.command');
    expect(error.params).toMatchObject({ tool: 'sh', exitCode });
    expect(error.detail).toBe('no luck');
  });

  test('a command that is missing or cannot be run is tool-missing, with and without a shell', async () => {
    for (const { id } of [debian, alpine, bare]) {
      expect((await errorOf(host.exec(id, ['no-such-tool'], ctx))).key).toBe('tool-missing.command');
    }
    expect((await errorOf(host.exec(debian.id, ['/etc/passwd'], ctx))).key).toBe('tool-missing.command');
    expect((await errorOf(host.exec(bare.id, ['/etc/passwd'], ctx))).key).toBe('tool-missing.command');
  });

  test('a failure where there is no shell is an error too', async () => {
    expect(await text(host.exec(bare.id, ['valkey-cli', 'ping'], ctx))).toBe('PONG\n');
    const error = await errorOf(host.exec(bare.id, ['valkey-cli', '-p', '1', 'ping'], ctx));
    expect(error.key).toBe('tool-failed.command');
    expect(error.detail).toContain('Connection refused');
  });

  test('a user that does not exist is said in the error', async () => {
    expect((await errorOf(host.exec(debian.id, ['id'], ctx, { user: 'nobody-here' }))).detail).toContain('nobody-here');
  });

  test('a container that is gone, or does not run', async () => {
    expect((await errorOf(host.exec('0'.repeat(64), ['true'], ctx))).key).toBe('not-found.container');
    await using stopped = await startContainer({ image: 'longshore-test/valkey:8', start: false });
    expect((await errorOf(host.exec(stopped.id, ['true'], ctx))).key).toBe('conflict.container-state');
  });

  test('only the last of a long standard error is kept, all of it is handed on', async () => {
    let bytes = 0;
    const script = 'i=0; while [ $i -lt 5000 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 1';
    const error = await errorOf(
      host.exec(debian.id, ['sh', '-c', script], ctx, { onStderr: (chunk) => void (bytes += chunk.length) }),
    );
    expect(error.detail).toContain('line 4999');
    expect(error.detail?.length).toBeLessThanOrEqual(8 * 1024);
    expect(bytes).toBe(Array.from({ length: 5000 }, (_, i) => `line ${i}\n`).join('').length);
  });

  test('secrets of the environment are taken out of what the tool said', async () => {
    const error = await errorOf(
      host.exec(debian.id, ['sh', '-c', 'echo "wrong password $PGPASSWORD for $PGUSER" >&2; exit 1'], ctx, {
        env: { PGPASSWORD: 's3cret', PGUSER: 'anna' },
      }),
    );
    expect(error.detail).toBe('wrong password *** for anna');
    expect(`${JSON.stringify(error)} ${error.stack}`).not.toContain('s3cret');
  });

  test('a command that ends early by itself does not hang the upload', async () => {
    const endless = (): Readable =>
      Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(64 * 1024, 'A');
        })(),
      );
    for (const { id } of [debian, alpine]) {
      const fine = endless();
      expect(await text(host.exec(id, ['head', '-c', '10'], ctx, { stdin: fine }))).toBe('AAAAAAAAAA');
      expect(fine.destroyed).toBe(true);
      const failing = endless();
      const error = await errorOf(host.exec(id, ['sh', '-c', 'head -c 10; echo full >&2; exit 9'], ctx, { stdin: failing }));
      expect(error.params).toMatchObject({ exitCode: 9 });
      expect(error.detail).toBe('full');
      expect(failing.destroyed).toBe(true);
    }
  });

  test('a command that ends early loses none of its output, however slowly it is read', async () => {
    const stdin = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 * 1024, 'A');
      })(),
    );
    const bytes = 8 * 1024 * 1024;
    let found = 0;
    for await (const chunk of host.exec(debian.id, ['sh', '-c', `head -c ${bytes} /dev/zero; exit 0`], ctx, { stdin })) {
      found += (chunk as Buffer).length;
      if (found % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(found).toBe(bytes);
  });
});

describe('bytes', () => {
  test('all 256 values, both ways', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    expect(await collect(host.exec(debian.id, ['cat'], ctx, { stdin: Readable.from([all]) }))).toEqual(all);
    expect(await collect(host.exec(bare.id, ['valkey-cli', '-x', 'set', 'bytes'], ctx, { stdin: Readable.from([all]) }))).toEqual(
      Buffer.from('OK\n'),
    );
    expect(await collect(host.exec(bare.id, ['valkey-cli', '--raw', 'get', 'bytes'], ctx))).toEqual(
      Buffer.concat([all, Buffer.from('\n')]),
    );
  });

  test('50 MB both ways at once, by hash', async () => {
    const want = createHash('sha256');
    const source = Readable.from(
      (function* () {
        for (let i = 0; i < 50; i += 1) {
          const chunk = randomBytes(1_000_000);
          want.update(chunk);
          yield chunk;
        }
      })(),
    );
    const found = createHash('sha256');
    for await (const chunk of host.exec(alpine.id, ['cat'], ctx, { stdin: source })) found.update(chunk as Buffer);
    expect(found.digest('hex')).toBe(want.digest('hex'));
  });

  test('standard input is half-closed: the answer comes after its end', async () => {
    const data = randomBytes(300_000);
    const said = await text(host.exec(debian.id, ['sha256sum'], ctx, { stdin: Readable.from([data]) }));
    expect(said.slice(0, 64)).toBe(createHash('sha256').update(data).digest('hex'));
  });

  test('an empty standard input, and none', async () => {
    expect(await text(host.exec(debian.id, ['wc', '-c'], ctx, { stdin: Readable.from([]) }))).toBe('0\n');
    expect(await text(host.exec(debian.id, ['wc', '-c'], ctx))).toBe('0\n');
  });

  test('answers of an interactive command are not held back', async () => {
    const stdin = new PassThrough();
    const stdout = host.exec(debian.id, ['cat'], ctx, { stdin });
    for (const line of ['first\n', 'second\n', 'x']) {
      stdin.write(line);
      expect(String((await once(stdout, 'data'))[0])).toBe(line);
    }
    stdin.end();
    await once(stdout, 'end');
  });

  test('standard error is kept apart', async () => {
    const stderr: Buffer[] = [];
    const stdout = host.exec(debian.id, ['sh', '-c', 'for i in 1 2 3; do echo o$i; echo e$i >&2; done'], ctx, {
      onStderr: (chunk) => void stderr.push(chunk),
    });
    expect(await text(stdout)).toBe('o1\no2\no3\n');
    expect(Buffer.concat(stderr).toString()).toBe('e1\ne2\ne3\n');
  });

  test('a slow reader holds back the command: little is buffered on our side', async () => {
    await using proxy = await startProxy();
    const through = connectDocker('proxy', proxy.address);
    const total = 200_000_000;
    let consumed = 0;
    let mostAhead = 0;
    for await (const chunk of through.exec(debian.id, ['head', '-c', String(total), '/dev/zero'], ctx)) {
      // Gives the other side every chance to run ahead.
      for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
      mostAhead = Math.max(mostAhead, proxy.received - consumed);
      consumed += (chunk as Buffer).length;
    }
    expect(consumed).toBe(total);
    expect(mostAhead).toBeGreaterThan(0);
    expect(mostAhead).toBeLessThan(4 * 1024 * 1024);
  });

  test('a reader that never reads stops the command from writing', async () => {
    const stream = host.exec(debian.id, ['sh', '-c', 'yes > /dev/stdout'], ctx);
    await once(stream, 'readable');
    expect(stream.readableLength).toBeLessThan(1024 * 1024);
    stream.destroy();
    await once(stream, 'close');
  });
});

describe('names', () => {
  const odd = ['with space', 'with\nnewline', `quotes '"\`$(id)`, '-leading-dash', '--', '', 'ünï 漢字 🚢', '\\back\\slash', '*'];

  test('argv reaches the command as it is', async () => {
    const found = await collect(host.exec(debian.id, ['sh', '-c', 'printf "%s\\0" "$@"', 'sh', ...odd], ctx));
    expect(found.toString().split('\0').slice(0, -1)).toEqual(odd);
  });

  test('so does the environment, and the working directory and user', async () => {
    const env = Object.fromEntries(odd.map((value, i) => [`ODD_${i}`, value]));
    const found = await collect(
      host.exec(debian.id, ['sh', '-c', 'pwd; id -u; env -0'], ctx, { env, workingDir: '/tmp', user: 'nobody' }),
    );
    const [head = '', ...lines] = found.toString().split('\0');
    expect(head.startsWith('/tmp\n65534\n')).toBe(true);
    const pairs = [head.split('\n').slice(2).join('\n'), ...lines];
    for (const [name, value] of Object.entries(env)) expect(pairs).toContain(`${name}=${value}`);
  });
});

describe('a stream that was cut', () => {
  test.each(['debian', 'bare'])('a container killed in the middle (%s)', async (kind) => {
    await using victim = await startContainer(
      kind === 'debian' ? { image: 'longshore-test/valkey:8', ...idle } : { image: 'longshore-test/valkey-distroless:8' },
    );
    const argv = kind === 'debian' ? ['cat', '/dev/zero'] : ['valkey-cli', 'monitor'];
    const stream = host.exec(victim.id, argv, ctx);
    await once(stream, 'readable');
    const [error] = await Promise.all([errorOf(stream), killContainer(victim.id)]);
    expect(['tool-failed', 'host-unreachable', 'not-found']).toContain(error.code);
  });

  test('a command killed in the middle', async () => {
    const error = await errorOf(host.exec(debian.id, ['sh', '-c', 'echo half; kill -KILL $$'], ctx));
    expect(error.params).toMatchObject({ exitCode: 137 });
  });

  test('a broken connection', async () => {
    await using proxy = await startProxy();
    const stream = connectDocker('proxy', proxy.address).exec(debian.id, ['cat', '/dev/zero'], ctx);
    await once(stream, 'readable');
    proxy.break();
    expect((await errorOf(stream)).key).toBe('host-unreachable.cut');
  });

  test('an engine that is lost altogether', async () => {
    await using proxy = await startProxy();
    const stream = connectDocker('proxy', proxy.address).exec(debian.id, ['cat', '/dev/zero'], ctx);
    await once(stream, 'readable');
    await proxy.lose();
    expect((await errorOf(stream)).code).toBe('host-unreachable');
  });

  test('a connection that ends politely while the command goes on and exits with 0', async () => {
    await using proxy = await startProxy();
    const stream = connectDocker('proxy', proxy.address).exec(debian.id, ['sh', '-c', 'echo half; sleep 1; echo whole'], ctx);
    await once(stream, 'readable');
    proxy.end();
    expect((await errorOf(stream)).key).toBe('host-unreachable.cut');
  });

  test('the same where there is no shell to mark the end', async () => {
    await using proxy = await startProxy();
    const stream = connectDocker('proxy', proxy.address).exec(bare.id, ['valkey-cli', 'monitor'], ctx);
    await once(stream, 'readable');
    proxy.end();
    expect((await errorOf(stream)).key).toBe('host-unreachable.cut');
  });
});
