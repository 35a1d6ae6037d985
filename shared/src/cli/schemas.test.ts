import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  backupEvents,
  backupPlan,
  comparison,
  deadReport,
  hostReport,
  journal,
  refusedReport,
  restorePlan,
  snapshot,
  snapshotDetail,
  stack,
  time,
} from '../../../test/support/answers.ts';
import { longshore } from '../../../test/support/commandLine.ts';
import { faultsOf, faultsOfLines, schemaFolder } from '../../../test/support/schemas.ts';
import type { Api } from '../api/contract.ts';
import { AppError } from '../errors.ts';
import type { RepositoryReport } from '../model/repository.ts';
import { schemas } from './schemas.ts';

test('the published schemas are those of the models (else: npm run schema)', async () => {
  const made = schemas();
  const published = (await readdir(schemaFolder)).filter((name) => name.endsWith('.json'));
  expect(published.sort()).toEqual(
    Object.keys(made)
      .map((name) => `${name}.json`)
      .sort(),
  );
  for (const [name, schema] of Object.entries(made)) {
    expect(JSON.parse(await readFile(join(schemaFolder, `${name}.json`), 'utf8'))).toEqual(schema);
  }
});

describe('what the command line prints is what the schemas promise', () => {
  const job = {
    operation: 'restore',
    title: restorePlan.title,
    host: 'local',
    startedAt: time,
    id: 'j-2',
    state: 'succeeded',
  } as const;
  const report: RepositoryReport = {
    location: '/data',
    ok: false,
    passed: 40,
    failed: [{ title: 'keeps every byte', problem: '3 bytes came back changed' }],
    findings: [{ level: 'note', message: { key: 'ability.free-unknown', params: {} } }],
  };
  const api: Partial<Api> = {
    hosts: () => Promise.resolve([{ name: 'local', address: 'unix:///x', default: true, source: 'builtin' }]),
    testHost: ({ host }) => Promise.resolve(host === 'closed' ? refusedReport : host === 'dead' ? deadReport : hostReport),
    addHost: ({ name }) => Promise.resolve(name === 'dead' ? { ...deadReport, added: false } : { ...hostReport, added: true }),
    removeHost: () => Promise.resolve({}),
    stacks: () => Promise.resolve([stack]),
    stack: () =>
      Promise.resolve({ stack, services: [{ name: 'db', kind: 'postgres', version: '17', bytes: 1, warnings: [], items: [] }] }),
    snapshots: () => Promise.resolve({ items: [snapshot], warnings: [] }),
    snapshot: () => Promise.resolve(snapshotDetail),
    forgetRepository: ({ repo }) => Promise.resolve({ name: repo, location: '/mnt/nas' }),
    pin: ({ pinned }) => Promise.resolve({ reference: snapshot.reference, pinned }),
    compare: () => Promise.resolve(comparison),
    plan: () => Promise.resolve(backupPlan),
    run: () => Promise.resolve({ job: 'j-1' }),
    jobs: () => Promise.resolve({ items: [job], warnings: [] }),
    job: () => Promise.resolve(job),
    cancel: () => Promise.resolve({}),
    mark: () => Promise.resolve({ host: 'local', stack: 'shop', environment: 'dev', marked: true, by: 'stacks.local/shop' }),
    repositories: () => Promise.resolve([{ name: 'local', location: '/data', default: true }]),
    addRepository: () => Promise.resolve(report),
    removeRepository: () => Promise.resolve({ location: '/data' }),
    testRepository: () => Promise.resolve(report),
    async *events() {
      yield* await Promise.resolve(backupEvents);
    },
  };

  test.each([
    ['status'],
    ['status shop'],
    ['snapshots'],
    ['show shop/latest'],
    ['pin shop/latest'],
    ['unpin shop/latest'],
    ['forget local'],
    ['compare shop/latest shop'],
    ['backup shop'],
    ['backup shop --dry-run'],
    ['jobs'],
    ['jobs j-1'],
    ['cancel j-2'],
    ['mark shop dev'],
    ['host list'],
    ['host test'],
    ['host test closed'],
    ['host test dead'],
    ['host add prod ssh://anna@db'],
    ['host add dead ssh://anna@db'],
    ['host remove prod'],
    ['repo list'],
    ['repo add nas /data'],
    ['repo remove nas'],
    ['repo test'],
    ['nonsense'],
  ])('longshore %s --json', async (command) => {
    const { out, err } = await longshore([...command.split(' '), '--json'], { api });
    expect(err).toBe('');
    expect(faultsOfLines(out)).toEqual([]);
  });

  test('also when it fails', async () => {
    const error = new AppError(
      'host-unreachable.no-engine',
      { address: 'x' },
      { hint: { key: 'hint.start-docker', params: {} } },
    );
    const dead = await longshore(['status', '--json'], { api: { ...api, stacks: () => Promise.reject(error) } });
    const ended = journal([
      {
        type: 'ended',
        outcome: 'failed',
        error: { code: 'timeout', message: { key: 'timeout.freeze', params: { seconds: 1 } } },
      },
    ]);
    const failed = await longshore(['backup', 'shop', '--json'], {
      api: {
        ...api,
        async *events() {
          yield* await Promise.resolve(ended);
        },
      },
    });
    expect(faultsOfLines(dead.out + failed.out)).toEqual([]);
  });

  test('and they promise something', () => {
    expect(faultsOf('event', { ...backupEvents[0], seq: 'one' })).not.toEqual([]);
    expect(faultsOf('plan', { ...backupPlan, steps: [{ do: 'format-disk' }] })).not.toEqual([]);
  });
});

test('the schema of the configuration takes what we take, and finds typing errors', () => {
  const good = parse(`
version: 1
default: { host: lab }
hosts: { lab: { ssh: 'ssh://ops@lab', environment: dev } }
repositories:
  disk: { type: folder, path: /backup }
  cloud: { type: s3, bucket: backups, credentials: { accessKeyId: 'env:KEY', secretAccessKey: 'file:secret' } }
stacks: { shop: { environment: production, readers: [report], passwords: { db: 'env:DB' } } }
`) as object;
  expect(faultsOf('config', good)).toEqual([]);
  expect(faultsOf('config', { ...good, hsots: {} })).not.toEqual([]);
  const cloud = { type: 's3', bucket: 'b', credentials: { accessKeyId: 'env:KEY', secretAccessKey: 'hunter2' } };
  expect(faultsOf('config', { ...good, repositories: { cloud } })).not.toEqual([]);
  expect(faultsOf('config', { ...good, stacks: { shop: { passwords: { db: 'hunter2' } } } })).not.toEqual([]);
});
