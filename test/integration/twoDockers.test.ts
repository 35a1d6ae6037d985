import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { connect } from '../../shared/src/hosts/connect.ts';
import { localHost, waitFor } from '../support/docker.ts';
import { type SecondDocker, startSecondDocker } from '../support/secondDocker.ts';
import { docker, openStack } from '../support/stack.ts';

const ctx = plainContext();
let second: SecondDocker;
beforeAll(async () => {
  second = await startSecondDocker();
});
afterAll(() => second[Symbol.asyncDispose]());

test('it is an engine of its own, the same one over its socket and over TLS', async () => {
  await using bySocket = await connect('second', second.socket);
  await using byTls = await connect('second', second.secure);
  const info = await bySocket.info(ctx);
  expect(await byTls.info(ctx)).toEqual(info);
  expect(info.id).not.toBe((await localHost().info(ctx)).id);
});

test('without a certificate of its authority nobody gets in', async () => {
  const { tls: _, ...plain } = second.secure;
  await expect(connect('second', plain)).rejects.toMatchObject({ detail: expect.stringContaining('HTTPS') as unknown });
  const anonymous = { ...second.secure, tls: { verify: true, ca: second.authority.ca } };
  await expect(connect('second', anonymous)).rejects.toMatchObject({ code: 'denied' });
});

test('images arrive as they are, and a stack of them finds its services by name and becomes healthy', async () => {
  await second.load('valkey:8');
  const id = ['image', 'inspect', '--format', '{{.Id}}', 'longshore-test/valkey:8'];
  expect(await second.docker(...id)).toBe(await docker(id));
  await using stack = await openStack('moved', second);
  const health = await second.docker(
    'ps',
    '--filter',
    `label=com.docker.compose.project=${stack.project}`,
    '--format',
    '{{.Status}}',
  );
  expect(health.trim().split('\n')).toEqual([expect.stringContaining('(healthy)'), expect.stringContaining('(healthy)')]);
  expect(await stack.exec('database', 'bash', '-c', 'exec 3<>/dev/tcp/kv/6379; echo PING >&3; head -1 <&3')).toContain('NOAUTH');
});

test('when its tests die it goes with them, and what they left on it is not met again', async () => {
  await using stack = await openStack('moved', second);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'twoDockers.child.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [dockerHost] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const left = { dockerHost: dockerHost.trim() };
  const name = async (on: { dockerHost: string }): Promise<string> => {
    const socket = on.dockerHost.replace('unix://', '').replace('/docker.sock', '');
    const all = await docker(['ps', '--filter', 'label=longshore.test=1', '--format', '{{.Names}} {{.Mounts}}', '--no-trunc']);
    return (
      all
        .split('\n')
        .find((line) => line.includes(socket))
        ?.split(' ')[0] ?? ''
    );
  };
  const [mine, theirs] = [await name(second), await name(left)];
  expect(theirs).toMatch(/^longshore-test-engine-\d+$/);
  expect(theirs).not.toBe(mine);
  child.kill('SIGKILL');
  await waitFor(async () => !(await docker(['ps', '--all', '--format', '{{.Names}}'])).split('\n').includes(theirs));
  await using next = await startSecondDocker();
  expect(await next.docker('ps', '--all', '--quiet')).toBe('');
  expect(await next.docker('volume', 'ls', '--quiet')).toBe('');
  // Nothing of that touched Docker beside it.
  expect(Object.values(await stack.states())).toEqual(['running', 'running']);
});
