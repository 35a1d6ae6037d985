import { cp, mkdir, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../../test/support/failure.ts';
import { backup, ctx, listed, open, owner, shop, temporaryFolder } from '../../../test/support/snapshots.ts';
import { wrapStorage } from '../../../test/support/wrapStorage.ts';
import { folderStorage } from '../storage/folder.ts';
import type { Storage } from '../storage/storage.ts';
import { stackFolder } from './layout.ts';
import { writeManifest } from './manifestFile.ts';
import type { Repository } from './repository.ts';

const folder = stackFolder(shop);
const day = (n: number): Date => new Date(Date.UTC(2026, 1, n, 2));
const id = (n: number): string => `2026-02-0${n}_02-00-00Z`;
const at = (n: number): string => `shop/${id(n)}`;
const by = { job: 'j', owner };

let root: Awaited<ReturnType<typeof temporaryFolder>>;
let dir: string;
let repository: Repository;
/** Keys of the manifests and proofs that were read. */
let read: string[];

beforeEach(async () => {
  root = await temporaryFolder();
  dir = join(root.path, 'index');
  read = [];
});
afterEach(() => root[Symbol.asyncDispose]());

const place = (): string => join(root.path, 'repository');
const manifestPath = (n: number): string => join(place(), folder, id(n), 'manifest.json');
const indexPath = async (): Promise<string> => {
  const [one = ''] = await readdir(dir);
  return join(dir, one, `${folder}.json`);
};

/** A folder, and what a bucket is like: nothing is found there but by listing. */
const storages: [string, (path: string) => Storage][] = [
  ['a folder', (path) => folderStorage(path)],
  ['a bucket', (path) => Object.assign(wrapStorage(folderStorage(path), {}), { inEach: undefined })],
];

describe.each(storages)('snapshots that are listed in %s', (_, storageAt) => {
  const watched = (path: string): Storage => {
    const storage = storageAt(path);
    const get: Storage['get'] = (key, ...rest) => {
      if (/manifest\.json$|\/proofs\//.test(key)) read.push(key);
      return storage.get(key, ...rest);
    };
    return wrapStorage(storage, { get });
  };
  const reopen = (path = place()): Promise<Repository> => open(watched(path), () => 'alive', dir);
  const references = async (of: Repository = repository): Promise<string[]> =>
    (await listed(of)).map(({ reference }) => reference);
  const newest = async (): Promise<string | undefined> => (await repository.newest([folder], ctx)).get(folder)?.reference;

  beforeEach(async () => {
    for (const n of [1, 2, 3]) await backup(await open(place()), { startedAt: day(n) });
    repository = await reopen();
  });

  it('are read once, by whichever process', async () => {
    const first = await listed(repository);
    expect(read).toHaveLength(3);
    expect(await listed(await reopen())).toEqual(first);
    expect(await references()).toEqual([at(3), at(2), at(1)]);
    expect(read).toHaveLength(3);
    await backup(await open(place()), { startedAt: day(4) });
    expect(await references()).toEqual([at(4), at(3), at(2), at(1)]);
    expect(read).toHaveLength(4);
  });

  it('are gone when they are, and come with what others proved and pinned', async () => {
    await references();
    const other = await open(place());
    const snapshot = await other.find(at(1), ctx);
    await other.delete(await other.find(at(2), ctx), by, ctx);
    await other.pin(snapshot, true, ctx);
    for (const ok of [false, true]) {
      const time = ok ? '2026-03-02T00:00:00.000Z' : '2026-03-01T00:00:00.000Z';
      const record = { snapshot: id(1), kind: 'drill', at: time, ok, rows: 1, seconds: 1 } as const;
      await other.recordProof(snapshot, { ...record, services: ['db', 'cache'] }, ctx);
      expect(
        (await listed(repository)).map(({ reference, pinned, proofs }) => [reference, pinned, proofs.map((one) => one.ok)]),
      ).toEqual([
        [at(3), false, []],
        [at(1), true, [ok]],
      ]);
    }
    const before = read.length;
    await listed(repository);
    expect(read).toHaveLength(before);
    await rm(manifestPath(3));
    expect(await references()).toEqual([at(1)]);
    expect(await newest()).toBe(at(1));
  });

  it('are read again when their manifest was exchanged by hand, also for one as long and as old', async () => {
    await references();
    const { mtime } = await stat(manifestPath(2));
    const { manifest } = await repository.find(at(2), ctx);
    await writeFile(manifestPath(2), writeManifest({ ...manifest, environment: 'staging', mode: 'freeze', sequence: 9 }));
    await utimes(manifestPath(2), mtime, mtime);
    expect(await newest()).toBeDefined();
    const [first] = await listed(repository);
    expect(first).toMatchObject({ reference: at(2), environment: 'staging' });
    expect(await newest()).toBe(at(2));
  });

  it('are told to be damaged when they have become so', async () => {
    await references();
    await writeFile(manifestPath(3), 'garbage');
    const warnings: string[] = [];
    const found: string[] = [];
    for await (const { reference } of repository.list(ctx, { warn: ({ key }) => warnings.push(key) })) found.push(reference);
    expect({ found, warnings }).toEqual({ found: [at(2), at(1)], warnings: ['corrupt.manifest'] });
    expect(await newest()).toBe(at(2));
    expect((await errorOf(repository.find('shop/latest', ctx))).key).toBe('corrupt.newer-snapshot');
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, -200)],
    ['changed in one letter', (text: string) => text.replace('"complete":true', '"complete":tru3')],
    ['changed so that it still reads', (text: string) => text.replace('"sequence":1', '"sequence":7')],
    ['empty', () => ''],
    ['something else', () => '{"version": 1}'],
  ])('do not mind an index that is %s', async (_, damage) => {
    const before = await listed(repository);
    const text = await readFile(await indexPath(), 'utf8');
    expect(damage(text)).not.toBe(text);
    await writeFile(await indexPath(), damage(text));
    expect(await newest()).toBe(at(3));
    await writeFile(await indexPath(), damage(text));
    expect(await listed(await reopen())).toEqual(before);
    // It was made anew.
    read = [];
    expect(await listed(await reopen())).toEqual(before);
    expect(read).toEqual([]);
  });

  it('are there, too, where no index can be kept', async () => {
    await writeFile(dir, 'a file where its folder would be');
    const warnings: string[] = [];
    const log = { ...ctx.log, warn: (text: string) => void warnings.push(text) };
    const found = [];
    for await (const { reference } of repository.list({ ...ctx, log })) found.push(reference);
    expect(found).toEqual([at(3), at(2), at(1)]);
    expect(warnings).toHaveLength(1);
    expect(await newest()).toBe(at(3));
  });

  it('are those of the repository that is there now, and of each copy of it', async () => {
    await references();
    const copy = join(root.path, 'copy');
    await cp(place(), copy, { recursive: true });
    await rm(join(copy, folder, id(3)), { recursive: true });
    expect(await references(await reopen(copy))).toEqual([at(2), at(1)]);
    await rm(place(), { recursive: true });
    await backup(await open(place()), { startedAt: day(3) });
    const [other] = await listed(await reopen());
    expect(await references(await reopen())).toEqual([at(3)]);
    expect(other).toEqual((await listed(await open(place())))[0]);
  });

  it('are the same for processes that list and write at once', async () => {
    const jobs = [4, 5, 6].map(async (n) => backup(await reopen(), { startedAt: day(n) }));
    const lists = Array.from({ length: 6 }, async () => references(await reopen()));
    await Promise.all([...jobs, ...lists]);
    const now = await references();
    expect(now.toSorted()).toEqual([1, 2, 3, 4, 5, 6].map(at));
    read = [];
    expect(await references(await reopen())).toEqual(now);
    expect(read).toEqual([]);
    const left = await readdir(join(dir, (await readdir(dir))[0] ?? ''));
    expect(left).toEqual([`${folder}.json`]);
  });

  it('that were begun under a clock that jumped back are the newest all the same', async () => {
    await references();
    await backup(await reopen(), { startedAt: new Date('2020-01-01T00:00:00Z') });
    expect(await newest()).toBe('shop/2020-01-01_00-00-00Z');
    expect((await references())[0]).toBe('shop/2020-01-01_00-00-00Z');
    expect((await backup(await reopen(), { startedAt: day(4) })).sequence).toBe(5);
  });

  it('are told to be damaged when they have become so, also when they were begun under a clock that jumped back', async () => {
    await backup(await reopen(), { startedAt: new Date('2020-01-01T00:00:00Z') });
    await references();
    await writeFile(join(place(), folder, '2020-01-01_00-00-00Z', 'manifest.json'), 'garbage');
    expect(await errorOf(repository.find('shop/latest', ctx))).toMatchObject({
      key: 'corrupt.newer-snapshot',
      params: { latest: at(3), unreadable: ['shop/2020-01-01_00-00-00Z'] },
    });
  });

  it('tell the newest of many without a look at the others', async () => {
    await references();
    read = [];
    expect(await newest()).toBe(at(3));
    expect(read).toEqual([`${folder}/${id(3)}/manifest.json`]);
    await mkdir(join(place(), folder, id(9)), { recursive: true });
    await writeFile(join(place(), folder, id(9), 'started.json'), '{}');
    expect(await newest()).toBe(at(3));
  });
});
