import { Readable } from 'node:stream';
import type { Artifact } from '../../shared/src/artifact.ts';
import type { Capture, ChangeRef, ChangeState, Driver, Prepared, Staged, Target } from '../../shared/src/drivers/driver.ts';
import type { Inventory } from '../../shared/src/model/inventory.ts';
import type { Traits } from '../../shared/src/model/traits.ts';
import { mustStop } from '../../shared/src/plan/demands.ts';
import type { Fixture } from './driver.ts';

/** What the fake service holds: one live text, and the texts put beside it by change. */
interface World {
  live: string;
  running: boolean;
  staged: Map<string, string>;
  kept: Map<string, string>;
}

const inventoryOf = (text: string): Inventory => ({
  version: '1',
  entries: [{ item: 'all', name: '', type: 'text', exact: { characters: text.length, text }, atLeast: {}, informative: {} }],
});
const nothing = async (): Promise<void> => {};

async function textOf(open: () => Promise<Readable>): Promise<string> {
  let text = '';
  for await (const chunk of await open()) text += String(chunk);
  return text;
}

/** A driver of an imaginary service with the given traits: it does what they say, and refuses what they forbid. */
export function fake(traits: Traits): { driver: Driver; open: () => Promise<Fixture> } {
  const world: World = { live: '', running: true, staged: new Map(), kept: new Map() };
  const must = (condition: boolean, what: string): void => {
    if (!condition) throw new Error(what);
  };
  const serviceDown = (which: 'capture' | 'swap'): void =>
    must(world.running !== mustStop({ traits }, which), `the service must ${world.running ? 'be down' : 'run'}`);

  const stagedAs = (ref: ChangeRef): Staged => ({
    ref,
    inventory: async () => inventoryOf(world.staged.get(ref.id) ?? ''),
    swap: async () => {
      serviceDown('swap');
      world.kept.set(ref.id, world.live);
      world.live = world.staged.get(ref.id) ?? '';
      world.staged.delete(ref.id);
      return ref;
    },
    settle: async () => [],
    [Symbol.asyncDispose]: async () => void world.staged.delete(ref.id),
  });

  const driver: Driver = {
    kind: 'valkey',
    find: () => [],
    inspect: async () => ({ version: '1', items: [], traits, warnings: [], clients: [] }),
    contents: async () => inventoryOf(world.live),
    prepare: async (): Promise<Prepared> => ({
      items: ['all'],
      fix: async (): Promise<Capture> => {
        serviceDown('capture');
        const point = world.live;
        const artifact: Artifact = { name: 'text', compress: false, open: async () => Readable.from([Buffer.from(`:${point}`)]) };
        return {
          lanes: 1,
          artifacts: () => [artifact],
          outline: async () => ({ inventory: { version: '1', entries: [] }, detail: null }),
          inventory: async () => ({ inventory: inventoryOf(point), detail: null, warnings: [] }),
          [Symbol.asyncDispose]: nothing,
        };
      },
      [Symbol.asyncDispose]: nothing,
    }),
    fits: nothing,
    stage: async (_target, set, options, ctx) => {
      const { id } = options;
      const ref: ChangeRef = { kind: 'valkey', id, data: null };
      await options.intend(ref);
      const [artifact] = set.artifacts;
      const text = artifact ? await textOf(() => artifact.open(ctx)) : '';
      ctx.signal.throwIfAborted();
      world.staged.set(id, text.slice(1));
      return stagedAs(ref);
    },
    trial: async (_host, images, set, _options, ctx) => {
      const [artifact] = set.artifacts;
      const text = artifact ? await textOf(() => artifact.open(ctx)) : '';
      ctx.signal.throwIfAborted();
      return {
        images: images.map((image) => ({ reference: image, id: image })),
        inventory: async () => inventoryOf(text.slice(1)),
        [Symbol.asyncDispose]: nothing,
      };
    },
    parse: async (_host, _image, artifact, ctx) => must((await textOf(() => artifact.open(ctx))).startsWith(':'), 'not ours'),
    reopen: async (_target, from, options) => {
      const { id } = options;
      const ref: ChangeRef = { kind: 'valkey', id, data: null };
      await options.intend(ref);
      world.staged.set(id, world.kept.get(from.id) ?? '');
      world.kept.delete(from.id);
      return stagedAs(ref);
    },
    reconcile: async (_target, { id }): Promise<ChangeState> =>
      world.kept.has(id) ? 'swapped' : world.staged.has(id) ? 'staged' : 'absent',
    rollback: async (_target, { id }) => {
      const old = world.kept.get(id);
      if (old === undefined) return;
      serviceDown('swap');
      world.staged.set(id, world.live);
      world.live = old;
      world.kept.delete(id);
    },
    discard: async (_target, { id }, what) => void (what === 'staged' ? world.staged : world.kept).delete(id),
    undoBytes: async (_target, { id }) => world.kept.get(id)?.length ?? 0,
    byHand: (artifacts) => artifacts.map(({ key }) => `cat ${key}`),
  };
  const open = async (): Promise<Fixture> => ({
    traits,
    image: 'fake',
    // Nothing of a host or a container is touched by a service that lives in memory.
    target: async () => ({}) as Target,
    write: async (text) => void (world.live = text),
    read: async () => world.live,
    clear: async () => void (world.live = ''),
    stop: async () => void (world.running = false),
    start: async () => void (world.running = true),
    leftovers: async () => [...world.staged.keys()],
    [Symbol.asyncDispose]: nothing,
  });
  return { driver, open };
}

/** Every combination that the contract allows. */
export function everyTraits(): Traits[] {
  const points = ['instant', 'perItem', 'stopped'] as const;
  const swaps = ['rename', 'files', 'replace'] as const;
  const captures = ['nothing', 'writers'] as const;
  const downs = ['nothing', 'writers', 'service'] as const;
  const needs = (point: Traits['point']): Traits['needs'] => (point === 'stopped' ? [{ place: 'spool', bytes: 10 }] : []);
  return points.flatMap((point) =>
    swaps.flatMap((swap) =>
      captures.flatMap((capture) => downs.map((down) => ({ point, swap, down: { capture, swap: down }, needs: needs(point) }))),
    ),
  );
}
