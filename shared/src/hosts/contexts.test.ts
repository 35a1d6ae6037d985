import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listContexts, resolveAddress } from './contexts.ts';

let home: string;
let docker: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'longshore-contexts-'));
  docker = join(home, '.docker');
  await mkdir(docker);
});
afterEach(() => rm(home, { recursive: true }));

const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');

async function store(name: string, endpoint: object, files: string[] = []): Promise<void> {
  const meta = join(docker, 'contexts', 'meta', idOf(name));
  await mkdir(meta, { recursive: true });
  const content = { Name: name, Metadata: { Description: `the ${name}` }, Endpoints: { docker: endpoint } };
  await writeFile(join(meta, 'meta.json'), JSON.stringify(content));
  const tls = join(docker, 'contexts', 'tls', idOf(name), 'docker');
  await mkdir(tls, { recursive: true });
  for (const file of files) await writeFile(join(tls, file), '');
}
const use = (name: string): Promise<void> => writeFile(join(docker, 'config.json'), JSON.stringify({ currentContext: name }));
const resolve = (env: NodeJS.ProcessEnv = {}, options: { context?: string; host?: string } = {}) =>
  resolveAddress({ env: { HOME: home, ...env }, ...options });
const socket = (path: string) => ({ type: 'socket', path });

describe('which engine is meant, in the order of the command line', () => {
  beforeEach(async () => {
    await store('current', { Host: 'unix:///current.sock' });
    await store('other', { Host: 'unix:///other.sock' });
    await use('current');
  });

  test('a context that is named goes before everything', async () => {
    expect(await resolve({ DOCKER_HOST: 'unix:///env.sock' }, { context: 'other', host: 'unix:///host.sock' })).toEqual(
      socket('/other.sock'),
    );
  });
  test('then a host', async () => {
    expect(await resolve({ DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'other' }, { host: 'unix:///host.sock' })).toEqual(
      socket('/host.sock'),
    );
  });
  test('then DOCKER_HOST', async () => {
    expect(await resolve({ DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'other' })).toEqual(socket('/env.sock'));
  });
  test('then DOCKER_CONTEXT', async () => {
    expect(await resolve({ DOCKER_CONTEXT: 'other' })).toEqual(socket('/other.sock'));
  });
  test('then the current context', async () => {
    expect(await resolve({ DOCKER_HOST: '', DOCKER_CONTEXT: '' })).toEqual(socket('/current.sock'));
  });
  test('the default context is DOCKER_HOST, or the socket of this machine', async () => {
    expect(await resolve({ DOCKER_HOST: 'unix:///env.sock' }, { context: 'default' })).toEqual(socket('/env.sock'));
    expect(await resolve({}, { context: 'default' })).toMatchObject({ type: 'socket' });
    await rm(join(docker, 'config.json'));
    expect(await resolve()).toMatchObject({ type: 'socket' });
  });
  test('DOCKER_CONFIG names another folder', async () => {
    expect(await resolve({ HOME: '/nowhere', DOCKER_CONFIG: docker })).toEqual(socket('/current.sock'));
  });
});

test('certificates come with the context, or from DOCKER_CERT_PATH', async () => {
  await store('secure', { Host: 'tcp://engine:2376' }, ['ca.pem', 'cert.pem', 'key.pem']);
  const folder = join(docker, 'contexts', 'tls', idOf('secure'), 'docker');
  const files = (at: string) => ({ ca: join(at, 'ca.pem'), cert: join(at, 'cert.pem'), key: join(at, 'key.pem') });
  const engine = { type: 'tcp', host: 'engine', port: 2376 };
  expect(await resolve({}, { context: 'secure' })).toEqual({ ...engine, tls: { ...files(folder), verify: true } });

  await store('careless', { Host: 'tcp://engine:2376', SkipTLSVerify: true });
  expect(await resolve({}, { context: 'careless' })).toEqual({ ...engine, tls: { verify: false } });
  await store('plain', { Host: 'tcp://engine:2376', SkipTLSVerify: false });
  expect(await resolve({}, { context: 'plain' })).toEqual(engine);

  const env = { DOCKER_HOST: 'tcp://engine:2376', DOCKER_CERT_PATH: folder };
  expect(await resolve(env)).toEqual(engine);
  expect(await resolve({ ...env, DOCKER_TLS_VERIFY: '1' })).toEqual({ ...engine, tls: { ...files(folder), verify: true } });
});

test('a context over SSH is carried, for whoever connects', async () => {
  await store('box', { Host: 'ssh://anna@box:2222' });
  expect(await resolve({}, { context: 'box' })).toEqual({ type: 'ssh', host: 'box', user: 'anna', port: 2222 });
});

test('a context that does not exist, and settings that cannot be read', async () => {
  await expect(resolve({}, { context: 'none' })).rejects.toMatchObject({ key: 'not-found.docker-context' });
  await use('gone');
  await expect(resolve()).rejects.toMatchObject({ key: 'not-found.docker-context', params: { context: 'gone' } });
  await writeFile(join(docker, 'config.json'), '{ half');
  await expect(resolve()).rejects.toMatchObject({ key: 'usage.docker-config' });
});

test('the list holds default and every context that can be read', async () => {
  await store('b-box', { Host: 'ssh://box' });
  await store('a-box', { Host: 'ssh://box' });
  await store('damaged', { Host: 'ssh://box' });
  await writeFile(join(docker, 'contexts', 'meta', idOf('damaged'), 'meta.json'), '{ half');
  await use('b-box');
  expect(await listContexts({ env: { HOME: home } })).toEqual([
    { name: 'default', description: '', current: false },
    { name: 'a-box', description: 'the a-box', current: false },
    { name: 'b-box', description: 'the b-box', current: true },
  ]);
  await rm(docker, { recursive: true });
  expect(await listContexts({ env: { HOME: home } })).toEqual([{ name: 'default', description: '', current: true }]);
});

test('a folder of contexts that is none is said to be unreadable', async () => {
  await mkdir(join(docker, 'contexts'));
  await writeFile(join(docker, 'contexts', 'meta'), '');
  await expect(listContexts({ env: { HOME: home } })).rejects.toMatchObject({
    key: 'usage.docker-config',
    params: { path: join(docker, 'contexts', 'meta') },
  });
});
