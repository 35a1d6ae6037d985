import { Readable } from 'node:stream';
import { buffer, text as textOf } from 'node:stream/consumers';
import type { Artifact } from '../../shared/src/artifact.ts';
import type { Capture, ChangeRef, Driver, Staged, Target } from '../../shared/src/drivers/driver.ts';
import { AppError } from '../../shared/src/errors.ts';
import type { HeldLock, Host } from '../../shared/src/hosts/host.ts';
import { type LedgerEntry, type LedgerState, foldLedger } from '../../shared/src/jobs/ledger.ts';
import type { Inventory } from '../../shared/src/model/inventory.ts';
import type { Manifest, ManifestService } from '../../shared/src/model/manifest.ts';
import type { Traits } from '../../shared/src/model/traits.ts';
import type { Repository, Snapshot, SnapshotWriter } from '../../shared/src/repository/repository.ts';

/** One process of a job. Nothing that a dead one does reaches the world any more: its calls never settle. */
export class Life {
  dead = false;
  #tell = (): void => {};
  readonly killed = new Promise<'killed'>((resolve) => {
    this.#tell = () => resolve('killed');
  });

  kill(): void {
    this.dead = true;
    this.#tell();
  }

  async alive(): Promise<void> {
    if (this.dead) await new Promise(() => {});
  }
}

/** A ledger that its process leaves behind in memory; writing a file is tested by itself. */
export class MemoryLedger {
  readonly #life: Life;
  readonly #killAfter: number | undefined;
  readonly #entries: (LedgerEntry & { time: string })[];
  #copy: ((line: string) => Promise<void>) | undefined;

  constructor(life: Life, killAfter?: number, entries: (LedgerEntry & { time: string })[] = []) {
    this.#life = life;
    this.#killAfter = killAfter;
    this.#entries = entries;
  }

  /** The same ledger as the next process finds it, which may die after so many entries of its own. */
  reopened(life: Life, entries?: number): MemoryLedger {
    return new MemoryLedger(life, entries && this.#entries.length + entries, [...this.#entries]);
  }

  async write(entry: LedgerEntry): Promise<void> {
    await this.#life.alive();
    // As on disk: what is read back shares nothing with what was written.
    this.#entries.push({ ...structuredClone(entry), time: '2026-02-17T02:00:00.000Z' });
    if (this.#entries.length === this.#killAfter) this.#life.kill();
    await this.#life.alive();
    await this.#copy?.('');
  }

  lines(): string[] {
    return this.#entries.map((entry) => JSON.stringify(entry));
  }

  copyTo(copy: ((line: string) => Promise<void>) | undefined): void {
    this.#copy = copy;
  }

  forgive(): void {}

  state(): LedgerState {
    return foldLedger(structuredClone(this.#entries), 'memory');
  }
}

type State = 'running' | 'paused' | 'exited';
interface Stored {
  job: string;
  manifest: Manifest;
  texts: Record<string, string>;
  /** Whether it was read back in full. */
  checked: boolean;
}

/** What data an overwriting that was cut off leaves. */
const torn = 'TORN';

/**
 * A made-up stack that lives in memory: services that hold one text each, and an application that writes into all of them
 * whenever it and they run. It notes what no job may do.
 */
export class World {
  readonly traits: Map<string, Traits>;
  /** Containers of a service, where it is not the one of its name. */
  readonly places: Map<string, string[]>;
  containers: Record<string, State> = {};
  live: Record<string, string> = {};
  staged: Record<string, string> = {};
  kept: Record<string, string> = {};
  /** Which change overwrites or has overwritten a service. */
  marks: Record<string, { id: string; done: boolean }> = {};
  snapshots: Record<string, Stored> = {};
  lock: HeldLock | undefined = undefined;
  volumes: string[] = [];
  /** Ids of the images on the host. */
  images = ['image'];
  free = 1e12;
  /** What was done to containers, and when points were fixed, in order. */
  trace: string[] = [];
  violations: string[] = [];
  /** The last text of each service that began so: what the application wrote must be found again. */
  latest: Record<string, Record<string, string>> = {};
  /** The next overwriting is cut off in the middle. */
  tear = false;
  /** The next such act fails: `start one`. */
  stuck = '';
  /** Live data cannot be read. */
  damaged = false;
  /** The application is woken as soon as a snapshot was read back. */
  wakes = false;
  /** What is loaded over live data is another text there. */
  spoils = false;
  /** A service whose live data is not what was swapped in, when it is asked the second time. */
  yields = '';
  /** A container that ends as soon as all is up again. */
  falls = '';
  asked = 0;

  constructor(traits: Map<string, Traits>, places = new Map<string, string[]>()) {
    this.traits = traits;
    this.places = places;
  }

  copy(): World {
    const { traits, places, ...state } = this;
    return Object.assign(new World(traits, places), structuredClone(state), { trace: [], violations: [] });
  }

  /** What runs in no container is always there. */
  stateOf(service: string): State | 'half' {
    const states = new Set((this.places.get(service) ?? [service]).map((id) => this.containers[id] ?? 'exited'));
    const [state = 'running'] = states;
    return states.size > 1 ? 'half' : state;
  }

  must(condition: boolean, what: string): void {
    if (!condition) this.violations.push(what);
  }

  of(service: string): Traits {
    const found = this.traits.get(service);
    if (!found) throw new Error(`no service ${service}`);
    return found;
  }

  /** Time goes by: the application writes. */
  async step(life: Life): Promise<void> {
    await life.alive();
    if (this.containers['app'] !== 'running') return;
    for (const name of Object.keys(this.live)) {
      if (this.stateOf(name) !== 'running' || this.live[name] === torn) continue;
      const text = `${this.live[name]}.`;
      this.live[name] = text;
      this.latest[name] = { ...this.latest[name], [text.replaceAll('.', '')]: text };
    }
  }

  /** Whether the text is in a snapshot that was read back in full, of this job where one is named. */
  isSaved(service: string, text: string | undefined, job?: string): boolean {
    return Object.values(this.snapshots).some(
      (stored) => stored.checked && stored.texts[service] === text && (job === undefined || stored.job === job),
    );
  }

  swapsWhile(service: string): void {
    const { swap } = this.of(service).down;
    const state = this.stateOf(service);
    this.must(state === (swap === 'service' ? 'exited' : 'running'), `${service} is switched over while it is ${state}`);
    if (swap === 'writers') this.must(this.containers['app'] === 'exited', `${service} is switched over under its writers`);
  }
}

const inventoryOf = (content: string): Inventory => ({
  version: '1',
  entries: [{ item: 'all', name: '', type: 'text', exact: { text: content }, atLeast: {}, informative: {} }],
});

interface MadeUpHost extends Host {
  world: World;
  life: Life;
}
const worldOf = ({ host }: Target): MadeUpHost => host as MadeUpHost;

export function hostOf(world: World, life: Life): Host {
  const container = (id: string): unknown => ({
    id,
    name: id,
    state: world.containers[id],
    health: 'none',
    exitCode: 1,
    startedAt: '',
    image: 'made-up:1',
    imageId: 'image',
    labels: {},
    networkMode: 'none',
    pidMode: '',
    volumesFrom: [],
  });
  const become = (act: string, state: State) => async (id: string) => {
    await world.step(life);
    if (world.stuck === `${act} ${id}`) {
      world.stuck = '';
      throw new Error('the port is in use');
    }
    if (act === 'pause') world.must(id === 'app', `${id} is paused as a writer of its own data`);
    if (world.containers[id] !== state) world.trace.push(`${act} ${id}`);
    world.containers[id] = state;
  };
  const host: Partial<MadeUpHost> = {
    world,
    life,
    name: 'local',
    address: { type: 'socket', path: '/none' },
    container: async (id) => {
      await world.step(life);
      if (!(id in world.containers)) throw new AppError('not-found.container', { container: id });
      return container(id) as never;
    },
    start: become('start', 'running'),
    stop: become('stop', 'exited'),
    pause: become('pause', 'paused'),
    unpause: become('unpause', 'running'),
    run: () => {
      world.trace.push('room');
      return Readable.from([Buffer.from(`Filesystem\nx 1 1 ${world.free / 1024} 1% /longshore\n`)]);
    },
    createVolume: async (name) => {
      await world.step(life);
      world.volumes.push(name);
    },
    removeVolume: async (name) => {
      await world.step(life);
      world.volumes = world.volumes.filter((volume) => volume !== name);
    },
    images: async () => world.images.map((id) => ({ id, references: ['made-up:1'], digests: [], created: new Date(0) })),
    sweep: async () => {
      await world.step(life);
      world.volumes = [];
    },
    lock: async (name, _image, labels) => {
      await world.step(life);
      world.lock = { name, id: 'lock', labels };
      return world.lock;
    },
    locks: async () => {
      await world.step(life);
      return world.lock ? [world.lock] : [];
    },
    unlock: async () => {
      await world.step(life);
      world.lock = undefined;
    },
    extract: async (_container, _path, tar) => {
      await life.alive();
      tar.destroy();
    },
  };
  return host as Host;
}

export function repositoryOf(world: World, life: Life): Repository {
  const snapshot = (reference: string): Snapshot => {
    const stored = world.snapshots[reference];
    if (!stored) throw new AppError('not-found.snapshot', { reference, repository: 'local' });
    return {
      manifest: stored.manifest,
      hash: reference,
      reference,
      inventory: async () => ({ services: {} }),
      artifacts: async (service) => {
        await world.step(life);
        const content = stored.texts[service];
        if (content === undefined) throw new Error(`${reference} has no ${service}`);
        const open = async (): Promise<Readable> => Readable.from([Buffer.from(`:${content}`)]);
        return {
          version: '1',
          inventory: inventoryOf(content),
          detail: null,
          artifacts: [{ name: 'text', logicalBytes: content.length, open }],
        };
      },
      check: async () => {
        await world.step(life);
        stored.checked = true;
        if (world.wakes) world.containers['app'] = 'running';
      },
    };
  };
  const repository: Partial<Repository> = {
    name: 'local',
    free: async () => undefined,
    newest: async () => new Map(),
    find: async (reference) => {
      await world.step(life);
      return snapshot(reference);
    },
    recordProof: () => life.alive(),
    create: async ({ job }): Promise<SnapshotWriter> => {
      await world.step(life);
      const reference = `shop/${job}`;
      const texts: Record<string, string> = {};
      return {
        id: job,
        reference,
        add: async (service, artifact, ctx) => {
          const bytes = await buffer(await artifact.open(ctx));
          await world.step(life);
          texts[service] = bytes.toString().slice(1);
          return { bytes: bytes.length } as never;
        },
        commit: async ({ services, mode }) => {
          await world.step(life);
          const manifest = manifestOf(services, mode);
          world.snapshots[reference] = { job, manifest, texts, checked: false };
          return manifest;
        },
        [Symbol.asyncDispose]: () => life.alive(),
      };
    },
  };
  return repository as Repository;
}

export const manifestOf = (services: ManifestService[], mode: Manifest['mode'] = 'online'): Manifest => ({
  format: 1,
  id: 'saved',
  sequence: 1,
  stack: { name: 'shop', engine: 'e', project: 'shop', workingDir: '/srv/shop' },
  startedAt: '2026-02-17T01:00:00.000Z',
  finishedAt: '2026-02-17T01:00:01.000Z',
  mode,
  environment: 'dev',
  complete: true,
  missing: [],
  job: 'j',
  writer: 'w',
  services,
  artifacts: [],
});

/** A driver of made-up services: it does what their traits say, and notes what they forbid. */
export function madeUpDriver(): Omit<Driver, 'kind' | 'find' | 'inspect' | 'contents'> {
  const stagedAs = (target: Target, ref: ChangeRef, content: string, job: string): Staged => {
    const { world, life } = worldOf(target);
    const { name } = target.service;
    const inPlace = world.of(name).swap === 'replace';
    return {
      ref,
      inventory: async () => {
        await world.step(life);
        return inventoryOf(content);
      },
      swap: async () => {
        await world.step(life);
        world.swapsWhile(name);
        if (inPlace) await overwrite();
        else {
          world.kept[ref.id] = world.live[name] ?? '';
          world.live[name] = content;
          delete world.staged[ref.id];
        }
        return ref;
      },
      settle: async () => [],
      live: async () => {
        await world.step(life);
        world.must(world.containers['app'] !== 'running', `${name} is compared under its writers`);
        return inventoryOf(world.live[name] ?? '');
      },
      assertServing: async () => {
        await world.step(life);
        world.must(
          world.containers['app'] === 'running' || world.falls === 'app',
          `${name} is asked before its writers are back`,
        );
        world.asked += 1;
        if (world.falls !== '') world.containers[world.falls] = 'exited';
        if (world.yields === name && world.asked > 1) throw new AppError('unproven.valkey-down', { service: name });
      },
      [Symbol.asyncDispose]: async () => {
        await life.alive();
        delete world.staged[ref.id];
      },
    };

    async function overwrite(): Promise<void> {
      const present = world.live[name];
      const isWayBack = world.isSaved(name, content, job);
      world.must(
        present === torn || isWayBack || world.damaged || world.isSaved(name, present),
        `${name} is overwritten, and no snapshot that was read back holds ${present}`,
      );
      if (!isWayBack) world.must(world.containers['app'] !== 'running', `${name} is overwritten under its writers`);
      world.live[name] = torn;
      world.marks[name] = { id: ref.id, done: false };
      if (world.tear) {
        world.tear = false;
        life.kill();
      }
      await life.alive();
      world.live[name] = world.spoils && !isWayBack ? 'spoilt' : content;
      world.marks[name] = { id: ref.id, done: true };
    }
  };

  return {
    fits: async () => {},
    prepare: async (target, { items }, { spool }) => {
      const { world, life } = worldOf(target);
      const { name } = target.service;
      const { point } = world.of(name);
      await world.step(life);
      world.must(world.stateOf(name) === 'running', `${name} is prepared while it is down`);
      world.must((spool !== undefined) === (point === 'stopped'), `${name} has ${spool ?? 'no spool'}`);
      if (spool !== undefined) world.must(world.volumes.includes(spool), `the spool of ${name} does not exist`);
      return {
        items: items ?? [],
        fix: async () => {
          await world.step(life);
          fixed(world, name);
          // To copy a service that stands still takes its time, and each its own.
          const reads = point !== 'stopped' ? 0 : name === 'two' ? 9 : 3;
          for (let read = 0; read < reads; read += 1) await world.step(life);
          fixed(world, name);
          world.trace.push(`fix ${name}`);
          return captureOf(world, life, name);
        },
        [Symbol.asyncDispose]: () => life.alive(),
      };
    },
    stage: async (target, set, options, ctx) => {
      const { world, life } = worldOf(target);
      const ref: ChangeRef = { kind: 'valkey', id: options.id, data: null };
      const [artifact] = set.artifacts;
      await world.step(life);
      await options.intend(ref);
      const content = artifact ? (await textOf(await artifact.open(ctx))).slice(1) : '';
      await world.step(life);
      if (world.of(target.service.name).swap !== 'replace') world.staged[options.id] = content;
      return stagedAs(target, ref, content, ctx.job);
    },
    reopen: async (target, from, { id, intend }, ctx) => {
      const { world, life } = worldOf(target);
      const ref: ChangeRef = { kind: 'valkey', id, data: null };
      await world.step(life);
      await intend(ref);
      await world.step(life);
      const content = world.kept[from.id] ?? '';
      world.staged[id] = content;
      return stagedAs(target, ref, content, ctx.job);
    },
    trial: async (_host, images, set, _options, ctx) => {
      const [artifact] = set.artifacts;
      const content = artifact ? (await textOf(await artifact.open(ctx))).slice(1) : '';
      return {
        images: images.map((image) => ({ reference: image, id: image })),
        inventory: async () => inventoryOf(content),
        [Symbol.asyncDispose]: async () => {},
      };
    },
    parse: async (_host, _image, artifact, ctx) => void (await buffer(await artifact.open(ctx))),
    reconcile: async (target, { id }) => {
      const { world, life } = worldOf(target);
      await world.step(life);
      const { name } = target.service;
      world.must(
        world.of(name).down.swap === 'service' || world.stateOf(name) === 'running',
        `${name} is asked while it is down`,
      );
      if (world.of(name).swap !== 'replace') return id in world.kept ? 'swapped' : id in world.staged ? 'staged' : 'absent';
      const mark = world.marks[name];
      if (mark?.id === id) return mark.done ? 'swapped' : 'half';
      return world.live[name] === torn ? 'half' : 'absent';
    },
    rollback: async (target, { id }) => {
      const { world, life } = worldOf(target);
      await world.step(life);
      const { name } = target.service;
      const old = world.kept[id];
      if (world.of(name).swap === 'replace') {
        throw new AppError('recovery-needed.in-place', { databases: [name] });
      }
      if (old === undefined) return;
      const { swap } = world.of(name).down;
      world.must(world.stateOf(name) === (swap === 'service' ? 'exited' : 'running'), `${name} is taken back while it runs`);
      world.staged[id] = world.live[name] ?? '';
      world.live[name] = old;
      delete world.kept[id];
    },
    discard: async (target, { id }, what) => {
      const { world, life } = worldOf(target);
      await world.step(life);
      delete world[what === 'staged' ? 'staged' : 'kept'][id];
    },
    undoBytes: async () => 0,
    byHand: (artifacts) => artifacts.map(({ key }) => `cat ${key}`),
  };
}

function fixed(world: World, name: string): void {
  const { point, down } = world.of(name);
  const { app } = world.containers;
  const own = world.stateOf(name);
  world.must(own === (point === 'stopped' ? 'exited' : 'running'), `the point of ${name} is fixed while it is ${own}`);
  if (down.capture === 'writers') world.must(app !== 'running', `the point of ${name} is fixed under its writers`);
  else if (point === 'perItem') world.must(app !== 'paused', `a freeze waits for ${name}`);
}

function captureOf(world: World, life: Life, name: string): Capture {
  const { point } = world.of(name);
  let content = point === 'perItem' ? undefined : (world.live[name] ?? '');
  // An item by item capture is of the moment at which it is read.
  const read = (): string => (content ??= world.live[name] ?? '');
  const artifact: Artifact = {
    name: 'text',
    compress: false,
    open: async () => {
      await world.step(life);
      if (point === 'stopped') world.must(world.stateOf(name) === 'running', `${name} is down while it is stored`);
      if (world.damaged) throw new AppError('capture-failed.dump', { database: name });
      return Readable.from([Buffer.from(`:${read()}`)]);
    },
  };
  return {
    lanes: 1,
    artifacts: () => [artifact],
    outline: async () => ({ inventory: { version: '1', entries: [] }, detail: null }),
    inventory: async () => {
      await world.step(life);
      return { inventory: inventoryOf(read()), detail: null, warnings: [] };
    },
    [Symbol.asyncDispose]: () => life.alive(),
  };
}
