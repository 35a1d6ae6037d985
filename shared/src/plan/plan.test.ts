import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { type Manifest, missingNames } from '../model/manifest.ts';
import { onlyAdds } from '../model/additions.ts';
import type { Message } from '../model/message.ts';
import { BackupRequest, CopyRequest, type Plan, RestoreRequest } from '../model/plan.ts';
import type { Traits } from '../model/traits.ts';
import { message } from '../text/message.ts';
import { planBackup } from './backup.ts';
import { planCopy } from './copy.ts';
import type { ContainerFacts, PlanSeed, ServiceFacts, StackFacts, Unreadable } from './facts.ts';
import { type SnapshotFacts, planRestore } from './restore.ts';
import { planUndo } from './undo.ts';

const traits: Traits = {
  point: 'instant',
  swap: 'rename',
  down: { capture: 'nothing', swap: 'nothing' },
  needs: [],
};
const seed: PlanSeed = {
  id: 'p',
  now: new Date('2026-02-17T02:00:00Z'),
  host: 'local',
  repo: 'local',
  hash: (parts) => JSON.stringify(parts),
};

const container = (name: string, parts: Partial<ContainerFacts> = {}): ContainerFacts => ({
  id: name,
  name,
  service: name,
  imageId: 'i',
  running: true,
  networks: ['n'],
  mounts: [],
  networkMode: 'n',
  tool: false,
  oneShot: false,
  reader: false,
  ...parts,
});
const service = (name: string, parts: Partial<Traits> = {}): ServiceFacts => ({
  name,
  kind: name === 'cache' ? 'valkey' : 'postgres',
  containers: [name],
  excluded: false,
  inspected: {
    ok: true,
    version: '17',
    traits: { ...traits, ...parts },
    items: [{ name: 'app', id: '1', bytes: 10, inPlaceOnly: [], blocked: [] }],
    warnings: [],
  },
});
const stack = (parts: Partial<StackFacts> = {}): StackFacts => ({
  id: { name: 'shop', engine: 'e', project: 'shop', workingDir: '/srv/shop' },
  name: 'shop',
  host: 'local',
  environment: 'production',
  containers: [container('db'), container('cache'), container('api')],
  services: [service('db'), service('cache', { swap: 'files', down: { capture: 'nothing', swap: 'service' } })],
  outsiders: [],
  kept: [],
  ...parts,
});
const backup = (request: object, facts = stack()): ReturnType<typeof planBackup> =>
  planBackup(BackupRequest.parse({ operation: 'backup', stack: 'shop', ...request }), facts, seed);
const steps = (plan: ReturnType<typeof planBackup>): string[] => plan.steps.map((step) => step.do);
const refusal = (plan: () => unknown): AppError | undefined => {
  try {
    plan();
  } catch (error) {
    if (AppError.is(error)) return error;
    throw error;
  }
  return undefined;
};
const keyOf = (plan: () => unknown): string => refusal(plan)?.key ?? 'no error';

describe('planBackup', () => {
  it('freezes the writers of several services, and thaws them before data flows', () => {
    expect(steps(backup({}))).toEqual(['lock', 'open', 'prepare', 'quiet', 'fix', 'resume', 'store', 'commit', 'unlock']);
    expect(backup({}).mode).toBe('freeze');
    expect(backup({}).confirm.level).toBe('none');
  });

  it('pauses nothing for one service, or when nobody writes', () => {
    expect(backup({ services: ['db'] }).mode).toBe('online');
    const alone = stack({ containers: [container('db'), container('cache')] });
    expect(backup({}, alone).mode).toBe('online');
    expect(steps(backup({ services: ['db'] }))).not.toContain('quiet');
  });

  it('stops what has no point while it runs, and its writers, until the point is fixed, and asks first', () => {
    const offline = stack({ services: [service('db', { point: 'stopped' })], containers: [container('db'), container('api')] });
    const plan = backup({}, offline);
    expect(steps(plan)).toEqual(['lock', 'open', 'prepare', 'quiet', 'fix', 'resume', 'store', 'commit', 'unlock']);
    expect(plan.containers.map(({ id, action }) => `${id} ${action}`)).toEqual(['db stop', 'api stop']);
    expect(plan.facts).toContainEqual(message('fact.stopped-for-point', { containers: ['db'] }));
    expect(plan.confirm.level).toBe('click');
    const alone = backup({}, { ...offline, containers: [container('db')] });
    expect(steps(alone)).not.toContain('quiet');
    expect(alone.confirm.level).toBe('click');
  });

  it('keeps the writers down until all is stored, when the user wants them stopped', () => {
    const throughout = ['lock', 'open', 'quiet', 'prepare', 'fix', 'store', 'resume', 'commit', 'unlock'];
    expect(steps(backup({ mode: 'stop' }))).toEqual(throughout);
    const offline = stack({ services: [service('db', { point: 'stopped' })] });
    expect(steps(backup({ mode: 'stop' }, offline)).slice(2, 7)).toEqual(['prepare', 'quiet', 'fix', 'store', 'resume']);
  });

  it('waits in no freeze for what is saved item by item, and says that it is not one moment', () => {
    const streams = stack({ services: [service('db'), service('cache'), service('streams', { point: 'perItem' })] });
    const plan = backup({}, streams);
    expect(plan.steps.slice(2, 8)).toMatchObject([
      { do: 'prepare' },
      { do: 'quiet', how: 'pause' },
      { do: 'fix', services: ['db', 'cache'] },
      { do: 'resume' },
      { do: 'fix', services: ['streams'] },
      { do: 'store' },
    ]);
    expect(plan.warnings).toContainEqual(message('warning.not-one-moment', { services: ['streams'] }));
    const one = stack({ services: [service('streams', { point: 'perItem' })] });
    expect(backup({ mode: 'freeze' }, one)).toMatchObject({ mode: 'online' });
  });

  it('pauses the writers of what cannot be read while they write, whatever the mode', () => {
    const files = stack({ services: [service('db', { down: { capture: 'writers', swap: 'nothing' } })] });
    expect(backup({}, files).mode).toBe('freeze');
    expect(backup({ mode: 'online' }, files).mode).toBe('freeze');
  });

  it('refuses to leave out silently what it cannot read', () => {
    const broken = stack({
      services: [
        service('db'),
        {
          ...service('cache'),
          inspected: { ok: false, reason: message('incomplete.not-running', { service: 'cache', state: 'exited' }) },
        },
      ],
    });
    expect(keyOf(() => backup({}, broken))).toBe('incomplete.not-running');
    expect(backup({ exclude: ['cache'] }, broken).missing.map((each) => each.service)).toEqual(['cache']);
    expect(backup({ keepGoing: true }, broken).missing.map((each) => each.service)).toEqual(['cache']);
    expect(keyOf(() => backup({ services: ['cash'] }))).toBe('not-found.service');
    expect(keyOf(() => backup({}, stack({ services: [] })))).toBe('not-found.no-data-service');
  });

  it('saves the items that are named, of the services that have them, and says what it leaves out', () => {
    const two = service('db');
    if (two.inspected.ok) two.inspected.items.push({ name: 'other', id: '2', bytes: 5, inPlaceOnly: [], blocked: [] });
    const both = stack({ services: [two, service('cache')] });
    const plan = backup({ items: ['db/other'] }, both);
    expect(plan.services.map(({ name, items, bytes }) => [name, items, bytes])).toEqual([['db', ['other'], 5]]);
    expect(missingNames(plan.missing)).toEqual(['cache', 'db/app']);
    expect(plan.mode).toBe('online');
    expect(plan.command).toEqual(['longshore', 'backup', 'shop', '--item', 'db/other']);
    expect(backup({ items: ['app'] }, both).services.map(({ name }) => name)).toEqual(['db', 'cache']);
    expect(backup({ items: ['app', 'other'], services: ['db'] }, both).missing.map((each) => each.items)).toEqual([undefined]);
    expect(keyOf(() => backup({ items: ['other'], services: ['cache'] }, both))).toBe('not-found.item-in-stack');
  });

  it('says who is not frozen', () => {
    expect(backup({}, stack({ outsiders: ['other-api'] })).warnings).toContainEqual(
      message('warning.not-frozen', { containers: ['other-api'] }),
    );
  });

  it('drops undo data whose time is over, and lists it first', () => {
    const old = stack({ kept: [{ job: 'j', until: new Date('2026-02-16T00:00:00Z'), services: ['db'], added: new Map() }] });
    expect(backup({}, old).steps).toContainEqual({ do: 'drop', job: 'j' });
    expect(backup({}, old).facts).toContainEqual(message('fact.drops-undo', { job: 'j', services: ['db'] }));
    const fresh = stack({ kept: [{ job: 'j', until: new Date('2026-02-18T00:00:00Z'), services: ['db'], added: new Map() }] });
    expect(steps(backup({}, fresh))).not.toContain('drop');
  });

  it('has a basis of what matters, and never of sizes', () => {
    const grown = stack();
    for (const each of grown.services) if (each.inspected.ok) for (const item of each.inspected.items) item.bytes = 99;
    expect(backup({}, grown).basis).toBe(backup({}).basis);
    const recreated = stack({ containers: [container('db', { id: 'new' })] });
    expect(backup({}, recreated).basis).not.toBe(backup({}).basis);
  });
});

const manifest = (parts: Partial<Manifest> = {}): Manifest => ({
  format: 1,
  id: '2026-02-17_01-00-00Z',
  sequence: 1,
  stack: stack().id,
  startedAt: '2026-02-17T01:00:00.000Z',
  finishedAt: '2026-02-17T01:00:01.000Z',
  mode: 'freeze',
  environment: 'production',
  complete: true,
  missing: [],
  job: 'j',
  writer: 'w',
  services: [
    { name: 'db', kind: 'postgres', image: { reference: 'postgres:17', id: 'i' }, version: '17', items: ['app', 'other'] },
    { name: 'cache', kind: 'valkey', image: { reference: 'valkey:8', id: 'i' }, version: '8', items: ['app'] },
  ],
  artifacts: [],
  ...parts,
});
const snapshot = (parts: Partial<Manifest> = {}): SnapshotFacts => ({
  reference: 'shop/2026-02-17_01-00-00Z',
  manifest: manifest(parts),
  hash: 'h',
  bytes: {},
});
const restore = (request: object, facts = stack(), from = snapshot()): ReturnType<typeof planRestore> =>
  planRestore(RestoreRequest.parse({ operation: 'restore', snapshot: 'shop/latest', ...request }), from, facts, seed);

describe('planRestore', () => {
  it('stages and proves everything before anybody is stopped', () => {
    expect(steps(restore({}))).toEqual(['lock', 'stage', 'prove', 'quiet', 'swap', 'resume', 'settle', 'unlock']);
    expect(restore({}).confirm.level).toBe('click');
  });

  it('stops no application for one service', () => {
    expect(steps(restore({ services: ['db'] }))).not.toContain('quiet');
    expect(restore({ services: ['db'] }).facts).toContainEqual(message('fact.one-disconnect', { services: ['db'] }));
  });

  it('chooses items by name, or by service and name', () => {
    expect(restore({ items: ['db/other'] }).services.map(({ name, items }) => [name, items])).toEqual([['db', ['other']]]);
    expect(restore({ items: ['app'] }).services.map(({ name }) => name)).toEqual(['db', 'cache']);
    expect(keyOf(() => restore({ items: ['nothing'] }))).toBe('not-found.item');
    expect(keyOf(() => restore({ services: ['nothing'] }))).toBe('not-found.service-in-snapshot');
  });

  it('renames exactly one item', () => {
    expect(restore({ items: ['db/other'], as: 'copy' }).services[0]?.rename).toEqual({ other: 'copy' });
    expect(keyOf(() => restore({ as: 'copy' }))).toBe('usage.as-needs-one-item');
  });

  it('renames nothing in a service that is replaced as a whole', () => {
    expect(keyOf(() => restore({ services: ['cache'], as: 'copy' }))).toBe('usage.as-whole');
  });

  it('says of what only comes beside the live data that nothing goes, no client is cut off, and nothing is kept', () => {
    const until = '2026-02-18T02:00:00.000Z';
    const expected = [
      message('fact.adds', { service: 'db', items: ['copy'] }),
      message('fact.point', { at: '2026-02-17T01:00:00.000Z' }),
      message('fact.production-data', {}),
      message('fact.no-disconnect', {}),
      message('fact.undo-adds', { until }),
    ];
    const beside = restore({ items: ['db/app'], as: 'copy' });
    expect(beside.facts).toEqual(expected);
    expect(restore({ items: ['db/app'], as: 'copy', inPlace: true }).facts).toEqual(expected);
    expect(restore({ items: ['db/app'], as: 'copy', inPlace: true }).services[0]?.inPlace).toBeUndefined();
    const absent = restore({ items: ['db/other'] }).facts;
    expect(absent.slice(-2)).toEqual(expected.slice(-2));
    expect(beside.containers.every(({ action }) => action === 'none')).toBe(true);
    expect(onlyAdds(beside)).toBe(true);
    const kept = { job: 'j', until: new Date('2026-02-18T00:00:00Z'), services: ['db'], added: new Map() };
    expect(restore({ items: ['db/app'], as: 'copy' }, stack({ kept: [kept] })).warnings).toEqual([]);
  });

  it('tells what is replaced from what is added, in one service and in several', () => {
    const facts = restore({ services: ['db'] }).facts;
    expect(facts).toContainEqual(message('fact.replaces', { service: 'db', items: ['app'] }));
    expect(facts).toContainEqual(message('fact.adds', { service: 'db', items: ['other'] }));
    expect(facts).toContainEqual(message('fact.one-disconnect', { services: ['db'] }));
    expect(onlyAdds({ facts })).toBe(false);
    const emptied = service('db');
    if (emptied.inspected.ok) emptied.inspected.items = [];
    const two = [emptied, { ...emptied, name: 'second', containers: ['second'] }];
    const [first] = manifest().services;
    const both = snapshot({ services: first ? [first, { ...first, name: 'second' }] : [] });
    const added = restore({}, stack({ services: two }), both);
    expect(steps(added)).not.toContain('quiet');
    expect(added.facts).toContainEqual(message('fact.no-disconnect', {}));
    const mixed = restore({}, stack({ services: [service('db'), two[1] ?? emptied] }), both);
    expect(steps(mixed)).toContain('quiet');
  });

  it('warns of an earlier job whose undo would take out what is put in place now', () => {
    const kept = { job: 'j', until: new Date('2026-02-18T00:00:00Z'), services: [], added: new Map([['db', ['app']]]) };
    expect(restore({ items: ['db/app'] }, stack({ kept: [kept] })).warnings).toEqual([
      message('warning.second-undo-adds', { job: 'j', items: ['app'] }),
    ]);
    const over = { ...kept, until: new Date('2026-02-16T00:00:00Z') };
    const plan = restore({ items: ['db/app'] }, stack({ kept: [over] }));
    expect(plan.facts).toContainEqual(message('fact.ends-undo', { job: 'j', items: ['app'] }));
    expect(plan.facts.map(({ key }) => key)).not.toContain('fact.drops-undo');
  });

  it('overwrites in place only under the same name, and nothing that is not there', () => {
    const two = service('db');
    if (two.inspected.ok) two.inspected.items.push({ name: 'live', id: '2', bytes: 5, inPlaceOnly: [], blocked: [] });
    const both = stack({ services: [two] });
    expect(keyOf(() => restore({ items: ['db/app'], as: 'live', inPlace: true }, both))).toBe('usage.in-place-as');
    expect(keyOf(() => restore({ services: ['db'], inPlace: true }))).toBe('usage.in-place-absent');
  });

  it('takes the only service of the kind in another stack, and says that it is another', () => {
    const dev = stack({
      id: { ...stack().id, name: 'dev', project: 'dev' },
      environment: 'dev',
      services: [service('database')],
      containers: [container('database')],
    });
    const plan = restore({ to: 'dev', services: ['db'] }, dev);
    expect(plan.services[0]).toMatchObject({ name: 'database', from: 'db' });
    expect(plan.warnings).toEqual([
      message('warning.other-stack', { from: 'shop', to: 'dev' }),
      message('warning.production-data', { stack: 'dev', environment: 'dev' }),
    ]);
    expect(keyOf(() => restore({ to: 'dev', services: ['cache'] }, dev))).toBe('not-found.target-service');
  });

  it('wants the name typed where data of another stack or engine replaces that of production', () => {
    const other = snapshot({ stack: { ...stack().id, name: 'shop-dev', project: 'shop-dev' }, environment: 'dev' });
    expect(restore({ to: 'shop' }, stack(), other).confirm).toEqual({ level: 'type', text: 'shop' });
    expect(restore({ to: 'shop' }, stack({ environment: 'dev' }), other).confirm).toEqual({ level: 'click' });
    expect(restore({ items: ['db/app'], as: 'beside', to: 'shop' }, stack(), other).confirm).toEqual({ level: 'click' });
    const moved = snapshot({ stack: { ...stack().id, engine: 'old' } });
    expect(restore({}, stack(), moved).confirm).toEqual({ level: 'type', text: 'shop' });
    expect(restore({}, stack(), moved).warnings).toEqual([message('warning.other-engine', { stack: 'shop', host: 'local' })]);
  });

  it('takes a stack of the same project from another folder for another stack', () => {
    const twin = snapshot({ stack: { ...stack().id, workingDir: '/srv/twin' } });
    expect(restore({ to: 'shop' }, stack(), twin).confirm).toEqual({ level: 'type', text: 'shop' });
    expect(restore({ to: 'shop' }, stack(), twin).warnings).toEqual([
      message('warning.other-folder', { stack: 'shop', from: '/srv/twin', to: '/srv/shop' }),
    ]);
    expect(restore({}).warnings).toEqual([]);
    expect(restore({}).confirm).toEqual({ level: 'click' });
  });

  it('says that a snapshot of production holds its data as it is, and warns where it leaves production', () => {
    const keys = (plan: ReturnType<typeof restore>): string[] => [...plan.facts, ...plan.warnings].map(({ key }) => key);
    expect(keys(restore({}))).toContain('fact.production-data');
    expect(keys(restore({}))).not.toContain('warning.production-data');
    const staging = restore({}, stack({ environment: 'staging' }));
    expect(staging.warnings).toContainEqual(message('warning.production-data', { stack: 'shop', environment: 'staging' }));
    expect(keys(restore({}, stack(), snapshot({ environment: 'dev' }))).join(' ')).not.toContain('production-data');
  });

  it('is of another basis when the mark of the stack has changed', () => {
    expect(restore({}, stack({ environment: 'dev' })).basis).not.toBe(restore({}).basis);
  });

  it('overwrites in place only with a proven safety snapshot, and wants the name typed in production', () => {
    const plan = restore({ items: ['db/app'], inPlace: true });
    expect(steps(plan)).toEqual([
      'lock',
      'stage',
      'prove',
      'open',
      'prepare',
      'quiet',
      'safety',
      'swap',
      'resume',
      'settle',
      'unlock',
    ]);
    expect(plan.facts).toContainEqual(message('fact.safety', { services: ['db'], containers: ['api'], bytes: 10 }));
    expect(plan.confirm).toEqual({ level: 'type', text: 'shop' });
    const cron = stack();
    const [db] = cron.services;
    if (db?.inspected.ok) for (const item of db.inspected.items) item.inPlaceOnly = [message('missing.left-out', {})];
    expect(steps(restore({ items: ['db/app'] }, cron))).toContain('safety');
  });

  it('always saves first what can only be replaced, and takes it for overwritten also beside what it adds', () => {
    const only = stack({ services: [service('db', { swap: 'replace' })], outsiders: ['other-api'] });
    const plan = restore({ services: ['db'] }, only);
    expect(steps(plan)).toContain('safety');
    expect(plan.services[0]).toMatchObject({ inPlace: true, items: ['app', 'other'] });
    expect(plan.confirm).toEqual({ level: 'type', text: 'shop' });
    expect(plan.warnings).toEqual([
      message('warning.in-place', { service: 'db', items: ['app'] }),
      message('warning.not-stopped', { service: 'db', containers: ['other-api'] }),
    ]);
    expect(steps(restore({ items: ['db/other'] }, only))).toContain('safety');
    expect(keyOf(() => restore({ items: ['db/other'], as: 'app' }, only))).toBe('usage.in-place-as');
  });

  it('gives up the undo of what cannot be saved only when the user types that, also of a dev stack', () => {
    const plan = restore({ items: ['db/app'], inPlace: true, noSafety: true }, stack({ environment: 'dev' }));
    expect(steps(plan)).toEqual(['lock', 'stage', 'prove', 'quiet', 'swap', 'resume', 'settle', 'unlock']);
    expect(plan.confirm).toEqual({ level: 'type', text: 'shop without undo' });
    expect(plan.warnings).toContainEqual(message('warning.no-undo', { service: 'db', items: ['app'] }));
    expect(plan.facts.map(({ key }) => key)).not.toContain('fact.undo-until');
    expect(plan.command).toContain('--no-safety');
    // What is kept beside needs no safety snapshot.
    expect(restore({ items: ['db/app'], noSafety: true }).confirm.level).toBe('click');
  });

  it('stops the writers of what they must not see change, also for one service', () => {
    const files = stack({ services: [service('db', { swap: 'files', down: { capture: 'nothing', swap: 'writers' } })] });
    expect(steps(restore({ services: ['db'] }, files))).toContain('quiet');
  });

  it('refuses what cannot be replaced, and an incomplete snapshot without names', () => {
    const slots = stack();
    const [db] = slots.services;
    if (db?.inspected.ok) for (const item of db.inspected.items) item.blocked = [message('missing.left-out', {})];
    expect(keyOf(() => restore({ services: ['db'] }, slots))).toBe('unsupported.blocked-item');
    expect(refusal(() => restore({ items: ['db/app'] }, slots))).toMatchObject({
      params: { item: 'app', service: 'db' },
      detail: 'left out on purpose',
      hint: { key: 'hint.beside', params: { item: 'app' } },
    });
    expect(refusal(() => restore({}, slots))).toMatchObject({
      hint: {
        key: 'hint.other-items',
        params: { others: ['db/other', 'cache/app'], words: ['--item', 'db/other', '--item', 'cache/app'] },
      },
    });
    expect(steps(restore({ items: ['db/app'], as: 'app2' }, slots))).toContain('swap');
    const partial = snapshot({ complete: false, missing: [{ service: 'cache', reason: message('missing.left-out', {}) }] });
    expect(keyOf(() => restore({}, stack(), partial))).toBe('incomplete.name-services');
    expect(steps(restore({ services: ['db'] }, stack(), partial))).toContain('swap');
  });
});

describe('planCopy', () => {
  const dev = (parts: Partial<StackFacts> = {}): StackFacts =>
    stack({
      id: { name: 'dev', engine: 'f', project: 'dev', workingDir: '/srv/dev' },
      host: 'lab',
      environment: 'dev',
      containers: [container('dev-db'), container('dev-cache'), container('dev-api')],
      services: [
        { ...service('db'), containers: ['dev-db'] },
        { ...service('cache', { swap: 'files', down: { capture: 'nothing', swap: 'service' } }), containers: ['dev-cache'] },
      ],
      ...parts,
    });
  const copy = (request: object = {}, source = stack(), target = dev()): ReturnType<typeof planCopy> =>
    planCopy(CopyRequest.parse({ operation: 'copy', from: 'shop', to: 'dev', ...request }), source, target, {
      ...seed,
      host: 'lab',
    });

  it('compares first, captures straight into what is staged, and then goes on as a restore', () => {
    const one = copy({ what: [{ service: 'db' }] });
    expect(steps(one)).toEqual(['lock', 'fit', 'prepare', 'fix', 'stage', 'prove', 'swap', 'settle', 'unlock']);
    expect(one).toMatchObject({ host: 'lab', stack: { name: 'dev' }, source: { host: 'local', stack: { name: 'shop' } } });
    expect(one.services).toMatchObject([{ name: 'db', containers: ['dev-db'], source: { service: 'db', containers: ['db'] } }]);
  });

  it('holds the writers of the target only when several services are switched over, and nobody of the source', () => {
    const all = copy();
    expect(steps(all)).toEqual([
      'lock',
      'fit',
      'prepare',
      'fix',
      'stage',
      'prove',
      'quiet',
      'swap',
      'resume',
      'settle',
      'unlock',
    ]);
    expect(all.containers.map(({ id, action }) => `${id} ${action}`)).toEqual(['dev-db none', 'dev-cache stop', 'dev-api stop']);
    expect(all.warnings.map(({ key }) => key)).toEqual(['warning.copy-online', 'warning.copies-production']);
    expect(copy({ what: [{ service: 'db' }] }).containers.every(({ action }) => action === 'none')).toBe(true);
  });

  it('wants the name typed where production could be replaced by a slip', () => {
    const level = (request: object, target: StackFacts): string => copy(request, stack(), target).confirm.level;
    expect(level({}, dev())).toBe('click');
    expect(copy({}, stack(), dev({ environment: 'production' })).confirm).toEqual({ level: 'type', text: 'dev' });
    const aside = { what: [{ service: 'db', item: 'app' }], as: 'app2' };
    expect(level(aside, dev({ environment: 'production' }))).toBe('click');
    const twin = dev({ environment: 'production', id: { ...stack().id, workingDir: '/srv/twin' } });
    expect(level({}, twin)).toBe('type');
  });

  it('says of a copy beside what is there that nothing goes, no client is cut off, and nothing is kept', () => {
    const plan = copy({ what: [{ service: 'db', item: 'app' }], as: 'app2' });
    expect(plan.facts.map(({ key }) => key)).toEqual(['fact.adds', 'fact.copied-from', 'fact.no-disconnect', 'fact.undo-adds']);
  });

  it('says that production data goes where it is not guarded, and only then', () => {
    const keys = (source: StackFacts, target: StackFacts): string[] =>
      copy({ what: [{ service: 'db' }] }, source, target).warnings.map(({ key }) => key);
    expect(keys(stack(), dev())).toEqual(['warning.copies-production']);
    expect(keys(stack(), dev({ environment: 'staging' }))).toEqual(['warning.copies-production']);
    expect(keys(stack({ environment: 'staging' }), dev())).toEqual([]);
    expect(keys(stack(), dev({ environment: 'production' }))).toEqual([]);
  });

  it('is no longer that plan when what it reads or replaces has changed; applications of the source may come and go', () => {
    const basis = copy({ what: [{ service: 'db' }] }).basis;
    const busy = stack({ containers: [container('db'), container('another')] });
    expect(copy({ what: [{ service: 'db' }] }, busy).basis).toBe(basis);
    expect(copy({ what: [{ service: 'db' }] }, stack(), dev({ containers: [container('dev-db')] })).basis).not.toBe(basis);
    const moved = stack({ services: [{ ...service('db'), containers: ['db-2'] }] });
    expect(copy({ what: [{ service: 'db' }] }, moved).basis).not.toBe(basis);
  });

  it('refuses to copy a thing onto itself, however it is named', () => {
    const shop = stack();
    expect(keyOf(() => copy({ to: 'shop', what: [{ service: 'db' }] }, shop, shop))).toBe('usage.copy-onto-itself');
    expect(keyOf(() => copy({ to: 'shop', what: [{ service: 'db', item: 'app' }], as: 'app' }, shop, shop))).toBe(
      'usage.copy-onto-itself',
    );
    expect(keyOf(() => copy({ to: 'shop', what: [{ service: 'db', item: 'app' }], as: 'app2' }, shop, shop))).toBe('no error');
  });

  it('refuses a source that it would have to stop, or whose writers it would have to pause', () => {
    const held = (parts: Partial<Traits>): StackFacts => stack({ services: [service('db', parts)] });
    expect(keyOf(() => copy({}, held({ point: 'stopped' })))).toBe('unsupported.copy-disturbs');
    expect(keyOf(() => copy({}, held({ down: { capture: 'writers', swap: 'nothing' } })))).toBe('unsupported.copy-disturbs');
    expect(copy({}, held({ point: 'perItem' })).warnings).toContainEqual(message('warning.not-one-moment', { services: ['db'] }));
  });

  it('refuses what could only be overwritten in place, and leads to a snapshot', () => {
    const inPlaceOnly = [message('postgres.only-in-place-cron', { database: 'app' })];
    const db = service('db');
    const items = (name: string): object[] => [{ name, id: '1', bytes: 1, inPlaceOnly, blocked: [] }];
    const cron = (name: string): StackFacts =>
      dev({ services: [{ ...db, containers: ['dev-db'], inspected: { ...db.inspected, items: items(name) } as never }] });
    expect(keyOf(() => copy({ what: [{ service: 'db' }] }, stack(), cron('app')))).toBe('unsupported.copy-in-place');
    expect(keyOf(() => copy({ what: [{ service: 'db' }], as: 'jobs' }, stack(), cron('jobs')))).toBe('unsupported.copy-in-place');
    expect(keyOf(() => copy({ what: [{ service: 'db' }], as: 'app2' }, stack(), cron('app')))).toBe('no error');
  });

  it('goes into the service that is named, or the only one of its kind, and two never into one', () => {
    const main = dev({ services: [{ ...service('main'), containers: ['dev-db'] }] });
    expect(copy({ what: [{ service: 'db' }] }, stack(), main).services).toMatchObject([{ name: 'main', from: 'db' }]);
    expect(copy({ what: [{ service: 'db' }], toService: 'main' }, stack(), main).command).toEqual([
      'longshore',
      'copy',
      'shop/db',
      '--to',
      'dev/main',
    ]);
    const two = stack({ services: [service('a'), service('b')] });
    expect(keyOf(() => copy({}, two, main))).toBe('usage.target-twice');
    expect(keyOf(() => copy({ toService: 'main' }, two, main))).toBe('usage.target-twice');
    expect(keyOf(() => copy({ what: [{ service: 'db' }], toService: 'other' }, stack(), main))).toBe('not-found.service');
  });

  it('leaves out of a whole stack what is excluded, and fails for what cannot be read', () => {
    const reason = message('incomplete.not-running', { service: 'cache', state: 'exited' });
    const cache: ServiceFacts = { ...service('cache'), inspected: { ok: false, reason } };
    expect(copy({}, stack({ services: [service('db'), { ...cache, excluded: true }] })).services).toHaveLength(1);
    expect(keyOf(() => copy({}, stack({ services: [service('db'), cache] })))).toBe('incomplete.not-running');
  });
});

it('of two stacks of one name, commands and hints take the name with the hash', () => {
  const twin = stack({ name: 'shop-3f9a1c' });
  expect(backup({}, twin).command.slice(0, 3)).toEqual(['longshore', 'backup', 'shop-3f9a1c']);
});

describe('planUndo', () => {
  const undo = (plan: Plan, facts: StackFacts): Plan =>
    planUndo(
      { operation: 'undo', job: 'j' },
      { job: 'j', endedAt: '2026-02-17T03:00:00.000Z', plan, services: plan.services.map(({ name }) => name) },
      facts,
      seed,
    );
  /** The stack with these items in its database service. */
  const holding = (...items: string[]): StackFacts => {
    const db = service('db');
    if (db.inspected.ok) {
      db.inspected.items = items.map((name, at) => ({ name, id: String(at), bytes: 1, inPlaceOnly: [], blocked: [] }));
    }
    return stack({ services: [db] });
  };
  const keys = ({ facts }: Plan): string[] => facts.map(({ key }) => key);
  const since = '2026-02-17T03:00:00.000Z';

  it('of what was added takes it out, and brings it back beside what is there', () => {
    const added = restore({ items: ['db/app'], as: 'copy' }, holding('app'));
    const out = undo(added, holding('app', 'copy'));
    expect(out.facts[0]).toEqual(message('fact.undo-removes', { service: 'db', items: ['copy'], since }));
    expect(keys(out)).toEqual(['fact.undo-removes', 'fact.undo-until']);
    const again = undo(out, holding('app'));
    expect(keys(again)).toEqual(['fact.adds', 'fact.no-disconnect', 'fact.undo-adds']);
    expect(keys(undo(again, holding('app', 'copy')))).toEqual(keys(out));
    expect(keys(undo(out, holding('app', 'copy')))).toEqual(['fact.undo-replaces', 'fact.one-disconnect', 'fact.undo-until']);
  });

  it('of what was added and is not there any more has nothing to do', () => {
    expect(keyOf(() => undo(restore({ items: ['db/app'], as: 'copy' }, holding('app')), holding('app')))).toBe(
      'conflict.undo-gone',
    );
  });

  it('is refused where the data is in another place by now', () => {
    const at = (locator: string): StackFacts => stack({ services: [{ ...service('db'), locator }] });
    expect(keyOf(() => undo(restore({ services: ['db'] }, at('uploads')), at('uploads')))).toBe('no error');
    expect(keyOf(() => undo(restore({ services: ['db'] }, at('uploads')), at('uploads2')))).toBe('conflict.undo-elsewhere');
  });

  it('of what was overwritten loads the safety snapshot, after another one was made, under the live names', () => {
    const only = stack({
      services: [service('main', { swap: 'replace' })],
      containers: [container('main')],
    });
    const plan = restore({ items: ['db/other'], as: 'copy' }, only);
    expect(plan.services).toMatchObject([{ name: 'main', from: 'db', rename: { other: 'copy' } }]);
    const main = service('main', { swap: 'replace' });
    if (main.inspected.ok) main.inspected.items.push({ name: 'copy', id: '2', bytes: 5, inPlaceOnly: [], blocked: [] });
    const back = undo(plan, { ...only, services: [main] });
    expect(back.services[0]).toMatchObject({ name: 'main', items: ['copy'], inPlace: true });
    expect(Object.keys(back.services[0] ?? {})).not.toContain('from');
    expect(steps(back)).toEqual(['lock', 'stage', 'prove', 'open', 'prepare', 'safety', 'swap', 'settle', 'unlock']);
  });

  it('of what was replaced and added in one service says both', () => {
    const plan = undo(restore({ services: ['db'] }, holding('app')), holding('app', 'other'));
    expect(keys(plan)).toEqual(['fact.undo-replaces', 'fact.undo-removes', 'fact.one-disconnect', 'fact.undo-until']);
    expect(plan.facts[1]?.params['items']).toEqual(['other']);
  });
});

it.each<[string, Omit<Unreadable, 'ok'>, object]>([
  [
    'does not run',
    { reason: message('incomplete.not-running', { service: 'cache', state: 'exited' }) },
    { hint: { key: 'hint.exclude-service' } },
  ],
  [
    'does not let us in',
    {
      reason: message('denied.postgres', { service: 'cache' }),
      detail: 'no password',
      hint: message('hint.postgres-password', {}),
    },
    { detail: 'no password', hint: { key: 'hint.password-or-exclude' } },
  ],
  [
    'does not let us do it',
    { reason: message('denied.no-superuser', { service: 'cache', role: 'web' }) },
    { hint: { key: 'hint.leave-out-service' } },
  ],
  [
    'is silent',
    {
      reason: message('tool-failed.postgres-silent', { service: 'cache' }),
      detail: 'refused',
      hint: message('hint.postgres-silent', {}),
    },
    { detail: 'refused', hint: { key: 'hint.postgres-silent' } },
  ],
  [
    'is not of a kind that we read',
    { reason: message('tool-failed.too-many-clients', { service: 'cache' }), detail: 'sorry' },
    { detail: 'sorry', hint: { key: 'hint.leave-out-service' } },
  ],
])('a service that %s is named with what was said, and with the way that helps', (_, why, expected) => {
  const broken = stack({ services: [service('db'), { ...service('cache'), inspected: { ok: false, ...why } }] });
  expect(refusal(() => backup({}, broken))).toMatchObject({ key: why.reason.key, ...expected });
  const own = { ...(why.detail !== undefined && { detail: why.detail }), ...(why.hint && { hint: why.hint }) };
  expect(refusal(() => restore({ services: ['cache'] }, broken))).toMatchObject({ key: why.reason.key, ...own });
});

it.each<[string, (facts: StackFacts) => unknown, string]>([
  ['backup', (facts) => backup({ services: ['cache'] }, facts), 'incomplete.service-unreadable'],
  ['restore', (facts) => restore({ services: ['cache'] }, facts), 'incomplete.target-unreadable'],
  [
    'copy',
    (facts) =>
      planCopy(
        CopyRequest.parse({ operation: 'copy', from: 'shop', to: 'shop', what: [{ service: 'cache' }] }),
        facts,
        facts,
        seed,
      ),
    'incomplete.source-unreadable',
  ],
])(
  'a %s says of a service that cannot be used why, in the words of the reason where they are an error',
  (_what, plan, otherwise) => {
    const refused = (reason: Message): unknown => {
      try {
        plan(stack({ services: [service('db'), { ...service('cache'), inspected: { ok: false, reason } }] }));
        return 'nothing';
      } catch (error) {
        return error;
      }
    };
    const down = message('incomplete.not-running', { service: 'cache', state: 'exited' });
    expect(refused(down)).toMatchObject(down);
    expect(refused(message('missing.left-out', {}))).toMatchObject({
      key: otherwise,
      params: { service: 'cache', stack: 'shop' },
      detail: 'left out on purpose',
    });
  },
);
