import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../shared/src/model/job.ts';
import { type TestCli, openCli } from '../support/cli.ts';
import { type EngineProxy, startTcpProxy } from '../support/proxy.ts';
import { type S3Server, startS3 } from '../support/s3Server.ts';
import { type SecondEngine, startSecondEngine } from '../support/secondEngine.ts';
import { type Machine, startMachine } from '../support/ssh.ts';
import { type TestStack, docker, leftovers, openStack } from '../support/stack.ts';

/**
 * Everything, by the command line, on the sample stack of an engine that is elsewhere: over SSH and over TLS, into a folder
 * and into a bucket. Both ways lead through something that can be cut.
 */
let engine: SecondEngine;
let machine: Machine;
let server: S3Server;
let stack: TestStack;
let cli: TestCli;
let name: string;
let states: Record<string, string>;
let env: Record<string, string>;
const ways: Record<string, EngineProxy> = {};

beforeAll(async () => {
  [engine, server, cli] = await Promise.all([startSecondEngine(), startS3('seaweedfs'), openCli()]);
  machine = await startMachine({ engine: engine.socket.path });
  const [tls, ssh, bucket] = await Promise.all([
    startTcpProxy(engine.secure),
    startTcpProxy({ type: 'tcp', host: '127.0.0.1', port: machine.port }),
    server.bucket(),
  ]);
  Object.assign(ways, { tls, ssh });
  env = {
    LONGSHORE_SSH_CONFIG: await machine.config([`Port ${ssh.address.port}`, `HostKeyAlias [127.0.0.1]:${machine.port}`]),
    LONGSHORE_TEST_S3_KEY: server.credentials.accessKeyId,
    LONGSHORE_TEST_S3_SECRET: server.credentials.secretAccessKey,
  };
  const { ca, client } = engine.authority;
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
  stack = await openStack('sample', engine);
  name = stack.project;
  states = await stack.states();
  await sql('create table marker (word text)');
}, 300_000);
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  for (const way of Object.values(ways)) await way[Symbol.asyncDispose]();
  await machine[Symbol.asyncDispose]();
  await Promise.all([engine[Symbol.asyncDispose](), server[Symbol.asyncDispose](), cli[Symbol.asyncDispose]()]);
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
  expect(await leftovers(job, engine)).toEqual([]);
  expect(await stack.states()).toEqual(states);
}

/** A job that succeeds, and leaves the containers as they were and nothing else on the engine. */
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

describe.each([
  ['tls', 'folder'],
  ['tls', 'bucket'],
  ['ssh', 'folder'],
  ['ssh', 'bucket'],
])('over %s, into a %s', (host, repo) => {
  const of = ['--host', host, '--repo', repo];

  it('backup, verify, drill, restore, undo, and recover after the job was killed while it switched over', async () => {
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

    const killed = await cli.json(['restore', snapshot, ...of, '--yes'], { ...env, LONGSHORE_TEST_DIE_AFTER: '12' });
    expect(killed.last).toMatchObject({ outcome: 'failed', error: { code: 'recovery-needed' } });
    expect(await docker(['ps', '--all', '--filter', 'label=longshore.lock', '--format', '{{.Names}}'], engine)).not.toBe('');
    await done('recover', '--host', host);
    const [database, kv] = await read();
    expect(database).toBe(kv);
    await expectWhole(jobOf(killed.lines));
  }, 300_000);
});

describe.each(['tls', 'ssh'])('a connection over %s that is cut at any moment', (host) => {
  /** The same moments in every run. */
  let state = host.length;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;

  /** Cut once, somewhere in as much time as it takes when it is not; and brought to an end by `recover` where it has to be. */
  async function cut(took: number, ...argv: string[]): Promise<{ job: string; outcome: unknown }> {
    const moment = random() * took;
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
    return { job, outcome: last['outcome'] };
  }

  it('ends proven or recoverable', async () => {
    const timed = async <T>(work: () => Promise<T>): Promise<{ took: number; value: T }> => {
      const begun = performance.now();
      const value = await work();
      return { took: performance.now() - begun, value };
    };
    const references = async (): Promise<string[]> => {
      const { last } = await cli.json(['snapshots', '--repo', 'folder'], env);
      return (last['data'] as { items: { reference: string }[] }).items.map(({ reference }) => reference);
    };
    await write('saved');
    const { took: backupTook, value: snapshot } = await timed(() => backup(host, 'folder'));
    await write('present');
    const restore = ['restore', snapshot, '--repo', 'folder', '--yes'];
    const { took: restoreTook, value: restored } = await timed(() => done(...restore, '--host', host));
    await done('undo', restored.job, '--yes');
    const known = await references();
    for (let time = 1; time <= 3; time += 1) {
      const { outcome } = await cut(backupTook, 'backup', name, '--repo', 'folder');
      const made = (await references()).filter((reference) => !known.includes(reference));
      expect(made.length).toBeGreaterThanOrEqual(outcome === 'succeeded' ? 1 : 0);
      for (const reference of made) await done('verify', reference, '--repo', 'folder');
      known.push(...made);
    }
    for (let time = 1; time <= 3; time += 1) {
      await write('present');
      const { outcome } = await cut(restoreTook, ...restore);
      expect([outcome, await read()]).not.toEqual(['succeeded', ['present', 'present']]);
    }
  }, 600_000);
});
