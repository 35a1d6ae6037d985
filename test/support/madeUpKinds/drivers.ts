import type { Driver, Found } from '../../../shared/src/drivers/driver.ts';
import type { Container } from '../../../shared/src/hosts/container.ts';
import { serviceNameOf } from '../../../shared/src/hosts/stack.ts';
import type { ServiceKind } from '../../../shared/src/model/service.ts';
import type { Traits } from '../../../shared/src/model/traits.ts';
import { madeUpDriver } from '../madeUpStack.ts';
import type { MadeUpKind } from './kinds.ts';

interface MadeUp {
  traits: Traits;
  items: string[];
  find: (containers: readonly Container[], declared: readonly { name: string }[]) => Found[];
}

const runs = (image: string) => (container: Container) => container.image.startsWith(`${image}:`);
const eachContainer = (containers: readonly Container[]): Found[] =>
  containers.map((container) => ({ name: serviceNameOf(container), containers: [container.id] }));

const all: Record<MadeUpKind, MadeUp> = {
  /** In no container: it lies elsewhere, and the configuration names it. Saved item by item, and overwritten. */
  bucket: {
    traits: { point: 'perItem', swap: 'replace', down: { capture: 'nothing', swap: 'writers' }, needs: [] },
    items: ['images', 'papers'],
    find: (_, declared) => declared.map(({ name }) => ({ name, containers: [], locator: { bucket: name } })),
  },
  /** In three containers, of which none writes into another as an application does. */
  vectors: {
    traits: { point: 'instant', swap: 'files', down: { capture: 'writers', swap: 'service' }, needs: [] },
    items: ['embeddings'],
    find: (containers) => {
      const of = (image: string): string[] => containers.filter(runs(image)).map(({ id }) => id);
      const [main, ...twins] = of('vectors');
      return main === undefined ? [] : [{ name: 'vectors', containers: [main, ...twins, ...of('etcd'), ...of('objects')] }];
    },
  },
  /** Two services in one container. */
  stream: {
    traits: { point: 'perItem', swap: 'rename', down: { capture: 'nothing', swap: 'nothing' }, needs: [] },
    items: ['all'],
    find: (containers) =>
      containers
        .filter(runs('broker'))
        .flatMap(({ id }) => ['events', 'tasks'].map((name) => ({ name, containers: [id], locator: { account: name } }))),
  },
  /** Cannot be read while it runs. */
  graph: {
    traits: {
      point: 'stopped',
      swap: 'files',
      down: { capture: 'nothing', swap: 'service' },
      needs: [{ place: 'spool', bytes: 10 }],
    },
    items: ['all'],
    find: (containers) => eachContainer(containers.filter(runs('graph'))),
  },
  /** A folder that containers use: no server, but writers. */
  volume: {
    // Only the freeze keeps it still.
    traits: {
      point: 'instant',
      swap: 'rename',
      down: { capture: 'writers', swap: 'writers' },
      needs: [{ place: 'spool', bytes: 10 }],
    },
    items: ['all'],
    find: (containers) => {
      const users = containers.filter(({ mounts }) => mounts.some(({ name }) => name === 'shop_uploads')).map(({ id }) => id);
      return users.length === 0 ? [] : [{ name: 'uploads', containers: [], users, locator: { volume: 'shop_uploads' } }];
    },
  },
};

/** They live in memory. */
export const madeUpDrivers: Driver[] = Object.entries(all).map(([name, { traits, items, find }]) => ({
  ...madeUpDriver(),
  // No kind of the product is called so: it is registered for the test alone.
  kind: name as ServiceKind,
  find,
  inspect: async () => ({
    version: '1',
    traits,
    items: items.map((item) => ({ name: item, id: item, bytes: 10, rows: 3, inPlaceOnly: [], blocked: [] })),
    warnings: [],
    clients: [],
  }),
  contents: async () => ({ version: '1', entries: [] }),
  byHand: (artifacts) => [`Bring ${name} back:`, ...artifacts.map(({ key }) => `  cat '${key}'`)],
}));
