import type { SnapshotDetail, StackSummary } from '../../shared/src/api/answers.ts';
import { type Api, protocol } from '../../shared/src/api/contract.ts';
import { AppError } from '../../shared/src/errors.ts';
import type { JobEvent, JobSummary } from '../../shared/src/model/job.ts';
import type { Manifest, SnapshotSummary } from '../../shared/src/model/manifest.ts';
import type { Plan } from '../../shared/src/model/plan.ts';
import { backupEvents, deadReport, hostReport, journal, manifest, restorePlan, snapshotDetail, stack } from './answers.ts';

interface KnownOptions {
  role?: 'view' | 'operate' | 'administer';
  /** Snapshots of the stack `shop`: one every six hours, back from {@link noon}. */
  snapshots?: number;
}

/** The present time of the user. */
export const noon = new Date('2026-05-03T12:00:00.000Z');
const hour = 3600_000;
const ago = (hours: number): string => new Date(noon.getTime() - hours * hour).toISOString();

const blog: StackSummary = {
  ...stack,
  id: { name: 'blog', engine: 'E1', project: 'blog', workingDir: '/srv/blog' },
  hash: 'b10600',
  environment: 'dev',
  marked: true,
  services: [{ name: 'database', kind: 'postgres', containers: ['c9'], running: true }],
};
const shop: StackSummary = {
  ...stack,
  services: [
    { name: 'db', kind: 'postgres', containers: ['c1'], running: true },
    { name: 'cache', kind: 'valkey', containers: ['c3'], running: true },
  ],
};

function savedOf({ id, services }: StackSummary, at: number, hours: number): SnapshotSummary {
  const startedAt = ago(hours);
  const reference = `${id.name}/${startedAt.slice(0, 19).replace('T', '_').replaceAll(':', '-')}Z`;
  const bytes = 1_100_000_000 + 3_000_000 * (40 - (at % 40)) + 40_000_000 * (at % 3);
  const tested = at % 5 === 1;
  return {
    reference,
    stack: id,
    startedAt,
    environment: 'production',
    complete: at % 17 !== 16,
    missing: at % 17 === 16 ? ['cache'] : [],
    services: services.map(({ name, kind }) => ({ name, kind, version: kind === 'postgres' ? '17.5' : 'Valkey 8.1.1' })),
    bytes,
    proofs: tested
      ? [
          {
            kind: 'drill',
            at: ago(hours - 0.5),
            ok: true,
            rows: 1_204_311,
            seconds: 21,
            services: services.map(({ name }) => name),
          },
        ]
      : [],
    pinned: at === 4,
  };
}

function detailOf(summary: SnapshotSummary): SnapshotDetail {
  const made: Manifest = {
    ...manifest,
    id: summary.reference.split('/')[1] ?? '',
    stack: summary.stack,
    startedAt: summary.startedAt,
    finishedAt: new Date(Date.parse(summary.startedAt) + 14_200).toISOString(),
    point: new Date(Date.parse(summary.startedAt) + 1000).toISOString(),
    complete: summary.complete,
    services: summary.services.map(({ name, kind, version }) => ({
      name,
      kind,
      version,
      image: { reference: kind === 'postgres' ? 'postgres:17' : 'valkey/valkey:8', id: 'sha256:1' },
      items: kind === 'postgres' ? ['app', 'my-app db'] : ['0'],
    })),
    artifacts: summary.services.map(({ name, kind }) => ({
      service: name,
      name: kind === 'postgres' ? 'app.dump' : 'dump.rdb',
      key: kind === 'postgres' ? `${name}/app.dump` : `${name}/dump.rdb.zst`,
      bytes: kind === 'postgres' ? summary.bytes - 90_000_000 : 90_000_000,
      sha256: 'a'.repeat(64),
      logicalBytes: summary.bytes,
      codecs: [],
    })),
  };
  return {
    ...snapshotDetail,
    reference: summary.reference,
    manifest: made,
    bytes: summary.bytes,
    pinned: summary.pinned,
    proofs: summary.proofs.map((proof) => ({ ...proof, snapshot: summary.reference })),
    inventory: {
      ...snapshotDetail.inventory,
      cache: {
        version: 'Valkey 8.1.1',
        entries: [{ item: '0', name: '', type: 'keyspace', exact: { keys: 48_200 }, atLeast: {}, informative: {} }],
      },
    },
  };
}

const jobs: JobSummary[] = [
  {
    id: 'j-run',
    operation: 'backup',
    title: { key: 'title.backup', params: { stack: 'shop' } },
    host: 'local',
    stack: 'shop',
    state: 'running',
    startedAt: ago(0.003),
  },
  {
    id: 'j-restore',
    operation: 'restore',
    title: { key: 'title.restore', params: { snapshot: 'shop/2026-05-03_06-00-00Z', stack: 'shop' } },
    host: 'local',
    stack: 'shop',
    state: 'succeeded',
    startedAt: ago(2),
    endedAt: ago(1.99),
    undo: { until: ago(-22), services: ['db'] },
  },
  {
    id: 'j-broken',
    operation: 'restore',
    title: { key: 'title.restore', params: { snapshot: 'blog/2026-05-01_06-00-00Z', stack: 'blog' } },
    host: 'local',
    stack: 'blog',
    state: 'interrupted',
    startedAt: ago(26),
    error: {
      code: 'recovery-needed',
      message: { key: 'recovery-needed.interrupted', params: { job: 'j-broken' } },
      hint: { key: 'hint.recover', params: {} },
    },
  },
];

const runningEvents = backupEvents.slice(0, 5).map((event): JobEvent => ({ ...event, time: ago(0.002) }));
const typedPlan: Plan = {
  ...restorePlan,
  facts: [
    { key: 'fact.replaces', params: { service: 'db', items: ['app'] } },
    { key: 'fact.restarts', params: { containers: ['shop-web-1'] } },
    { key: 'fact.point', params: { at: ago(6) } },
    { key: 'fact.undo-until', params: { until: ago(-24) } },
  ],
  warnings: [{ key: 'warning.not-frozen', params: { containers: ['blog-web-1'] } }],
  confirm: { level: 'type', text: 'shop' },
};

/** What a core with two stacks, two repositories and a host that does not answer would say. It runs nothing. */
export function knownApi({ role = 'administer', snapshots = 60 }: KnownOptions = {}): Api {
  const local = [...Array.from({ length: snapshots }, (_, at) => savedOf(shop, at, 3 + at * 6)), savedOf(blog, 1, 80)];
  const absent = (): Promise<never> => Promise.reject(new AppError('denied.engine', { address: 'unix:///var/run/docker.sock' }));
  const until = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
  return {
    hello: () => Promise.resolve({ protocol, version: '0.1.0', role }),
    hosts: () =>
      Promise.resolve([
        { name: 'local', address: 'unix:///var/run/docker.sock', default: true, source: 'builtin' },
        { ...hostReport.host, name: 'prod' },
      ]),
    testHost: ({ host }) =>
      Promise.resolve(host === 'prod' ? deadReport : { ...hostReport, host: { ...hostReport.host, name: 'local' } }),
    addHost: () => Promise.resolve({ ...deadReport, added: false }),
    removeHost: () => Promise.resolve({}),
    repositories: () =>
      Promise.resolve([
        { name: 'local', location: '/home/anna/.local/share/longshore/repository', default: true },
        { name: 'offsite', location: 's3://backups/longshore', default: false },
      ]),
    addRepository: () =>
      Promise.resolve({
        location: '/mnt',
        ok: false,
        passed: 3,
        failed: [{ title: 'A file can be written', problem: 'EROFS' }],
        findings: [],
      }),
    removeRepository: () => Promise.resolve({ location: '/mnt' }),
    testRepository: () =>
      Promise.resolve({
        location: '/home/anna/.local/share/longshore/repository',
        ok: true,
        passed: 22,
        failed: [],
        findings: [],
      }),
    stacks: ({ host }) =>
      host === 'prod'
        ? Promise.reject(
            new AppError(
              'denied.ssh-login',
              { address: 'ssh://anna@db', methods: 'publickey' },
              { hint: { key: 'hint.ssh-login', params: { command: 'ssh anna@db' } } },
            ),
          )
        : Promise.resolve([
            {
              ...shop,
              last: {
                reference: local[0]?.reference ?? '',
                at: local[0]?.startedAt ?? ago(3),
                bytes: 1,
                complete: true,
                services: ['db'],
                proofs: [],
              },
            },
            blog,
          ]),
    stack: ({ stack: name }) => {
      const found = name === 'blog' ? blog : shop;
      return Promise.resolve({
        stack: found,
        services: found.services.map(({ name: service, kind }) => ({
          name: service,
          kind,
          version: kind === 'postgres' ? '17.5' : 'Valkey 8.1.1',
          items:
            kind === 'postgres'
              ? [
                  { name: 'app', bytes: 2_400_000_000, rows: 1_300_000 },
                  { name: 'my-app db', bytes: 8_000_000 },
                ]
              : [{ name: '0', bytes: 90_000_000, rows: 48_000 }],
          bytes: kind === 'postgres' ? 2_408_000_000 : 90_000_000,
          warnings: [],
          ...(kind === 'valkey' && { ephemeral: { key: 'warning.ephemeral', params: { service } } }),
        })),
      });
    },
    snapshots: ({ repo, stack: name, cursor, limit = 100 }) => {
      const all = repo === 'offsite' ? [] : local.filter((each) => name === undefined || each.stack.name === name);
      const from = Number(cursor ?? 0);
      const items = all.slice(from, from + limit);
      return Promise.resolve({ items, warnings: [], ...(from + limit < all.length && { next: String(from + limit) }) });
    },
    snapshot({ snapshot }) {
      const found = local.find(({ reference }) => reference === snapshot);
      return found ? Promise.resolve(detailOf(found)) : absent();
    },
    forgetRepository: absent,
    pin: ({ snapshot, pinned }) => Promise.resolve({ reference: snapshot, pinned }),
    compare: absent,
    mark: ({ stack: name }) => Promise.resolve({ host: 'local', stack: name, environment: 'dev', marked: true }),
    plan: ({ operation }) =>
      Promise.resolve(operation === 'restore' ? typedPlan : { ...restorePlan, operation, confirm: { level: 'click' as const } }),
    planned: absent,
    run: () => Promise.resolve({ job: 'j-run' }),
    jobs: () => Promise.resolve({ items: jobs, warnings: [] }),
    job: ({ job }) => {
      const found = jobs.find(({ id }) => id === job);
      return found ? Promise.resolve(found) : Promise.reject(new AppError('not-found.job', { job }));
    },
    cancel: () => Promise.resolve({}),
    answer: () => Promise.resolve({}),
    // oxlint-disable-next-line require-yield -- Nothing is asked for.
    async *needs(_, { signal } = {}) {
      await until(signal);
    },
    // oxlint-disable-next-line require-yield -- Nothing changes.
    async *changes(_, { signal } = {}) {
      await until(signal);
    },
    async *events({ job, after = 0 }, { signal } = {}) {
      if (job === 'j-run') {
        yield* runningEvents.filter(({ seq }) => seq > after);
        await until(signal);
        return;
      }
      const restored = journal([
        { type: 'started', job, plan: typedPlan },
        { type: 'step', index: 0, state: 'running' },
        { type: 'step', index: 0, state: 'done' },
        { type: 'progress', service: 'db', phase: 'stage', bytes: 300_000_000, total: 1_200_000_000, rate: 120_000_000 },
        { type: 'progress', service: 'db', phase: 'stage', bytes: 900_000_000, total: 1_200_000_000, rate: 150_000_000 },
        {
          type: 'ended',
          outcome: 'succeeded',
          result: {
            snapshot: 'shop/2026-05-03_06-00-00Z',
            seconds: 24.1,
            undoUntil: ago(-22),
            services: [
              {
                service: 'db',
                bytes: 1_200_000_000,
                rows: 1_204_311,
                proof: { ok: true, checked: 812, rows: 1_204_311, differences: [], notCompared: [], notes: [] },
                seconds: { stage: 20, prove: 3, swap: 0.4 },
              },
            ],
          },
        },
      ]);
      yield* (job === 'j-restore' ? restored : backupEvents).filter(({ seq }) => seq > after);
    },
  };
}
