import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeConfig } from './change.ts';
import { marksOf } from './marks.ts';
import { loadConfig, watchSecondsOf } from './config.ts';
import { AppError } from '../errors.ts';
import type { StackId } from '../model/service.ts';
import { type Places, findPlaces } from './userFolders.ts';
import { stackHash } from '../stackHash.ts';

let folder: string;
let places: Places;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-config-'));
  places = { configFile: join(folder, 'config.yaml'), named: false, dataDir: join(folder, 'data') };
});
afterEach(() => rm(folder, { recursive: true }));

const stack = (name: string): StackId => ({ name, engine: 'e', project: name, workingDir: `/srv/${name}` });
const write = (text: string): Promise<void> => writeFile(places.configFile, text);
const failure = async (text: string): Promise<AppError> => {
  await write(text);
  const error = await loadConfig(places).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!AppError.is(error)) throw new Error(`not refused: ${String(error)}`);
  return error;
};

describe('places', () => {
  test('the usual ones', () => {
    expect(findPlaces({ HOME: '/h' }, 'linux')).toEqual({
      configFile: '/h/.config/longshore/config.yaml',
      named: false,
      dataDir: '/h/.local/share/longshore',
    });
    expect(findPlaces({ HOME: '/h' }, 'darwin').dataDir).toBe('/h/Library/Application Support/Longshore');
  });

  test('XDG variables move both, our own variables win, empty ones do not count', () => {
    const xdg = { HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' };
    expect(findPlaces(xdg, 'linux')).toEqual({ configFile: '/c/longshore/config.yaml', named: false, dataDir: '/d/longshore' });
    expect(findPlaces({ ...xdg, LONGSHORE_CONFIG: '/x.yaml', LONGSHORE_DATA: '/y' }, 'linux')).toEqual({
      configFile: '/x.yaml',
      named: true,
      dataDir: '/y',
    });
    expect(findPlaces({ HOME: '/h', LONGSHORE_DATA: '', XDG_DATA_HOME: '' }, 'linux').dataDir).toBe('/h/.local/share/longshore');
  });
});

describe('loading', () => {
  test('no file at all serves a first backup', async () => {
    expect(await loadConfig(places)).toEqual({
      hosts: {},
      repositories: { local: { type: 'folder', path: join(folder, 'data/repository') } },
      defaultHost: 'local',
      defaultRepository: 'local',
      watchSeconds: 15,
      stacks: {},
      warnings: [],
    });
  });

  test('a file that somebody named must be there', async () => {
    await expect(loadConfig({ ...places, named: true })).rejects.toMatchObject({ key: 'usage.config-unreadable' });
  });

  test('relative paths are relative to the file', async () => {
    await write(`
version: 1
default: { host: lab, repository: disk }
hosts:
  lab: { tcp: 'tcp://10.0.0.5:2376', tls: { ca: tls/ca.pem, cert: /c.pem, key: tls/key.pem } }
  box: { ssh: 'ssh://anna@box', identity: keys/id, passphrase: 'file:keys/phrase', password: 'env:BOX' }
repositories:
  disk: { type: folder, path: backups }
  cloud: { type: s3, bucket: b, ca: tls/ca.pem, credentials: { accessKeyId: 'env:KEY', secretAccessKey: 'file:s3' } }
stacks:
  shop: { passwords: { db: 'file:secret', cache: 'env:CACHE' } }
`);
    const config = await loadConfig(places);
    expect(config.hosts['lab']?.tls).toEqual({
      ca: join(folder, 'tls/ca.pem'),
      cert: '/c.pem',
      key: join(folder, 'tls/key.pem'),
    });
    expect(config.hosts['box']).toEqual({
      ssh: 'ssh://anna@box',
      identity: join(folder, 'keys/id'),
      passphrase: `file:${join(folder, 'keys/phrase')}`,
      password: 'env:BOX',
    });
    expect(config.repositories['disk']).toEqual({ type: 'folder', path: join(folder, 'backups') });
    expect(config.repositories['cloud']).toEqual({
      type: 's3',
      bucket: 'b',
      ca: join(folder, 'tls/ca.pem'),
      credentials: { accessKeyId: 'env:KEY', secretAccessKey: `file:${join(folder, 's3')}` },
    });
    expect(config.stacks['shop']?.passwords).toEqual({ db: `file:${join(folder, 'secret')}`, cache: 'env:CACHE' });
    expect(config).toMatchObject({ defaultHost: 'lab', defaultRepository: 'disk' });
  });

  test('what is live is watched for 15 s, or as the file or the environment says', async () => {
    await write('version: 1\ndefault: { watch: 40 }\n');
    const config = await loadConfig(places);
    expect(watchSecondsOf(config, {})).toBe(40);
    expect(watchSecondsOf(config, { LONGSHORE_WATCH: '0' })).toBe(0);
    for (const wrong of ['', 'soon', '-1', '601', '1.5']) expect(watchSecondsOf(config, { LONGSHORE_WATCH: wrong })).toBe(40);
    await write('version: 1\ndefault: { watch: -1 }\n');
    await expect(loadConfig(places)).rejects.toMatchObject({ key: 'usage.config-field' });
  });

  test('unknown fields are ignored, and said', async () => {
    await write('version: 1\ncolour: red\nstacks:\n  shop:\n    enviroment: dev\n');
    const { warnings, stacks } = await loadConfig(places);
    expect(stacks).toEqual({ shop: {} });
    expect(warnings.map(({ params }) => [params['line'], params['field']])).toEqual([
      [2, 'colour'],
      [5, 'stacks.shop.enviroment'],
    ]);
  });

  test.each([
    ['a list where text belongs', 'version: 1\nhosts:\n  a:\n    ssh: [1]\n', 'usage.config-type', 4, 'hosts.a.ssh'],
    ['no version', 'hosts: {}\n', 'usage.config-value', 1, 'version'],
    [
      'a mark that does not exist',
      'version: 1\nstacks:\n  a: { environment: test }\n',
      'usage.config-value',
      3,
      'stacks.a.environment',
    ],
    [
      'a repository of no known type',
      'version: 1\nrepositories:\n  a:\n    type: ftp\n',
      'usage.config-field',
      4,
      'repositories.a.type',
    ],
    ['a missing path', 'version: 1\nrepositories:\n  a:\n    type: folder\n', 'usage.config-type', 4, 'repositories.a.path'],
    [
      'a secret that is no reference',
      'version: 1\nrepositories:\n  a:\n    type: s3\n    bucket: b\n    credentials: { accessKeyId: AKIA, secretAccessKey: s }\n',
      'usage.config-secret',
      6,
      'repositories.a.credentials.accessKeyId',
    ],
    [
      'an endpoint that is no address',
      'version: 1\nrepositories:\n  a:\n    type: s3\n    bucket: b\n    endpoint: minio\n',
      'usage.config-field',
      6,
      'repositories.a.endpoint',
    ],
    ['two addresses', 'version: 1\nhosts:\n  a:\n    ssh: ssh://b\n    context: c\n', 'usage.config-address', 4, 'hosts.a'],
    ['no address', 'version: 1\nhosts:\n  a: {}\n', 'usage.config-address', 3, 'hosts.a'],
    [
      'tls without tcp',
      'version: 1\nhosts:\n  a:\n    ssh: ssh://b\n    tls: { ca: a, cert: b, key: c }\n',
      'usage.config-tls',
      5,
      'hosts.a.tls',
    ],
    [
      'a key without ssh',
      'version: 1\nhosts:\n  a:\n    socket: /s\n    identity: id\n',
      'usage.config-ssh',
      5,
      'hosts.a.identity',
    ],
    ['a default that does not exist', 'version: 1\ndefault:\n  host: x\n', 'usage.config-unknown-name', 3, 'default.host'],
  ])('%s is refused with line and field', async (_, text, key, line, field) => {
    expect(await failure(text)).toMatchObject({ key, params: { file: places.configFile, line, field } });
  });

  test('a secret in the file is refused, and not repeated', async () => {
    const error = await failure('version: 1\nstacks:\n  a:\n    passwords:\n      db: hunter2\n');
    expect(error).toMatchObject({ key: 'usage.config-secret', params: { line: 5, field: 'stacks.a.passwords.db' } });
    expect(JSON.stringify(error) + error.message + error.detail).not.toContain('hunter2');
    const host = await failure('version: 1\nhosts:\n  a: { ssh: ssh://b, passphrase: hunter2 }\n');
    expect(host).toMatchObject({ key: 'usage.config-secret', params: { line: 3, field: 'hosts.a.passphrase' } });
    expect(JSON.stringify(host) + host.message + host.detail).not.toContain('hunter2');
  });

  test('broken YAML is refused with its line', async () => {
    expect(await failure('version: 1\nhosts: {\n')).toMatchObject({ key: 'usage.config-syntax', params: { line: 3 } });
  });

  test('an alias that stands for nothing before it is refused with its line, aliases without measure are refused', async () => {
    expect(await failure('version: 1\nhosts: &h\n  a: *h\n  b: *x\n')).toMatchObject({
      key: 'usage.config-syntax',
      params: { line: 4, problem: expect.stringContaining(': x') as string },
    });
    const many = (name: string): string => `[${`*${name},`.repeat(20)}]`;
    expect(await failure(`a: &a [1]\nb: &b ${many('a')}\nc: &c ${many('b')}\nd: ${many('c')}\n`)).toMatchObject({
      key: 'usage.config-syntax',
    });
  });

  test('a newer version is refused by name, whatever else it says', async () => {
    expect(await failure('version: 2\nhosts: []\n')).toMatchObject({
      key: 'incompatible.config-version',
      params: { found: 2, known: 1 },
    });
  });
});

describe('changing', () => {
  test('keeps comments, order and fields of newer versions, and nobody else may read it', async () => {
    await write('# ours\nversion: 1\nfuture: { a: 1 } # later\nhosts:\n  lab: { context: lab }\n');
    await changeConfig(places, ['hosts', 'prod'], { ssh: 'ssh://ops@db1' }, 'test');
    const text = await readFile(places.configFile, 'utf8');
    expect(text).toMatch(/^# ours\nversion: 1\nfuture: \{ a: 1 \} # later\nhosts:\n/);
    expect(text).toContain('writer: test');
    expect((await loadConfig(places)).hosts).toEqual({ lab: { context: 'lab' }, prod: { ssh: 'ssh://ops@db1' } });
    expect((await stat(places.configFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['config.yaml']);
  });

  test('of many at once none is lost, and a lock that somebody left behind holds nobody up for ever', async () => {
    const longAgo = new Date(Date.now() - 60_000);
    for (const name of ['.config.yaml.lock', '.config.yaml.lock.clearing']) {
      await writeFile(join(folder, name), '');
      await utimes(join(folder, name), longAgo, longAgo);
    }
    const names = Array.from({ length: 20 }, (_, at) => `h${at}`);
    await Promise.all(names.map((name) => changeConfig(places, ['hosts', name], { context: name }, 'test')));
    expect(Object.keys((await loadConfig(places)).hosts).toSorted()).toEqual(names.toSorted());
    expect(await readdir(folder)).toEqual(['config.yaml']);
  });

  test('says so when an abandoned lock cannot be taken over', async () => {
    const longAgo = new Date(Date.now() - 60_000);
    await writeFile(join(folder, '.config.yaml.lock'), '');
    await mkdir(join(folder, '.config.yaml.lock.clearing'));
    for (const name of ['.config.yaml.lock', '.config.yaml.lock.clearing']) await utimes(join(folder, name), longAgo, longAgo);
    const change = changeConfig(places, ['hosts', 'a'], { context: 'a' }, 'test');
    await expect(change).rejects.toMatchObject({ key: 'storage-failed.config' });
  });

  test('makes the file and its folder', async () => {
    const fresh = { ...places, configFile: join(folder, 'new/config.yaml') };
    await changeConfig(fresh, ['stacks', 'shop', 'environment'], 'dev', 'test');
    expect(marksOf(await loadConfig(fresh), 'local', stack('shop'))).toMatchObject({ environment: 'dev', marked: true });
  });

  test('removes a field', async () => {
    await write('version: 1\nhosts:\n  a: { context: a }\n  b: { context: b }\n');
    expect((await changeConfig(places, ['hosts', 'a'], undefined, 'test')).hosts).toEqual({ b: { context: 'b' } });
    for (const path of [
      ['hosts', 'a'],
      ['stacks', 'shop', 'environment'],
    ]) {
      expect((await changeConfig(places, path, undefined, 'test')).hosts).toEqual({ b: { context: 'b' } });
    }
  });

  test('sets a field in what repeats another one, and leaves that one', async () => {
    await write('version: 1\nstacks:\n  a: &a { environment: dev }\n  b: *a\n');
    await changeConfig(places, ['stacks', 'b', 'environment'], 'staging', 'test');
    const { stacks } = await changeConfig(places, ['stacks', 'b', 'passwords', 'db'], 'env:DB', 'test');
    expect(stacks).toMatchObject({ a: { environment: 'dev' }, b: { environment: 'staging', passwords: { db: 'env:DB' } } });
    expect(stacks['a']).not.toHaveProperty('passwords');
  });

  test('refuses a change that would make it invalid, and leaves it as it was', async () => {
    await write('version: 1\n');
    await expect(changeConfig(places, ['hosts', 'a'], {}, 'test')).rejects.toMatchObject({ key: 'usage.config-address' });
    expect(await readFile(places.configFile, 'utf8')).toBe('version: 1\n');
    const shared = 'version: 1\nhosts:\n  a: &a { context: a }\n  b: *a\n';
    await write(shared);
    await expect(changeConfig(places, ['hosts', 'a'], undefined, 'test')).rejects.toMatchObject({ key: 'usage.config-syntax' });
    expect(await readFile(places.configFile, 'utf8')).toBe(shared);
  });

  test('a symbolic link stays one', async () => {
    const real = join(folder, 'dotfiles.yaml');
    await writeFile(real, 'version: 1\n');
    await symlink(real, places.configFile);
    await changeConfig(places, ['stacks', 'a', 'environment'], 'dev', 'test');
    expect(await readFile(real, 'utf8')).toContain('environment: dev');
  });
});

describe('marks', () => {
  test('of the stack on that host, then of the stack, then of the host; else production', async () => {
    await write(`
version: 1
hosts: { lab: { context: lab, environment: dev } }
stacks:
  shop: { environment: staging, readers: [report] }
  lab/shop: { environment: production }
`);
    const config = await loadConfig(places);
    expect(marksOf(config, 'lab', stack('shop'))).toEqual({
      environment: 'production',
      marked: true,
      markedBy: 'stacks.lab/shop',
      readers: ['report'],
    });
    expect(marksOf(config, 'local', stack('shop'))).toMatchObject({ environment: 'staging', markedBy: 'stacks.shop' });
    expect(marksOf(config, 'lab', stack('other'))).toEqual({ environment: 'dev', marked: true, markedBy: 'hosts.lab' });
    expect(marksOf(config, 'local', stack('other'))).toEqual({ environment: 'production', marked: false });
  });

  test('of one of two stacks of the same name', async () => {
    const [one, two] = [stack('shop'), { ...stack('shop'), workingDir: '/srv/copy' }];
    await write(`version: 1\nstacks: { local/shop-${stackHash(two)}: { environment: dev } }\n`);
    const config = await loadConfig(places);
    expect(marksOf(config, 'local', two)).toMatchObject({ environment: 'dev', marked: true });
    expect(marksOf(config, 'local', one)).toMatchObject({ environment: 'production', marked: false });
  });
});
