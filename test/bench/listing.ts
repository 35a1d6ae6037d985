import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { plainContext } from '../../shared/src/context.ts';
import { openRepository } from '../../shared/src/repository/storedRepository.ts';
import { folderStorage } from '../../shared/src/storage/folder.ts';
import type { Storage, StoredObject } from '../../shared/src/storage/storage.ts';
import { type Figure, atMost, inSeconds, noted } from './figures.ts';
import { seedRepository } from './seed.ts';
import { folder, rounds } from './settings.ts';

const snapshots = 10_000;
/** Milliseconds that each request to the bucket takes, and keys that one of them lists. */
const latency = 5;
const pageSize = 1000;
const limit = 2;
const say = (text: string): void => console.error(text);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** How long a list of many snapshots takes: of one stack and of many, in a folder and in what answers like a bucket. */
export async function measureListing(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const stacks of [1, 200]) {
    const path = join(folder, `listing-${stacks}`);
    say(`Seeding ${snapshots} snapshots of ${stacks} stacks …`);
    await seedRepository(path, stacks, snapshots / stacks);
    const what = `${snapshots} snapshots of ${stacks === 1 ? 'one stack' : `${stacks} stacks`}`;
    figures.push(...(await measure(`${what}, folder`, () => folderStorage(path))));
    const bucket = await bucketOf(path);
    figures.push(...(await measure(`${what}, ${latency} ms a request`, () => bucket)));
    await rm(path, { recursive: true });
  }
  return figures;
}

async function measure(what: string, storage: () => Storage): Promise<Figure[]> {
  const index = join(folder, 'listing-index');
  await rm(index, { recursive: true, force: true });
  const list = async (): Promise<number> => {
    const began = performance.now();
    const repository = await openRepository(
      storage(),
      'bench',
      { writer: 'bench', ownerState: () => 'alive', index },
      plainContext(),
    );
    let found = 0;
    for await (const _ of repository.list(plainContext())) found += 1;
    if (found !== snapshots) throw new Error(`${found} of ${snapshots} snapshots were listed.`);
    return (performance.now() - began) / 1000;
  };
  say(`Listing ${what} …`);
  const first = await list();
  const later: number[] = [];
  for (let round = 0; round < rounds; round += 1) later.push(await list());
  return [noted(`${what}: the first time`, inSeconds(first)), atMost(`${what}: after that`, median(later), limit, inSeconds)];
}

/** Holds all keys and manifests in memory; each request waits, and a listing is one for every thousand keys. */
async function bucketOf(path: string): Promise<Storage> {
  const { signal } = new AbortController();
  const objects: StoredObject[] = [];
  const contents = new Map<string, Buffer>();
  for await (const object of folderStorage(path).list('', signal)) {
    objects.push(object);
    if (/(?:manifest|longshore)\.json$/.test(object.key)) contents.set(object.key, await readFile(join(path, object.key)));
  }
  const keys = new Map(objects.map((object) => [object.key, object]));
  const never = (): Promise<never> => Promise.reject(new Error('not part of this measurement'));
  return {
    name: 'bucket',
    capabilities: { exclusivePut: true },
    async *list(prefix, _, { shallow } = {}) {
      let listed = 0;
      let last = '';
      for (const object of below(prefix, objects)) {
        const slash = object.key.indexOf('/', prefix.length);
        const key = shallow && slash >= 0 ? object.key.slice(0, slash + 1) : object.key;
        if (key === last) continue;
        if (listed % pageSize === 0) await sleep(latency);
        listed += 1;
        last = key;
        yield { ...object, key };
      }
      if (listed === 0) await sleep(latency);
    },
    async get(key) {
      await sleep(latency);
      return Readable.from([contents.get(key) ?? Buffer.from('')]);
    },
    async head(key) {
      await sleep(latency);
      return keys.get(key);
    },
    put: never,
    delete: never,
    sweep: never,
    free: () => Promise.resolve(undefined),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A bucket finds the beginning of a prefix at once. */
function* below(prefix: string, objects: StoredObject[]): Generator<StoredObject> {
  let [low, high] = [0, objects.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((objects[middle]?.key ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  for (const object of objects.slice(low)) {
    if (!object.key.startsWith(prefix)) return;
    yield object;
  }
}
