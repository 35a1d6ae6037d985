import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { JobEvent } from '../../shared/src/model/job.ts';
import { type TestCli, openCli } from '../support/cli.ts';
import { matrix, randomOf, range } from '../support/matrix.ts';
import { type DockerProxy, startTcpProxy } from '../support/proxy.ts';
import { type S3Server, startS3 } from '../support/s3Server.ts';
import { type SecondDocker, startSecondDocker } from '../support/secondDocker.ts';
import { type Machine, startMachine } from '../support/ssh.ts';
import { type TestStack, docker, leftovers, openStack } from '../support/stack.ts';

/**
 * Everything, by the command line, on the sample stack of a Docker Engine that is elsewhere: over SSH and over TLS, into a folder
 * and into a bucket. Both ways lead through something that can be cut.
 */
let second: SecondDocker;
let machine: Machine;
let server: S3Server;
let stack: TestStack;
let cli: TestCli;
let name: string;
let states: Record<string, string>;
let env: Record<string, string>;
const ways: Record<string, DockerProxy> = {};

beforeAll(async () => {
  [second, server, cli] = await Promise.all([startSecondDocker(), startS3('seaweedfs'), openCli()]);
  machine = await startMachine({ engine: second.socket.path });
  const [tls, ssh, bucket] = await Promise.all([
    startTcpProxy(second.secure),
    startTcpProxy({ type: 'tcp', host: '127.0.0.1', port: machine.port }),
    server.bucket(),
  ]);
  Object.assign(ways, { tls, ssh });
  env = {
    LONGSHORE_SSH_CONFIG: await machine.config([`Port ${ssh.address.port}`, `HostKeyAlias [127.0.0.1]:${machine.port}`]),
    LONGSHORE_TEST_S3_KEY: server.credentials.accessKeyId,
    LONGSHORE_TEST_S3_SECRET: server.credentials.secretAccessKey,
  };
  const { ca, client } = second.authority;
  const config = {
    version: 1,
    hosts: { tls: { tcp: `tcp://localhost:${tls.address.port}`, tls: { ca, ...client } }, ssh: { ssh: 'ssh://box' } },
    repositories: {
      folder: { type: 'folder', path: join(cli.dataDir, 'repository') },
      bucket: {
        type: 's3',
        bucket: bucket.bucket,
        endpoint: bucket.endpoint,
        credentials: { accessKeyId: 'env:LONGSHORE_TEST_S3_KEY', secretAccessKey: 'env:LONGSHORE_TEST_S3_SECRET' },
      },
    },
  };
  await mkdir(join(cli.dataDir, 'longshore'));
  await writeFile(join(cli.dataDir, 'longshore/config.yaml'), JSON.stringify(config));
  stack = await openStack('sample', second);
  name = stack.project;
  states = await stack.states();
  await sql('create table marker (word text)');
}, 300_000);
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  for (const way of Object.values(ways)) await way[Symbol.asyncDispose]();
  await machine[Symbol.asyncDispose]();
  await Promise.all([second[Symbol.asyncDispose](), server[Symbol.asyncDispose](), cli[Symbol.asyncDispose]()]);
});

const sql = (text: string): Promise<string> => stack.exec('db', 'psql', '-U', 'postgres', '-d', 'app', '-XqAtc', text);
const cache = (...command: string[]): Promise<string> =>
  stack.exec('cache', 'valkey-cli', '--no-auth-warning', '-a', 'p@ss$1%w&rd;ü', ...command);
const write = async (word: string): Promise<void> => {
  await sql(`truncate marker; insert into marker values ('${word}')`);
  await cache('set', 'marker', word);
};
const read = async (): Promise<[string, string]> => [await sql('select word from marker'), await cache('get', 'marker')];
const proven = { services: [{ proof: { ok: true, differences: [] } }, { proof: { ok: true, differences: [] } }] };
const jobOf = (lines: JobEvent[]): string => lines.flatMap((line) => (line.type === 'started' ? [line.job] : []))[0] ?? '';

async function expectWhole(job: string): Promise<void> {
  expect(await leftovers(job, second)).toEqual([]);
  expect(await stack.states()).toEqual(states);
}

/** A job that succeeds, and leaves the containers as they were and nothing else on the host. */
async function done(...argv: string[]): Promise<{ job: string; result: Record<string, unknown> }> {
  const { code, last, lines } = await cli.json(argv, env);
  expect({ code, last }).toMatchObject({ code: 0, last: { outcome: 'succeeded' } });
  const job = jobOf(lines);
  await expectWhole(job);
  return { job, result: last['result'] as Record<string, unknown> };
}

const backup = async (host: string, repo: string): Promise<string> => {
  const { result } = await done('backup', name, '--host', host, '--repo', repo);
  expect(result).toMatchObject({ complete: true, frozenSeconds: expect.any(Number) as unknown });
  return result['snapshot'] as string;
};

matrix('reach', 'each way to an engine and each repository: backup, verify, drill, restore, undo, and recover after a kill', {
  cases: () => ['tls folder', 'tls bucket', 'ssh folder', 'ssh bucket'],
  sample: 1,
  async test(way) {
    const [host = '', repo = ''] = way.split(' ');
    const of = ['--host', host, '--repo', repo];
    await write('saved');
    const snapshot = await backup(host, repo);
    await done('verify', snapshot, '--repo', repo);
    expect((await done('drill', snapshot, ...of)).result).toMatchObject(proven);

    await write('present');
    const restored = await done('restore', snapshot, ...of, '--yes');
    expect(restored.result).toMatchObject(proven);
    expect(await read()).toEqual(['saved', 'saved']);
    await done('undo', restored.job, '--yes');
    expect(await read()).toEqual(['present', 'present']);

    // While it switches over.
    const killed = await cli.json(['restore', snapshot, ...of, '--yes'], { ...env, LONGSHORE_TEST_DIE_AFTER: '12' });
    expect(killed.last).toMatchObject({ outcome: 'failed', error: { code: 'recovery-needed' } });
    expect(await docker(['ps', '--all', '--filter', 'label=longshore.lock', '--format', '{{.Names}}'], second)).not.toBe('');
    await done('recover', '--host', host);
    const [database, kv] = await read();
    expect(database).toBe(kv);
    await expectWhole(jobOf(killed.lines));
    return 'held';
  },
  ends: ['held'],
});

/** Stretches of a job, in one of which its connection is cut. */
const stretches = 8;

/** What is cut over each way, and how long it takes, in milliseconds, when it is not. */
const uncut = new Map<string, { snapshot: string; backup: number; restore: number }>();

async function timesOf(host: string): Promise<{ snapshot: string; backup: number; restore: number }> {
  const known = uncut.get(host);
  if (known) return known;
  const timed = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
    const begun = performance.now();
    const value = await work();
    return [performance.now() - begun, value];
  };
  await write('saved');
  const [backupTook, snapshot] = await timed(() => backup(host, 'folder'));
  const [restoreTook] = await timed(() => done('restore', snapshot, '--repo', 'folder', '--yes', '--host', host));
  const times = { snapshot, backup: backupTook, restore: restoreTook };
  uncut.set(host, times);
  return times;
}

const references = async (): Promise<string[]> => {
  const { last } = await cli.json(['snapshots', '--repo', 'folder'], env);
  return (last['data'] as { items: { reference: string }[] }).items.map(({ reference }) => reference);
};

matrix('cut', 'a connection that is cut at any moment: the job ends proven, or recoverable', {
  cases: () =>
    ['tls', 'ssh'].flatMap((host) =>
      ['backup', 'restore'].flatMap((operation) => range(0, stretches, 1).map((part) => `${host} ${operation} ${part}`)),
    ),
  sample: 1,
  async test(which) {
    const [host = '', operation = '', part = ''] = which.split(' ');
    const times = await timesOf(host);
    const known = await references();
    await write('present');
    const isBackup = operation === 'backup';
    const argv = isBackup ? ['backup', name, '--repo', 'folder'] : ['restore', times.snapshot, '--repo', 'folder', '--yes'];
    const moment = ((Number(part) + randomOf(`cut ${which}`)()) / stretches) * (isBackup ? times.backup : times.restore);
    const running = cli.json([...argv, '--host', host], env);
    await sleep(moment);
    ways[host]?.break();
    const { last, lines } = await running;
    const job = jobOf(lines);
    const { error } = last as { error?: { code: string } };
    if (error?.code === 'recovery-needed') await done('recover', '--host', host, job);
    await expectWhole(job);
    const [database, kv] = await read();
    expect(database, `${argv.join(' ')}, cut after ${Math.round(moment)} ms`).toBe(kv);

    const outcome = String(last['outcome']);
    const made = (await references()).filter((reference) => !known.includes(reference));
    if (isBackup) expect(made.length).toBeGreaterThanOrEqual(outcome === 'succeeded' ? 1 : 0);
    for (const reference of made) await done('verify', reference, '--repo', 'folder');
    if (!isBackup) expect([outcome, database]).not.toEqual(['succeeded', 'present']);
    return `${operation} ${outcome}`;
  },
  // Some cuts are outlasted, others are not: otherwise they came too late, or nothing reconnects.
  ends: ['backup succeeded', 'restore failed'],
});
