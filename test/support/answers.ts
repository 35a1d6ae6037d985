import type { HostReport, SnapshotDetail, StackSummary } from '../../shared/src/api/answers.ts';
import { type Comparison, contrast } from '../../shared/src/model/comparison.ts';
import type { JobEvent } from '../../shared/src/model/job.ts';
import type { Manifest, SnapshotSummary } from '../../shared/src/model/manifest.ts';
import type { Plan } from '../../shared/src/model/plan.ts';

/** Answers of a core, as the command line and the screens get them. Times are of one afternoon. */

const id = { name: 'shop', engine: 'E1', project: 'shop', workingDir: '/srv/shop' };
export const time = '2026-05-03T12:02:00.000Z';

export const stack: StackSummary = {
  id,
  hash: 'abc123',
  environment: 'production',
  marked: false,
  containers: [
    {
      id: 'c1',
      name: 'shop-db-1',
      service: 'db',
      image: 'postgres:17',
      state: 'running',
      role: 'data',
      reason: { key: 'role.data', params: { kind: 'postgres' } },
    },
    {
      id: 'c2',
      name: 'shop-web-1',
      service: 'web',
      image: 'shop/web:4',
      state: 'running',
      role: 'writer',
      reason: { key: 'role.writer', params: { service: 'db' } },
    },
  ],
  services: [
    { name: 'db', kind: 'postgres', containers: ['c1'], running: true },
    { name: 'cache', kind: 'valkey', containers: ['c3'], running: false },
  ],
};

export const backupPlan: Plan = {
  v: 1,
  id: 'p-1',
  operation: 'backup',
  title: { key: 'title.backup', params: { stack: 'shop' } },
  request: { operation: 'backup', stack: 'shop', keepGoing: false, counts: true, maxFreezeSeconds: 10 },
  createdAt: time,
  expiresAt: '2026-05-03T13:02:00.000Z',
  host: 'local',
  repo: 'local',
  stack: id,
  mode: 'freeze',
  services: [
    {
      name: 'db',
      kind: 'postgres',
      containers: ['c1'],
      version: '17.5',
      traits: { point: 'instant', swap: 'rename', down: { capture: 'nothing', swap: 'nothing' }, needs: [] },
      items: ['app', 'my-app db', 'postgres'],
      bytes: 1_234_567_890,
    },
  ],
  missing: [],
  containers: [
    {
      id: 'c2',
      name: 'shop-web-1',
      service: 'web',
      role: 'writer',
      reason: { key: 'role.writer', params: { service: 'db' } },
      action: 'pause',
      running: true,
    },
  ],
  steps: [
    { do: 'lock' },
    { do: 'open' },
    { do: 'prepare', services: ['db'] },
    { do: 'quiet', how: 'pause', containers: ['c2'], maxSeconds: 10 },
    { do: 'fix', services: ['db'] },
    { do: 'resume' },
    { do: 'store', services: ['db'] },
    { do: 'commit' },
    { do: 'unlock' },
  ],
  warnings: [{ key: 'warning.ephemeral', params: { service: 'cache' } }],
  facts: [{ key: 'fact.freeze', params: { containers: ['shop-web-1'], seconds: 10 } }],
  confirm: { level: 'none' },
  basis: 'b',
  command: ['longshore', 'backup', 'shop'],
};

export const restorePlan: Plan = {
  ...backupPlan,
  id: 'p-2',
  operation: 'restore',
  title: { key: 'title.restore', params: { snapshot: 'shop/2026-05-03_12-02-00Z', stack: 'shop' } },
  request: {
    operation: 'restore',
    snapshot: 'shop/latest',
    inPlace: false,
    noOwner: false,
    noPrivileges: false,
  },
  snapshot: 'shop/2026-05-03_12-02-00Z',
  facts: [{ key: 'fact.replaces', params: { service: 'db', items: ['app'] } }],
  warnings: [],
  confirm: { level: 'click' },
  command: ['longshore', 'restore', 'shop/2026-05-03_12-02-00Z'],
};

export const hostReport: HostReport = {
  host: { name: 'prod', address: 'ssh://anna@db', default: false, source: 'configuration' },
  engine: {
    id: 'E2',
    engine: 'docker',
    version: '28.5.1',
    apiVersion: '1.51',
    machine: 'db',
    cpus: 8,
    rootless: false,
  },
  roundTrip: 18.4,
  findings: [{ level: 'note', message: { key: 'found.ssh-socket', params: { path: '/var/run/docker.sock' } } }],
  calls: [
    { call: 'GET /containers/json', use: 'look', state: 'allowed' },
    { call: 'POST /containers/create', use: 'backup', state: 'allowed' },
  ],
};

export const refusedReport: HostReport = {
  ...hostReport,
  findings: [
    {
      level: 'bad',
      message: { key: 'found.calls-refused', params: { calls: ['POST /containers/create'], uses: ['backup', 'drill'] } },
      hint: { key: 'hint.calls-refused', params: {} },
    },
  ],
  calls: [{ call: 'POST /containers/create', use: 'backup', state: 'refused', detail: '<html>403' }],
};

export const deadReport: HostReport = {
  host: hostReport.host,
  findings: [],
  calls: [],
  error: {
    code: 'denied',
    message: { key: 'denied.ssh-login', params: { address: 'ssh://anna@db', methods: 'publickey' } },
    hint: { key: 'hint.ssh-login', params: { command: 'ssh anna@db' } },
  },
};

type Unstamped<T> = T extends unknown ? Omit<T, 'v' | 'seq' | 'time'> : never;
export const journal = (events: Unstamped<JobEvent>[]): JobEvent[] =>
  events.map((event, at): JobEvent => ({ v: 1, seq: at + 1, time, ...event }));

export const backupEvents = journal([
  { type: 'started', job: 'j-1', plan: backupPlan },
  { type: 'step', index: 3, state: 'running' },
  { type: 'step', index: 3, state: 'done' },
  { type: 'step', index: 6, state: 'running' },
  { type: 'progress', service: 'db', phase: 'store', bytes: 600_000_000, total: 1_200_000_000, rate: 120_000_000 },
  { type: 'note', level: 'warn', message: { key: 'note.not-healthy', params: { container: 'shop-web-1' } } },
  {
    type: 'ended',
    outcome: 'succeeded',
    result: {
      snapshot: 'shop/2026-05-03_12-02-00Z',
      complete: true,
      bytes: 1_200_000_000,
      seconds: 14.2,
      frozenSeconds: 0.42,
      secondsDown: { 'shop-web-1': 0.42 },
      services: [{ service: 'db', bytes: 1_200_000_000, rows: 1_204_311, seconds: { store: 13 } }],
    },
  },
]);

export const manifest: Manifest = {
  format: 1,
  id: '2026-05-03_12-02-00Z',
  sequence: 3,
  stack: id,
  startedAt: time,
  finishedAt: '2026-05-03T12:02:14.000Z',
  point: '2026-05-03T12:02:01.000Z',
  mode: 'freeze',
  environment: 'production',
  complete: true,
  missing: [],
  job: 'j-1',
  writer: 'longshore/0.1.0',
  services: [
    {
      name: 'db',
      kind: 'postgres',
      image: { reference: 'postgres:17', id: 'sha256:1' },
      version: '17.5',
      items: ['app', 'my-app db'],
    },
  ],
  artifacts: [
    {
      service: 'db',
      name: 'app.dump',
      key: 'db/app.dump',
      bytes: 1_200_000_000,
      sha256: 'a'.repeat(64),
      logicalBytes: 1_200_000_000,
      codecs: [],
    },
  ],
};

export const snapshot: SnapshotSummary = {
  reference: 'shop/2026-05-03_12-02-00Z',
  stack: id,
  startedAt: time,
  environment: 'production',
  complete: true,
  missing: [],
  services: [{ name: 'db', kind: 'postgres', version: '17.5' }],
  bytes: 1_200_000_000,
  proofs: [],
  pinned: false,
};

export const snapshotDetail: SnapshotDetail = {
  folder: 'shop-abc123/2026-05-03_12-02-00Z',
  reference: snapshot.reference,
  manifest,
  bytes: snapshot.bytes,
  proofs: [],
  pinned: false,
  warnings: [],
  inventory: {
    db: {
      version: '17.5',
      entries: [
        { item: 'app', name: 'public.orders', type: 'table', exact: { rows: 1_204_311 }, atLeast: {}, informative: {} },
        { item: 'app', name: 'public.users', type: 'table', exact: { rows: 89 }, atLeast: {}, informative: {} },
      ],
    },
  },
};

const later = {
  version: '17.5',
  entries: [
    { item: 'app', name: 'public.orders', type: 'table', exact: {}, atLeast: {}, informative: { rows: 1_300_000, bytes: 9e7 } },
    { item: 'app', name: 'public.users', type: 'table', exact: { rows: 89 }, atLeast: {}, informative: {} },
    { item: 'app', name: 'public.new', type: 'table', exact: { rows: 3 }, atLeast: {}, informative: {} },
  ],
};
export const comparison: Comparison = {
  a: { name: snapshot.reference, live: false, at: time },
  b: { name: 'live:shop', live: true, at: time },
  differs: 'yes',
  services: [
    {
      kind: 'postgres',
      a: { service: 'db', version: '17.5' },
      b: { service: 'db', version: '17.5' },
      differs: 'yes',
      contrasts: contrast(snapshotDetail.inventory['db'], later, 'postgres'),
    },
  ],
};
