import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyTraits } from '../../../test/conformance/fake.ts';
import { Life, MemoryLedger, World, hostOf, madeUpDriver, manifestOf, repositoryOf } from '../../../test/support/madeUpStack.ts';
import { plainContext } from '../context.ts';
import { valkey } from '../drivers/valkey/driver.ts';
import { AppError } from '../errors.ts';
import { type Manifest, type ManifestService, type ServerImage, imageFields, imagesOf } from '../model/manifest.ts';
import { BackupRequest, CopyRequest, type Plan, RestoreRequest } from '../model/plan.ts';
import type { Traits } from '../model/traits.ts';
import { planBackup } from '../plan/backup.ts';
import { planCopy } from '../plan/copy.ts';
import type { ContainerFacts, PlanSeed, ServiceFacts, StackFacts } from '../plan/facts.ts';
import { planDrill } from '../plan/verifyAndDrill.ts';
import { type SnapshotFacts, planRestore } from '../plan/restore.ts';
import { planUndo } from '../plan/undo.ts';
import { wordsIn } from '../render/words.ts';
import { execute } from './execute.ts';
import type { Journal } from './journal.ts';
import type { Ledger, LedgerState } from './ledger.ts';
import { thisProcess } from '../machine/owner.ts';
import { repair } from './repair.ts';
import { newRun, type Run } from './run.ts';
import { jobDir, undoable } from './store.ts';

/*
 * Every combination of traits, through planner and executor: a service of that kind, a plain one beside it, and an application
 * that writes into both all the time. The world notes by itself what no job may do (`madeUpStack.ts`).
 */

const plain: Traits = { point: 'instant', swap: 'rename', down: { capture: 'nothing', swap: 'nothing' }, needs: [] };
const all = everyTraits();
const nameOf = ({ point, swap, down }: Traits): string => `${point}, ${swap}, down ${down.capture}/${down.swap}`;

let dataDir: string;
const own = { ...valkey };

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'longshore-demands-'));
  for (const job of ['job', 'undo']) await folder(job, backup({ one: plain }));
  Object.assign(valkey, madeUpDriver());
});
afterAll(async () => {
  Object.assign(valkey, own);
  await rm(dataDir, { recursive: true, force: true });
});

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
  imageId: 'image',
  running: true,
  networks: ['n'],
  mounts: [],
  networkMode: 'n',
  tool: false,
  oneShot: false,
  reader: false,
  ...parts,
});
/** Containers of services, where they are not the one of the same name. */
type Places = Record<string, string[]>;
const service = (name: string, traits: Traits, places: Places): ServiceFacts => ({
  name,
  kind: 'valkey',
  containers: places[name] ?? [name],
  excluded: false,
  inspected: {
    ok: true,
    version: '1',
    traits,
    items: [{ name: 'all', id: 'all', bytes: 10, inPlaceOnly: [], blocked: [] }],
    warnings: [],
  },
});
const containersOf = (services: Record<string, Traits>, places: Places): string[] => [
  ...new Set(Object.keys(services).flatMap((name) => places[name] ?? [name])),
];
const stackOf = (services: Record<string, Traits>, project = 'shop', places: Places = {}): StackFacts => ({
  id: { name: project, engine: 'e', project, workingDir: `/srv/${project}` },
  name: project,
  host: 'local',
  environment: 'dev',
  containers: [...containersOf(services, places), 'app'].map((name) => container(name)),
  services: Object.entries(services).map(([name, traits]) => service(name, traits, places)),
  outsiders: [],
  kept: [],
});
const saved = (name: string): ManifestService => ({
  name,
  kind: 'valkey',
  image: { reference: 'made-up:1', id: 'image' },
  version: '1',
  items: ['all'],
});
const snapshot = (names: string[]): SnapshotFacts => ({
  reference: 'shop/saved',
  manifest: manifestOf(names.map(saved)),
  hash: 'h',
  bytes: {},
});

function worldOf(services: Record<string, Traits>, places: Places = {}): World {
  const names = Object.keys(services);
  const world = new World(new Map(Object.entries(services)), new Map(Object.entries(places)));
  world.containers = Object.fromEntries([...containersOf(services, places), 'app'].map((name) => [name, 'running' as const]));
  world.live = Object.fromEntries(names.map((name) => [name, 'old']));
  const texts = Object.fromEntries(names.map((name) => [name, 'saved']));
  world.snapshots['shop/saved'] = { job: 'earlier', manifest: snapshot(names).manifest, texts, checked: false };
  return world;
}

/** A job's folder, for what looks there for an earlier job. */
async function folder(job: string, plan: Plan, lines: string[] = []): Promise<void> {
  const dir = jobDir(dataDir, job);
  await mkdir(dir, { recursive: true });
  const repository = { name: 'local', config: { type: 'folder', path: '/none' } };
  const file = { version: 1, writer: 'w', job, dataDir, host: { name: 'local', address: {} }, repository };
  await writeFile(join(dir, 'job.json'), JSON.stringify(file));
  await writeFile(join(dir, 'plan.json'), JSON.stringify(plan));
  const event = { v: 1, seq: 1, time: '2026-02-17T02:00:00.000Z', type: 'step', index: 0, state: 'running' };
  await writeFile(join(dir, 'journal.jsonl'), `${JSON.stringify(event)}\n`);
  await writeFile(join(dir, 'ledger.jsonl'), lines.map((line) => `${line}\n`).join(''));
}

/** A job's process up to its end or its death. `killAfter`: so many entries of its ledger are the last thing that it does. */
async function run(
  world: World,
  plan: Plan,
  options: { job?: string; killAfter?: number; manifest?: Manifest; cancelAt?: string } = {},
): Promise<{ killed: boolean; ledger: MemoryLedger; results: Run['results']; error?: unknown }> {
  const { job = 'job', killAfter, manifest } = options;
  const stored = world.snapshots[plan.snapshot ?? ''];
  if (stored && manifest) stored.manifest = manifest;
  const life = new Life();
  const ledger = new MemoryLedger(life, killAfter);
  const process = runOf(world, life, plan, ledger, job, options.cancelAt);
  if (plan.snapshot !== undefined) process.snapshot = await process.repository.find(plan.snapshot, process.ctx);
  const { results } = process;
  const work = async (): Promise<{ error?: unknown }> => {
    try {
      await ledger.write({ type: 'owner', version: 1, writer: 'w', job, owner: process.owner, socket: '/none' });
      await execute(process);
      await ledger.write({ type: 'ended', outcome: 'succeeded', undoUntil: '2026-02-18T02:00:00.000Z' });
      return {};
    } catch (error) {
      await life.alive();
      return { error };
    }
  };
  const outcome = await Promise.race([work(), life.killed]);
  return outcome === 'killed' ? { killed: true, ledger, results } : { killed: false, ledger, results, ...outcome };
}

/** What `recover` does with the ledger that it finds: the rest of it is about processes, which are not made up here. */
async function recover(world: World, plan: Plan, found: MemoryLedger, job = 'job'): Promise<'new' | 'old' | 'untouched'> {
  const first = new Life();
  const ledger = found.reopened(first, 1);
  // The first recovery dies as well, where it writes anything: the next one goes on from there.
  const one = repair(runOf(world, first, plan, ledger, job), { forward: true });
  const data = await Promise.race([one, first.killed]);
  if (data !== 'killed') return data;
  const second = new Life();
  return repair(runOf(world, second, plan, ledger.reopened(second), job), { forward: true });
}

const owner = thisProcess();

/** `cancelAt`: the job is cancelled when it notes that. */
function runOf(world: World, life: Life, plan: Plan, ledger: MemoryLedger, job: string, cancelAt?: string): Run {
  const host = hostOf(world, life);
  const cancel = new AbortController();
  const write = async (event: { message?: { key: string } }): Promise<void> => {
    await life.alive();
    if (cancelAt !== undefined && event.message?.key === cancelAt) cancel.abort();
  };
  return newRun({
    job,
    dataDir,
    plan,
    owner,
    ctx: plainContext({ job, signal: cancel.signal }),
    host,
    source: host,
    repository: repositoryOf(world, life),
    journal: { write } as unknown as Journal,
    ledger: ledger as unknown as Ledger,
    startedAt: new Date(0),
    begun: 0,
    password: async () => undefined,
    startWatchdog: async () => ({ dismiss: () => {} }),
  });
}

const english = wordsIn('en');
const said = ({ facts, warnings }: Plan): string => [...facts, ...warnings].map((each) => english.say(each)).join('\n');
const backup = (services: Record<string, Traits>, mode?: 'online' | 'freeze' | 'stop', places?: Places): Plan =>
  planBackup(
    BackupRequest.parse({ operation: 'backup', stack: 'shop', ...(mode && { mode }) }),
    stackOf(services, 'shop', places),
    seed,
  );
const restore = (services: Record<string, Traits>, request: object = {}, places?: Places): Plan =>
  planRestore(
    RestoreRequest.parse({ operation: 'restore', snapshot: 'shop/saved', ...request }),
    snapshot(Object.keys(services)),
    stackOf(services, 'shop', places),
    seed,
  );
const undo = (services: Record<string, Traits>, plan: Plan, ledger: LedgerState, places?: Places): Plan =>
  planUndo(
    { operation: 'undo', job: 'job' },
    {
      job: 'job',
      endedAt: '2026-02-17T03:00:00.000Z',
      plan,
      services: undoable(plan, ledger).map((change) => change.service),
      ...(ledger.safety !== undefined && { safety: ledger.safety }),
    },
    stackOf(services, 'shop', places),
    seed,
  );

function refusalOf(make: () => Plan): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    return AppError.is(error) ? error.key : String(error);
  }
}

/** What is true after every job and every recovery: all runs that ran, nothing is left behind, and nothing forbidden was done. */
function settled(world: World): void {
  expect(world.violations).toEqual([]);
  expect(new Set(Object.values(world.containers))).toEqual(new Set(['running']));
  expect(world).toMatchObject({ lock: undefined, volumes: [] });
}

/** The plan has said of each container what happened to it, and of nothing else. */
function announced(world: World, plan: Plan): void {
  const acts = Map.groupBy(
    world.trace.map((each) => each.split(' ')).filter(([act]) => act === 'stop' || act === 'pause'),
    ([, name]) => name ?? '',
  );
  const done = plan.containers.map(({ name }) => `${name} ${acts.get(name)?.[0]?.[0] ?? 'none'}`);
  expect(done).toEqual(plan.containers.map(({ name, action }) => `${name} ${action}`));
  for (const name of acts.keys()) expect(said(plan)).toMatch(new RegExp(`\\b${name}\\b`));
}

/** Old or new data, the same in all services, and not one write to the other is lost: it is kept, or in a snapshot that was read back. */
function whole(world: World, names: string[], old: 'old' | 'saved'): 'old' | 'new' {
  const states = new Set(names.map((name) => (world.live[name]?.startsWith(old) ? 'old' : 'new')));
  expect(states.size).toBe(1);
  for (const name of names) {
    expect(world.live[name]).toMatch(/^(old|saved)\.*$/);
    const latest = world.latest[name]?.[old] ?? old;
    const places = states.has('old') ? [world.live[name]?.slice(0, latest.length)] : Object.values(world.kept);
    expect(places.includes(latest) || (states.has('new') && world.isSaved(name, latest))).toBe(true);
  }
  return states.has('old') ? 'old' : 'new';
}

const tried = new Set<string>();

/** Kills the job after each entry of its ledger, and recovers; once for all kinds whose traits say the same of this job. */
async function survives(
  says: unknown[],
  world: World,
  plan: Plan,
  check: (after: World) => 'old' | 'new',
  job = 'job',
): Promise<void> {
  const key = JSON.stringify([job, plan.operation, plan.steps, says]);
  if (tried.has(key)) return;
  tried.add(key);
  for (let entries = 2; ; entries += 1) {
    const after = world.copy();
    const { killed, ledger } = await run(after, plan, { killAfter: entries, job });
    if (!killed) return;
    // A job that has said its end is not recovered.
    const data = ledger.state().ended ? 'untouched' : await recover(after, plan, ledger, job);
    expect(['untouched', check(after)]).toContain(data);
    settled(after);
  }
}

describe.each(all.map((traits) => [nameOf(traits), traits] as const))('%s', (_, traits) => {
  const both = { one: traits, two: plain };

  test('backup', async () => {
    for (const mode of [undefined, 'online', 'freeze', 'stop'] as const) {
      for (const services of [{ one: traits }, both]) {
        const plan = backup(services, mode);
        const world = worldOf(services);
        const { error, ledger } = await run(world, plan);
        expect(error).toBeUndefined();
        settled(world);
        announced(world, plan);
        const { manifest } = world.snapshots[ledger.state().snapshot ?? ''] ?? {};
        expect(manifest?.services.find(({ name }) => name === 'one')?.perItem).toBe(traits.point === 'perItem' || undefined);
        expect(said(plan).includes('Not one moment')).toBe(traits.point === 'perItem');
        expect(world.trace[0] === 'room').toBe(traits.point === 'stopped');
        expect(plan.confirm.level === 'click').toBe(traits.point === 'stopped' || mode === 'stop');
      }
      const plan = backup(both, mode);
      await survives([traits.point, traits.down.capture], worldOf(both), plan, (after) => whole(after, ['one', 'two'], 'old'));
    }
  });

  test('restore and undo', async () => {
    for (const services of [{ one: traits }, both]) {
      const names = Object.keys(services);
      const plan = restore(services);
      const world = worldOf(services);
      const { error, ledger } = await run(world, plan);
      expect(error).toBeUndefined();
      settled(world);
      announced(world, plan);
      expect(whole(world, names, 'old')).toBe('new');
      expect(said(plan).includes('safety snapshot')).toBe(traits.swap === 'replace');
      // What is kept beside is not captured.
      const says = traits.swap === 'replace' ? [traits] : [traits.swap, traits.down.swap];
      await survives(says, worldOf(services), plan, (after) => whole(after, names, 'old'));

      await folder('job', plan, ledger.lines());
      const back = undo(services, plan, ledger.state());
      const undone = world.copy();
      expect((await run(undone, back, { job: 'undo' })).error).toBeUndefined();
      settled(undone);
      announced(undone, back);
      expect(whole(undone, names, 'saved')).toBe('new');
      await survives(says, world, back, (after) => whole(after, names, 'saved'), 'undo');
    }
  });

  test('copy, from it and into it', async () => {
    for (const [from, one] of [
      [traits, plain],
      [plain, traits],
    ] as const) {
      const target = { one, two: plain };
      const make = (): Plan =>
        planCopy(
          CopyRequest.parse({ operation: 'copy', from: 'other', to: 'shop', what: [{ service: 'from' }], toService: 'one' }),
          stackOf({ from }, 'other'),
          stackOf(target),
          seed,
        );
      const disturbs = from.point === 'stopped' || from.down.capture === 'writers';
      const refusal = disturbs ? 'unsupported.copy-disturbs' : one.swap === 'replace' ? 'unsupported.copy-in-place' : undefined;
      expect(refusalOf(make)).toBe(refusal);
      if (refusal !== undefined) continue;
      const fresh = worldOf({ ...target, from });
      fresh.live['from'] = 'saved';
      const world = fresh.copy();
      const { error } = await run(world, make());
      expect(error).toBeUndefined();
      settled(world);
      announced(world, make());
      expect(world.trace.join()).not.toMatch(/(stop|pause) from/);
      expect(whole(world, ['one'], 'old')).toBe('new');
      await survives([from.point, one.swap, one.down.swap], fresh, make(), (after) => whole(after, ['one'], 'old'));
    }
  });

  test('drill', async () => {
    const world = worldOf(both);
    const { error } = await run(world, planDrill({ operation: 'drill', snapshot: 'shop/saved' }, snapshot(['one', 'two']), seed));
    expect(error).toBeUndefined();
    expect(world.trace).toEqual([]);
    settled(world);
  });
});

const replaced = all.filter(({ swap }) => swap === 'replace');

describe.each(replaced.map((traits) => [nameOf(traits), traits] as const))('overwritten: %s', (_, traits) => {
  const services = { one: traits, two: plain };

  test('a death in the middle of it leads back to what lived, by the safety snapshot', async () => {
    const world = worldOf(services);
    world.tear = true;
    const plan = restore(services);
    const { killed, ledger } = await run(world, plan);
    expect(killed).toBe(true);
    expect(world.live['one']).toBe('TORN');
    expect(await recover(world, plan, ledger)).toBe('old');
    expect(whole(world, ['one', 'two'], 'old')).toBe('old');
    settled(world);
  });

  test('what cannot be read is not overwritten, and the way out is to type that there is no undo', async () => {
    const world = worldOf({ one: traits });
    const plan = restore({ one: traits });
    world.damaged = true;
    const { error } = await run(world, plan);
    expect(error).toMatchObject({ key: 'capture-failed.safety', hint: { key: 'hint.no-safety' } });
    settled(world);
    expect(whole(world, ['one'], 'old')).toBe('old');

    const blind = restore({ one: traits }, { noSafety: true });
    expect(blind.confirm).toEqual({ level: 'type', text: 'shop without undo' });
    const { error: none, ledger } = await run(world, blind);
    expect(none).toBeUndefined();
    expect(world.live['one']).toMatch(/^saved/);
    expect(undoable(blind, ledger.state())).toEqual([]);
    expect(said(blind)).toContain('There will be no undo');
  });

  test('an application that was woken after the safety snapshot stops it', async () => {
    const world = worldOf({ one: traits });
    world.wakes = true;
    const { error } = await run(world, restore({ one: traits }));
    expect(error).toMatchObject({ key: 'capture-failed.moving' });
    settled(world);
    expect(whole(world, ['one'], 'old')).toBe('old');
  });
});

describe('what is live is looked at', () => {
  const over: Traits = { ...plain, swap: 'replace' };

  test('what was overwritten and differs is taken back before an application starts again', async () => {
    const world = worldOf({ one: over, two: plain });
    world.spoils = true;
    const plan = restore({ one: over, two: plain });
    const { error, ledger } = await run(world, plan);
    expect(error).toMatchObject({ key: 'unproven.live', params: { service: 'one', safety: ledger.state().safety } });
    settled(world);
    expect(whole(world, ['one', 'two'], 'old')).toBe('old');
    expect(said(plan)).toContain('When one is loaded, what is live then is compared in full');
  });

  test('where nothing is kept, what differs stays, in words, and all is up', async () => {
    const services = { one: over, two: plain };
    const world = worldOf(services);
    Object.assign(world, { spoils: true, damaged: true });
    const { error, ledger } = await run(world, restore(services, { noSafety: true }));
    expect(error).toMatchObject({ key: 'unproven.live-kept', params: { service: 'one' } });
    settled(world);
    expect(world.live).toMatchObject({ one: expect.stringMatching(/^spoilt/), two: expect.stringMatching(/^saved/) });
    expect(ledger.state().quiet).toEqual([]);
  });

  const files: Traits = { ...plain, swap: 'files', down: { capture: 'nothing', swap: 'service' } };
  test.each<[string, Partial<World>, object]>([
    ['a service that becomes another one', { yields: 'one' }, { key: 'unproven.valkey-down' }],
    ['a service that ends', { falls: 'one' }, { key: 'unproven.stopped-since', params: { container: 'one' } }],
    ['an application that ends', { falls: 'app' }, { key: 'unproven.stopped-since', params: { container: 'app' } }],
    ['a cancel', {}, { key: 'cancelled.watching' }],
  ])('%s while it is watched is a failure, and nothing is taken back by itself', async (_, change, failure) => {
    const services = { one: files, two: plain };
    const world = Object.assign(worldOf(services), change);
    const plan = restore(services, { watchSeconds: 1 });
    const cancelAt = 'yields' in change || 'falls' in change ? undefined : 'note.watching';
    const { error, ledger } = await run(world, plan, { ...(cancelAt !== undefined && { cancelAt }) });
    expect(error).toMatchObject({ ...failure, hint: { key: 'hint.undo', params: { job: 'job' } } });
    expect(world.lock).toBeUndefined();
    expect(world.violations).toEqual([]);
    expect(world.live).toMatchObject({ one: expect.stringMatching(/^saved/), two: expect.stringMatching(/^saved/) });
    expect(world.trace.filter((act) => act.startsWith('stop app'))).toHaveLength(1);
    expect(undoable(plan, ledger.state()).map(({ service }) => service)).toEqual(['one', 'two']);
  });

  test('for as long as the request says, else the configuration; it is planned', () => {
    const seconds = (request: object, watchSeconds?: number): unknown => {
      const plan = planRestore(
        RestoreRequest.parse({ operation: 'restore', snapshot: 'shop/saved', ...request }),
        snapshot(['one']),
        stackOf({ one: plain }),
        { ...seed, ...(watchSeconds !== undefined && { watchSeconds }) },
      );
      const settling = plan.steps.find((step) => step.do === 'settle');
      expect(said(plan).includes('is watched')).toBe(settling?.watchSeconds !== undefined);
      return [settling?.watchSeconds, plan.command.slice(3)];
    };
    expect(seconds({}, 15)).toEqual([15, []]);
    expect(seconds({ watchSeconds: 0 }, 15)).toEqual([undefined, ['--watch', '0']]);
    expect(seconds({ watchSeconds: 30 }, 15)).toEqual([30, ['--watch', '30']]);
    expect(seconds({})).toEqual([undefined, []]);
  });

  test('nothing that stays up is a failure, and it is asked before and after', async () => {
    const world = worldOf({ one: plain });
    expect((await run(world, restore({ one: plain }, { watchSeconds: 1 }))).error).toBeUndefined();
    settled(world);
    expect(world.asked).toBe(2);
  });
});

test('what was stopped for its point and does not start is tried again, and saves nothing, also when others go on', async () => {
  const services = { one: { ...plain, point: 'stopped' as const }, two: plain };
  const request = BackupRequest.parse({ operation: 'backup', stack: 'shop', keepGoing: true });
  const world = worldOf(services);
  world.stuck = 'start one';
  const { error, ledger } = await run(world, planBackup(request, stackOf(services), seed));
  expect(String(error)).toContain('the port is in use');
  expect(ledger.state()).toMatchObject({ snapshot: undefined, quiet: [] });
  settled(world);
});

const halted = all.filter(({ point }) => point === 'stopped');

test.each(halted.map((traits) => [nameOf(traits), traits] as const))('no room for %s stops nothing', async (_, traits) => {
  for (const plan of [backup({ one: traits }), ...(traits.swap === 'replace' ? [restore({ one: traits })] : [])]) {
    const world = worldOf({ one: traits });
    world.free = 5;
    const { error } = await run(world, plan);
    expect(AppError.is(error) && error.key).toBe('no-space.capture');
    expect(world.trace).toEqual(['room']);
    settled(world);
  }
});

/** What the shape of a service may change: the rest is the same as for one container. */
const shaped = all.filter(
  ({ point, swap, down }) => swap !== 'rename' && down.capture === 'nothing' && (down.swap !== 'writers' || point === 'stopped'),
);
const shapes: [string, Places, Traits[]][] = [
  ['three containers', { one: ['one', 'etcd', 'objects'] }, shaped],
  ['no container', { one: [] }, shaped.filter(({ point, down }) => point !== 'stopped' && down.swap !== 'service')],
  ['a container shared with another service', { one: ['box'], two: ['box'] }, shaped],
  [
    'a container shared with a service before it',
    { one: ['box'], two: ['box'] },
    shaped.filter(({ down }) => down.swap === 'service'),
  ],
];

describe.each(
  shapes.flatMap(([shape, places, every]) => every.map((traits) => [shape, nameOf(traits), places, traits] as const)),
)('%s: %s', (shape, _, places, traits) => {
  // A point that is stopped for ends what a service beside it in the same container has begun.
  const beside = shape.startsWith('a container shared') && traits.point === 'stopped' ? traits : plain;
  const services: Record<string, Traits> = shape.endsWith('before it')
    ? { two: beside, one: traits }
    : { one: traits, two: beside };
  const names = Object.keys(services);

  test('backup', async () => {
    for (const mode of [undefined, 'stop'] as const) {
      const plan = backup(services, mode, places);
      const world = worldOf(services, places);
      const { error, ledger } = await run(world, plan);
      expect(error).toBeUndefined();
      settled(world);
      announced(world, plan);
      const one = world.snapshots[ledger.state().snapshot ?? '']?.manifest.services.find(({ name }) => name === 'one');
      expect(one && imagesOf(one)).toEqual((places['one'] ?? []).map(() => ({ reference: 'made-up:1', id: 'image' })));
      await survives([shape, traits], worldOf(services, places), plan, (after) => whole(after, names, 'old'));
    }
  });

  test('restore and undo', async () => {
    const plan = restore(services, {}, places);
    const world = worldOf(services, places);
    const { error, ledger } = await run(world, plan);
    expect(error).toBeUndefined();
    settled(world);
    announced(world, plan);
    expect(whole(world, names, 'old')).toBe('new');
    await survives([shape, traits], worldOf(services, places), plan, (after) => whole(after, names, 'old'));
    await folder('job', plan, ledger.lines());
    const back = undo(services, plan, ledger.state(), places);
    expect((await run(world, back, { job: 'undo' })).error).toBeUndefined();
    settled(world);
    expect(whole(world, names, 'saved')).toBe('new');
  });
});

test('a service of several images is tried in all of them, and one of none in what its driver has', async () => {
  const image = (id: string): ServerImage => ({ reference: `${id}:1`, id });
  const manifest = manifestOf([
    { ...saved('one'), ...imageFields(['vectors', 'etcd', 'objects'].map(image)) },
    { name: 'two', kind: 'valkey', version: '1', items: ['all'] },
  ]);
  const world = worldOf({ one: plain, two: plain });
  world.images = ['objects', 'vectors', 'etcd'];
  const { error, results } = await run(
    world,
    planDrill({ operation: 'drill', snapshot: 'shop/saved' }, { ...snapshot([]), manifest }, seed),
    {
      manifest,
    },
  );
  expect(error).toBeUndefined();
  expect(imagesOf(results.get('one') ?? {}).map(({ id }) => id)).toEqual(['vectors', 'etcd', 'objects']);
  expect(imagesOf(results.get('two') ?? {})).toEqual([]);
  world.images = ['objects', 'vectors'];
  const plan = planDrill({ operation: 'drill', snapshot: 'shop/saved' }, { ...snapshot([]), manifest }, seed);
  expect((await run(world, plan, { manifest })).error).toMatchObject({ key: 'not-found.image', params: { image: 'etcd:1' } });
});

test('a service that cannot be stopped is left out and named, where the others are saved all the same', async () => {
  const services = { one: { ...plain, point: 'stopped' as const }, two: plain };
  const request = BackupRequest.parse({ operation: 'backup', stack: 'shop', keepGoing: true });
  const world = worldOf(services);
  world.stuck = 'stop one';
  const { error, ledger } = await run(world, planBackup(request, stackOf(services), seed));
  expect(error).toBeUndefined();
  settled(world);
  const { manifest } = world.snapshots[ledger.state().snapshot ?? ''] ?? {};
  expect(manifest?.services.map(({ name }) => name)).toEqual(['two']);
});

test('a service that is stopped for its point is not saved together with one that goes on in the same container', () => {
  const stopping = { one: { ...plain, point: 'stopped' as const }, two: plain };
  expect(refusalOf(() => backup(stopping, undefined, { one: ['box'], two: ['box'] }))).toBe('unsupported.stopped-beside');
  expect(refusalOf(() => backup(stopping, undefined, { one: ['box'], two: ['box', 'other'] }))).toBe(
    'unsupported.stopped-beside',
  );
  expect(refusalOf(() => backup(stopping))).toBeUndefined();
});
