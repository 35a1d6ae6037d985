import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { ownerState } from '../../shared/src/machine/owner.ts';
import { readLabels } from '../../shared/src/jobs/lockLabels.ts';
import { Owner } from '../../shared/src/model/owner.ts';
import type { AuditEntry } from '../../shared/src/serve/audit.ts';
import {
  type TestContainer,
  createVolume,
  killContainer,
  localHost,
  logsOf,
  startContainer,
  waitFor,
} from '../support/docker.ts';
import { type DockerProxy, startProxy } from '../support/proxy.ts';
import { serveImage as image } from '../support/serveImage.ts';
import { type TestStack, docker, leftovers, openStack } from '../support/stack.ts';
import { run } from '../support/run.ts';

/** Machines that are containers: more than one of them works in a data folder, and each may be killed and started again. */
const dataDir = '/var/lib/longshore';
const unique = (name: string): string => `longshore-test-${name}-${randomBytes(3).toString('hex')}`;

describe('two containers with one machine id, host name, kernel and data folder', () => {
  let folder: string;
  let volume: Awaited<ReturnType<typeof createVolume>>;
  const containers: AsyncDisposable[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longshore-containers-'));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'machine-id'), '0123456789abcdef0123456789abcdef\n');
    const entryPoints = [join(import.meta.dirname, 'containers.child.ts')];
    await build({ entryPoints, outfile: join(folder, 'child.mjs'), bundle: true, platform: 'node', format: 'esm' });
    volume = await createVolume(unique('containers'));
  });
  afterAll(async () => {
    for (const container of containers) await container[Symbol.asyncDispose]();
    await volume[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const child = ['node', '/test/child.mjs'];
  /** The first pids go to threads of Docker's own, now more, now fewer. */
  const nextPid = 20;
  const script = `while true & [ $! -lt ${nextPid - 1} ]; do :; done; wait; ${child.join(' ')} "$@" & trap "kill $!" TERM; wait; wait`;
  async function working(job: string, hostname = 'longshore'): Promise<TestContainer> {
    const container = await startContainer({
      image,
      entrypoint: ['sh', '-c', script, 'sh'],
      command: ['work', dataDir, job],
      hostname,
      volumes: { [volume.name]: dataDir, [folder]: '/test', [join(folder, 'machine-id')]: '/etc/machine-id' },
    });
    containers.push(container);
    // Not by a command in it, which would take a pid.
    await waitFor(async () => (await logsOf(container.id)).includes('ready'));
    return container;
  }
  const ownerOf = async (job: string, by: TestContainer): Promise<Owner> =>
    Owner.parse(JSON.parse(await docker(['exec', by.id, 'cat', `${dataDir}/${job}.json`])));
  const judged = async (job: string, by: TestContainer, how = 'judge'): Promise<string> =>
    (await docker(['exec', by.id, ...child, how, dataDir, job])).trim();

  it('know of each other what lives, and call dead only what is', async () => {
    const [a, b] = [await working('a'), await working('b')];
    const [ofA, ofB] = [await ownerOf('a', a), await ownerOf('b', a)];
    // All that was known of a process before.
    const { machine, machineName, boot, pid } = ofA;
    expect(pid).toBe(nextPid);
    expect(ofB).toMatchObject({ machine, machineName, boot, pid });
    expect(ofB.folder).toMatchObject({ id: ofA.folder?.id, socket: { job: 'b' } });
    expect(ofB.namespace).not.toEqual(ofA.namespace);

    expect(await judged('a', a)).toBe('alive');
    expect(await judged('b', a)).toBe('alive');
    expect(await judged('a', b)).toBe('alive');
    expect(await judged('b', b)).toBe('alive');
    // The host itself sees neither's processes, nor their folder.
    expect(await ownerState(ofA, folder)).toBe('elsewhere');
    // A record as it was written before says nothing of whose pid it holds.
    expect(await judged('b', a, 'judge-old')).toBe('elsewhere');

    await killContainer(b.id);
    expect(await judged('b', a)).toBe('dead');
    expect(await judged('a', a)).toBe('alive');
    expect(await ownerState(ofB, folder)).toBe('elsewhere');

    // Made anew, under another name.
    const c = await working('c', 'other');
    expect((await ownerOf('c', c)).machine).not.toBe(machine);
    expect(await judged('a', c)).toBe('alive');
    expect(await judged('b', c)).toBe('dead');
    expect(await judged('c', a)).toBe('alive');
    // Also what ended by itself has left its socket behind.
    await docker(['stop', a.id]);
    expect(await judged('a', c)).toBe('dead');
  });

  it('where a socket was copied or is gone, do not know', async () => {
    const [d, e] = [await working('d'), await working('e')];
    await killContainer(d.id);
    expect(await judged('d', e)).toBe('dead');
    const socket = `${dataDir}/jobs/d/control.sock`;
    await docker(['exec', e.id, 'sh', '-c', `cp -a ${socket} ${socket}.copy && mv ${socket}.copy ${socket}`]);
    expect(await judged('d', e)).toBe('elsewhere');
    await docker(['exec', e.id, 'rm', socket]);
    expect(await judged('d', e)).toBe('elsewhere');
  });
});

describe('a server in a container that is killed in the middle of a job', () => {
  const name = unique('killed');
  let stack: TestStack;
  let proxy: DockerProxy;
  let volume: Awaited<ReturnType<typeof createVolume>>;
  let before: Record<string, string>;
  let writer: string;

  beforeAll(async () => {
    stack = await openStack('sample');
    proxy = await startProxy();
    volume = await createVolume(`${name}-data`);
    before = await stack.states();
    writer = `${stack.project}-writer-1`;
    await serve('longshore');
  });
  afterAll(async () => {
    await remove();
    await volume[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    await stack[Symbol.asyncDispose]();
  });

  const remove = (): Promise<unknown> => run('docker', ['rm', '--force', '--volumes', name]).catch(() => undefined);
  async function serve(hostname: string): Promise<void> {
    const socket = proxy.address.type === 'socket' ? proxy.address.path : '';
    await chmod(socket, 0o666);
    const known = ['--name', name, '--label', 'longshore.test=1', '--hostname', hostname, '--init'];
    const mounts = ['--volume', `${volume.name}:${dataDir}`, '--volume', `${socket}:/var/run/docker.sock`];
    await docker(['run', '--detach', ...known, ...mounts, image, 'serve', '--listen', '127.0.0.1:8440']);
    await said('serve link');
  }
  const said = (words: string): Promise<void> => waitFor(async () => (await logsOf(name)).includes(words));
  const longshore = (...argv: string[]): Promise<string> => docker(['exec', name, 'longshore', ...argv]);
  const audit = async (): Promise<AuditEntry[]> =>
    (await docker(['exec', name, 'cat', `${dataDir}/serve/audit.jsonl`]))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEntry);

  /** Starts a job in the container, and kills the container when a request of the job has reached Docker. */
  async function killedIn(argv: string[], at: RegExp, state: string): Promise<string> {
    const held = proxy.hold('others', at);
    await docker(['exec', '--detach', name, 'longshore', ...argv]);
    await waitFor(async () => (await stack.states())[writer] === state);
    const labels = (await localHost().locks(plainContext())).map(readLabels);
    const job = labels.find((lock) => lock?.stack === stack.project)?.job ?? '';
    await killContainer(name);
    held.release();
    // Watchdog and job are gone with the container: no process is left that brings the writer back.
    expect((await stack.states())[writer]).toBe(state);
    expect(await leftovers(job)).not.toEqual([]);
    return job;
  }

  async function recovered(job: string): Promise<void> {
    await said(`Job ${job} was brought to its end.`);
    expect(await longshore('jobs')).toContain(job);
    const recoveries = (await audit()).filter(({ params }) => (params as { job?: string } | undefined)?.job === job);
    expect(recoveries).toMatchObject([
      { what: 'before', name: 'longshore serve', method: 'run', params: { operation: 'recover', job } },
    ]);
  }

  it('recovers a backup by itself when the container is started again', async () => {
    const job = await killedIn(['backup', stack.project, '--yes'], /^POST .*\/pause$/, 'paused');
    await docker(['start', name]);
    await recovered(job);
    expect(await stack.states()).toEqual(before);
    expect(await leftovers(job)).toEqual([]);
  });

  it('recovers a restore by itself when the container is made anew, with another host name', async () => {
    await longshore('backup', stack.project, '--yes');
    const job = await killedIn(['restore', `${stack.project}/latest`, '--yes'], /^POST .*\/stop$/, 'exited');
    await remove();
    await serve('anew');
    await recovered(job);
    expect(await stack.states()).toEqual(before);
    expect(await leftovers(job)).toEqual([]);
    await longshore('backup', stack.project, '--yes');
  });
});
