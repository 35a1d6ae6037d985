import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { socketChannel } from '../../shared/src/api/channel.ts';
import { connect } from '../../shared/src/api/rpc.ts';
import { type Authority, createAuthority } from '../support/certificates.ts';
import { createVolume, localAddress, startContainer } from '../support/docker.ts';
import { endOf } from '../support/core.ts';
import { ask, openSocket, redeem } from '../support/serve.ts';
import { serveImage as image } from '../support/serveImage.ts';
import { run } from '../support/run.ts';

/** The image as the README runs it: not root, a file system that cannot be written, the socket by its group alone. */
const name = `longshore-test-serve-${randomBytes(3).toString('hex')}`;
const label = 'longshore.test=1';
const closed = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
const docker = async (...argv: string[]): Promise<string> => (await run('docker', argv)).stdout.trim();

let authority: Authority;
let tls: string;
let origin: string;
let ca: string;
beforeAll(async () => {
  authority = await createAuthority();
  ca = await readFile(authority.ca, 'utf8');
  tls = await mkdtemp(join(tmpdir(), 'longshore-serve-tls-'));
  await cp(authority.server.cert, join(tls, 'cert.pem'));
  await cp(authority.server.key, join(tls, 'key.pem'));
  // The key of a container's user, on a machine where that user has no name.
  for (const file of ['', 'cert.pem', 'key.pem']) await chmod(join(tls, file), file === '' ? 0o755 : 0o644);
  const socket = localAddress.type === 'socket' ? localAddress.path : '';
  const group = (await stat(socket)).gid;
  const known = ['--name', name, '--label', label, '--hostname', 'longshore'];
  const access = ['--group-add', String(group), '--volume', `${socket}:/var/run/docker.sock`];
  const place = ['--volume', `${tls}:/run/tls:ro`, '--publish', '127.0.0.1::8440'];
  await docker('run', '--detach', '--init', ...known, ...closed, ...access, ...place, image);
  const port = (await docker('port', name, '8440')).split(':').at(-1) ?? '';
  origin = `https://localhost:${port}`;
  while (!(await logs()).includes('serve link')) {
    if ((await docker('inspect', '--format', '{{.State.Running}}', name)) !== 'true') throw new Error(await logs());
  }
});
afterAll(async () => {
  await run('docker', ['rm', '--force', '--volumes', name]).catch(() => undefined);
  await authority[Symbol.asyncDispose]();
  await rm(tls, { recursive: true });
});

const logs = async (): Promise<string> => Object.values(await run('docker', ['logs', name])).join('\n');

async function signIn(role: 'view' | 'operate') {
  const url = await docker('exec', name, 'longshore', 'serve', 'link', '--name', 'anna', '--role', role);
  const { status, body } = await redeem(origin, url.slice(url.indexOf('=') + 1), {}, ca);
  expect(status).toBe(200);
  const socket = await openSocket(origin, { ca });
  const entered = once(socket, 'message');
  socket.send(JSON.stringify({ type: 'enter', session: (JSON.parse(body) as { secret: string }).secret }));
  await entered;
  return connect(socketChannel(socket));
}

test('lists the stacks of the engine whose socket it was given', async () => {
  const project = `${name}-shop`;
  const labels = { 'com.docker.compose.project': project, 'com.docker.compose.service': 'cache' };
  await using container = await startContainer({ image: 'longshore-test/valkey:8', labels });
  const api = await signIn('view');
  const stacks = await api.stacks({});
  const found = stacks.find(({ id }) => id.name === project);
  expect(found?.containers.map(({ id }) => id)).toEqual([container.id]);
  expect(found?.services).toMatchObject([{ name: 'cache', kind: 'valkey', running: true }]);
});

test('saves a stack: jobs are processes in it', async () => {
  const project = `${name}-saved`;
  const labels = { 'com.docker.compose.project': project, 'com.docker.compose.service': 'cache' };
  await using volume = await createVolume(`${project}-data`);
  await using container = await startContainer({ image: 'longshore-test/valkey:8', labels, volumes: { [volume.name]: '/data' } });
  expect(container.id).not.toBe('');
  const api = await signIn('operate');
  const plan = await api.plan({ operation: 'backup', stack: project });
  const { job } = await api.run({ plan: plan.id, confirm: true });
  expect(await endOf(api, job)).toMatchObject({ outcome: 'succeeded' });
  expect((await api.snapshots({ stack: project })).items).toHaveLength(1);
});

test('serves the page, and nothing of it but over TLS', async () => {
  const { status, body, headers } = await ask(origin, { ca });
  expect([status, body]).toEqual([200, expect.stringContaining('page.js')]);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  await expect(ask(origin.replace('https', 'http'))).rejects.toThrow(/hang up|ECONNRESET/);
});

test('is not root, and holds no more than it needs', async () => {
  expect(await docker('exec', name, 'id', '--user')).toBe('10001');
  const has = async (command: string): Promise<boolean> =>
    docker('exec', name, 'sh', '-c', `command -v ${command}`).then(
      () => true,
      () => false,
    );
  expect(await Promise.all(['ssh', 'longshore', 'npm', 'docker', 'gcc', 'python3', 'curl'].map(has))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(await docker('exec', name, 'ls', '/opt/longshore')).not.toMatch(/node_modules|\.ts$/m);
  await expect(docker('exec', name, 'touch', '/opt/longshore/x')).rejects.toThrow('Read-only');
  expect(await docker('port', name)).toMatch(/^8440\/tcp -> 127\.0\.0\.1:\d+$/);
});

test('ends when it is told to, and says nothing secret in its log', async () => {
  const url = await docker('exec', name, 'longshore', 'serve', 'link', '--name', 'anna', '--role', 'view');
  expect(url).toMatch(/^https:\/\/localhost:8440\/#link=[\w-]{43}$/);
  await docker('stop', '--time', '60', name);
  expect(await docker('inspect', '--format', '{{.State.ExitCode}}', name)).toBe('0');
  expect(await logs()).not.toContain(url.slice(-20));
});
