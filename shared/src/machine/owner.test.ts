import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, ask, hold } from './controlSocket.ts';
import type { Owner } from '../model/owner.ts';
import { controlSocketOf, ensureFolderId, readFolderId } from './dataFolder.ts';
import { type Observer, judge, ownerState, processStart, thisProcess } from './owner.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'owner-'));
});
afterAll(() => rm(dir, { recursive: true }));

const stateOf = (owner: Owner): ReturnType<typeof ownerState> => ownerState(owner, dir);
const sleeper = 'setInterval(() => {}, 1000)';

describe('of this machine', () => {
  it('knows this process to be alive', async () => {
    expect(await stateOf(thisProcess())).toBe('alive');
  });

  it('calls an owner dead only when that is proven', async () => {
    const child = spawn(process.execPath, ['-e', sleeper]);
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    const owner = { ...thisProcess(), pid, processStart: processStart(pid) ?? '' };
    expect(await stateOf(owner)).toBe('alive');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await stateOf(owner)).toBe('dead');
  });

  it('does not take a reused pid for its owner', async () => {
    expect(await stateOf({ ...thisProcess(), processStart: '1' })).toBe('dead');
  });

  it('takes no process for dead whose start was not recorded', async () => {
    expect(await stateOf({ ...thisProcess(), processStart: '' })).toBe('elsewhere');
  });

  it('cannot tell of another machine', async () => {
    expect(await stateOf({ ...thisProcess(), machine: 'other' })).toBe('elsewhere');
  });
});

describe('a judgement', () => {
  const initial = { id: 'pid:[4026531836]', start: '2' };
  const inside = { id: 'pid:[4026532001]', start: '500' };
  const host: Observer = {
    machine: 'm',
    hasMachineId: true,
    boot: 'b',
    namespace: initial,
    stateOf: (pid, start) => (pid === 7 && start === '70' ? 'alive' : 'dead'),
    folderId: () => Promise.resolve('f'),
    answerOf: () => Promise.resolve('none'),
  };
  const container: Observer = { ...host, namespace: inside };
  const socket = { job: 'j', device: '1', inode: '2' };
  const old: Owner = { machine: 'm', machineName: 'name', boot: 'b', pid: 7, processStart: '70' };
  const onHost: Owner = { ...old, namespace: initial, folder: { id: 'f', socket } };
  const inContainer: Owner = { ...onHost, namespace: inside };
  const gone = { processStart: '69' };
  const reboot = { boot: 'earlier' };
  const refuses: Partial<Observer> = { answerOf: () => Promise.resolve('refused') };
  const accepts: Partial<Observer> = { answerOf: () => Promise.resolve('accepted') };
  const hides: Partial<Observer> = { stateOf: () => 'elsewhere' };
  const otherFolder: Partial<Observer> = { folderId: () => Promise.resolve('g') };
  const noFolder: Partial<Observer> = { folderId: () => Promise.resolve(undefined) };

  it.each<[string, Owner, Observer, 'alive' | 'dead' | 'elsewhere']>([
    ['an old record, alive', old, host, 'alive'],
    ['an old record, gone', { ...old, ...gone }, host, 'dead'],
    ['an old record of another boot', { ...old, ...reboot }, host, 'dead'],
    ['an old record of another machine', { ...old, machine: 'n', ...gone }, host, 'elsewhere'],
    ['an old record, read in a container', { ...old, ...gone }, container, 'elsewhere'],
    ['an old record of another boot, read in a container', { ...old, ...reboot }, container, 'elsewhere'],
    [
      'an old record, where no namespace can be read',
      { ...old, ...gone },
      { ...host, namespace: { id: '', start: '' } },
      'elsewhere',
    ],
    [
      'an unknown boot, where there are no namespaces',
      { ...old, boot: '' },
      { ...host, boot: '', namespace: undefined },
      'alive',
    ],
    [
      'a process that is gone, of an unknown boot, where there are no namespaces',
      { ...old, ...gone, boot: '' },
      { ...host, boot: '', namespace: undefined },
      'dead',
    ],
    ['another boot, where that of the reader is unknown', { ...onHost, ...gone }, { ...host, boot: '' }, 'elsewhere'],
    ['an unknown boot', { ...onHost, ...gone, boot: '' }, { ...host, boot: '' }, 'elsewhere'],
    ['an old record, where there are no namespaces', { ...old, ...gone }, { ...host, namespace: undefined }, 'dead'],

    ['the same namespace, alive', inContainer, container, 'alive'],
    ['the same namespace, gone', { ...inContainer, ...gone }, container, 'dead'],
    ['the same namespace, hidden', inContainer, { ...container, ...hides }, 'elsewhere'],
    ['the same namespace, hidden, with a socket that refuses', inContainer, { ...container, ...hides, ...refuses }, 'dead'],
    [
      'the initial namespace, whose first process is hidden',
      { ...onHost, ...gone, namespace: { ...initial, start: '' } },
      host,
      'dead',
    ],
    [
      'the number of a namespace that was used again',
      { ...inContainer, ...gone, namespace: { ...inside, start: '400' } },
      container,
      'elsewhere',
    ],
    [
      'namespaces that could not be read',
      { ...inContainer, ...gone, namespace: { id: '', start: '' } },
      { ...host, namespace: { id: '', start: '' } },
      'elsewhere',
    ],
    [
      'the same number in another boot, in another folder',
      { ...inContainer, ...reboot },
      { ...container, ...otherFolder },
      'elsewhere',
    ],
    ['a container, read by its host', { ...inContainer, ...gone }, host, 'elsewhere'],
    ['the host, read in a container', { ...onHost, ...gone }, container, 'elsewhere'],

    ['a socket that refuses', inContainer, { ...host, ...refuses }, 'dead'],
    [
      'a socket that refuses, of a container with another name',
      { ...inContainer, machine: 'n' },
      { ...host, ...refuses },
      'dead',
    ],
    ['a socket that answers', { ...inContainer, ...gone }, { ...host, ...accepts }, 'alive'],
    [
      'a socket that answers, though the boot seems to be another',
      { ...inContainer, ...reboot },
      { ...host, ...accepts },
      'alive',
    ],
    [
      'a socket that refuses, of an earlier boot of a container',
      { ...inContainer, ...reboot },
      { ...container, ...refuses },
      'dead',
    ],
    [
      'a socket that refuses, in the folder of another machine',
      { ...inContainer, ...reboot, machine: 'n' },
      { ...host, ...refuses },
      'elsewhere',
    ],
    ['a socket in another folder', inContainer, { ...host, ...refuses, ...otherFolder }, 'elsewhere'],
    ['a socket, where the folder has no id', inContainer, { ...host, ...refuses, ...noFolder }, 'elsewhere'],
    ['a socket that is not in the folder', { ...inContainer, folder: { id: 'f' } }, { ...host, ...refuses }, 'elsewhere'],

    ['another boot of a machine', { ...onHost, ...reboot }, { ...host, ...noFolder }, 'dead'],
    ['another boot of another machine', { ...onHost, ...reboot, machine: 'n' }, host, 'elsewhere'],
    [
      'another boot of a machine with nothing but a name',
      { ...onHost, ...reboot },
      { ...host, hasMachineId: false, ...otherFolder },
      'elsewhere',
    ],
    ['the same with a copy of the folder', { ...onHost, ...reboot }, { ...host, hasMachineId: false }, 'elsewhere'],
    ['the same with its socket', { ...onHost, ...reboot }, { ...host, hasMachineId: false, ...refuses }, 'dead'],
    ['another boot, read in a container', { ...onHost, ...reboot }, { ...container, ...otherFolder }, 'elsewhere'],
    ['another boot of a container', { ...inContainer, ...reboot }, { ...host, ...otherFolder }, 'elsewhere'],
    ['another boot of a container with a copy of the folder', { ...inContainer, ...reboot }, container, 'elsewhere'],
    [
      'another boot of a record without a folder',
      { ...inContainer, ...reboot, folder: undefined },
      { ...container, ...noFolder },
      'elsewhere',
    ],
  ])('of %s', async (_, owner, by, expected) => {
    expect(await judge(owner, by)).toBe(expected);
  });
});

describe('the id of a data folder', () => {
  it('is the same for all who ask at once, and stays', async () => {
    expect(await readFolderId(dir)).toBeUndefined();
    const ids = new Set(await Promise.all(Array.from({ length: 8 }, () => ensureFolderId(dir))));
    expect([...ids]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(await readFolderId(dir)).toBe([...ids][0]);
  });

  it('proves nothing when it is damaged, or on a file system that several machines may share', async () => {
    const damaged = join(dir, 'damaged');
    await mkdir(damaged);
    await writeFile(join(damaged, 'folder-id'), '');
    expect(await ensureFolderId(damaged)).toBeUndefined();
    expect(await readFolderId('/proc')).toBeUndefined();
  });
});

describe('the socket of a process', () => {
  /** Also where the path is longer than that of a socket may be. */
  const places = ['j', 'deep'];
  const socketOf = async (name: string): Promise<string> => {
    const path = controlSocketOf(name === 'deep' ? join(dir, 'x'.repeat(120)) : dir, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  };
  const listener = `
    const { hold } = await import(${JSON.stringify(new URL('./controlSocket.ts', import.meta.url).href)});
    console.log(JSON.stringify(await hold(process.argv[1], () => 'here')));
    ${sleeper}`;

  it.each(places)('accepts while it lives, also when it is stopped, and refuses when it is dead: %s', async (name) => {
    const path = await socketOf(name);
    const child = spawn(process.execPath, ['--input-type=module', '-e', listener, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const id = JSON.parse(line) as { device: string; inode: string };
    expect(await ask(path, {})).toBe('here');
    child.kill('SIGSTOP');
    expect(await answerOf(path, id)).toBe('accepted');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await answerOf(path, id)).toBe('refused');
    // The name says whose it was: no later process takes it.
    await expect(hold(path, () => '')).rejects.toThrow('EEXIST');
    expect(await answerOf(path, id)).toBe('refused');
  });

  it('proves nothing when it is gone, a copy, or no socket', async () => {
    const path = await socketOf('k');
    await using server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const { dev, ino } = await stat(path, { bigint: true });
    const id = { device: String(dev), inode: String(ino) };
    expect(await answerOf(path, id)).toBe('accepted');
    expect(await answerOf(path, { ...id, inode: '1' })).toBe('none');
    expect(await answerOf(path, { ...id, device: '1' })).toBe('none');
    expect(await answerOf(path, { ...id, device: '1' }, { anyDevice: true })).toBe('accepted');
    expect(await answerOf(path, { ...id, inode: '1' }, { anyDevice: true })).toBe('none');
    expect(await answerOf(`${path}.gone`, id)).toBe('none');
    await writeFile(`${path}.file`, '');
    expect(await answerOf(`${path}.file`, id)).toBe('none');
  });
});
