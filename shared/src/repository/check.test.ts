import { appendFile, cp, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../../test/support/failure.ts';
import {
  backup,
  collect,
  ctx,
  listed,
  open,
  plainContent,
  seeded,
  shop,
  temporaryFolder,
} from '../../../test/support/snapshots.ts';
import { wrapStorage } from '../../../test/support/wrapStorage.ts';
import { AppError } from '../errors.ts';
import { folderStorage } from '../storage/folder.ts';
import type { Storage } from '../storage/storage.ts';
import { render } from '../text/catalogue.ts';
import { stackFolder } from './layout.ts';
import { writeManifest } from './manifestFile.ts';
import type { Repository, Snapshot } from './repository.ts';

const files = ['db/globals.sql.zst', 'db/app.dump', 'cache/dump.rdb.zst', 'inventory.json', 'README.txt'];

let root: Awaited<ReturnType<typeof temporaryFolder>>;
let repository: Repository;
let snapshot: Snapshot;

beforeEach(async () => {
  root = await temporaryFolder();
  repository = await open(root.path);
  await backup(repository);
  snapshot = await repository.find('shop/latest', ctx);
});

afterEach(() => root[Symbol.asyncDispose]());

const path = (file: string): string => join(root.path, stackFolder(shop), snapshot.manifest.id, file);
const problems = async (): Promise<unknown> => (await errorOf(snapshot.check(ctx))).params;
const only = (found: Record<string, string[]>): unknown => ({
  snapshot: snapshot.reference,
  missing: [],
  truncated: [],
  changed: [],
  unreadable: [],
  extra: [],
  disagreeing: [],
  ...found,
});

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  await writeFile(file, bytes);
}

/** What a restore would do. */
async function readAll(): Promise<void> {
  for (const service of Object.keys(plainContent)) {
    for (const source of (await snapshot.artifacts(service, ctx)).artifacts) await collect(await source.open(ctx));
  }
}

describe('check', () => {
  it('is content with what was written, and tells how far it is', async () => {
    let bytes = 0;
    await snapshot.check({ ...ctx, progress: (more) => (bytes += more) });
    expect(bytes).toBe(snapshot.manifest.artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0));
  });

  it.each(files.flatMap((file) => [0, 7, -1].map((at): [string, number] => [file, at])))(
    'names %s when bit 0 of byte %i flips',
    async (file, at) => {
      await flip(path(file), at);
      expect(await problems()).toEqual(only({ changed: [file] }));
    },
  );

  it.each(files)('names %s when it is cut, longer, missing or a link', async (file) => {
    const bytes = await readFile(path(file));
    await truncate(path(file), bytes.length - 1);
    expect(await problems()).toEqual(only({ truncated: [file] }));
    await truncate(path(file), 0);
    expect(await problems()).toEqual(only({ truncated: [file] }));
    await writeFile(path(file), bytes);
    await appendFile(path(file), 'x');
    expect(await problems()).toEqual(only({ changed: [file] }));
    await rm(path(file));
    expect(await problems()).toEqual(only({ missing: [file] }));
    await writeFile(join(root.path, 'elsewhere'), bytes);
    await symlink(join(root.path, 'elsewhere'), path(file));
    expect((await errorOf(snapshot.check(ctx))).key).toBe('denied.link');
  });

  it('names both of two files that were swapped', async () => {
    await rename(path('db/app.dump'), path('tmp'));
    await rename(path('db/globals.sql.zst'), path('db/app.dump'));
    await rename(path('tmp'), path('db/globals.sql.zst'));
    expect(await problems()).toEqual(only({ truncated: ['db/app.dump'], changed: ['db/globals.sql.zst'] }));
  });

  it('names a file that was taken from another snapshot', async () => {
    const other = await backup(
      repository,
      { startedAt: new Date('2026-02-18T00:00:00Z') },
      { ...plainContent, cache: { 'dump.rdb': 'REDIS0012' } },
    );
    const file = 'cache/dump.rdb.zst';
    await cp(join(root.path, stackFolder(shop), other.id, file), path(file));
    expect(await problems()).toEqual(only({ changed: [file] }));
  });

  it('names files that do not belong there', async () => {
    await mkdir(path('deep/er'), { recursive: true });
    await writeFile(path('deep/er/file'), '');
    await writeFile(path('db/app.dump.bak'), 'x');
    expect(await problems()).toEqual(only({ extra: ['db/app.dump.bak', 'deep/er/file'] }));
  });

  it('lets names pass that are kept for later versions', async () => {
    await writeFile(path('manifest.json.age'), 'x');
    await expect(snapshot.check(ctx)).resolves.toBeUndefined();
  });

  it('finds everything at once, and says it in both languages', async () => {
    await rm(path('db/globals.sql.zst'));
    await flip(path('db/app.dump'), 100);
    await truncate(path('cache/dump.rdb.zst'), 3);
    await writeFile(path('extra'), 'x');
    const error = await errorOf(snapshot.check(ctx));
    expect(error.params).toEqual(
      only({ missing: ['db/globals.sql.zst'], changed: ['db/app.dump'], truncated: ['cache/dump.rdb.zst'], extra: ['extra'] }),
    );
    for (const language of ['en', 'de'] as const) {
      const text = render(error, language);
      for (const name of ['db/globals.sql.zst', 'db/app.dump', 'cache/dump.rdb.zst', 'extra']) expect(text).toContain(name);
    }
  });

  it('finds an inventory that names other services than the manifest', async () => {
    const services = snapshot.manifest.services.filter(({ name }) => name !== 'cache');
    await writeFile(path('manifest.json'), writeManifest({ ...snapshot.manifest, services }));
    snapshot = await repository.find('shop/latest', ctx);
    expect(await problems()).toEqual(only({ disagreeing: ['inventory.json'] }));
  });

  it('names files that a storage gives damaged, whatever it says of them', async () => {
    const storage = folderStorage(root.path);
    const get: Storage['get'] = async (key, ...rest) => {
      if (key.endsWith('.json') && !key.endsWith('inventory.json')) return storage.get(key, ...rest);
      throw new AppError('corrupt.bucket-stored', { key, place: 's3://bucket' });
    };
    snapshot = await (await open(wrapStorage(storage, { get }))).find('shop/latest', ctx);
    expect((await errorOf(snapshot.check(ctx))).key).toBe('corrupt.snapshot');
    expect(await problems()).toEqual(only({ unreadable: snapshot.manifest.artifacts.map(({ key }) => key) }));
  });

  it('fails when it cannot look at the services of the inventory', async () => {
    const storage = folderStorage(root.path);
    let reads = 0;
    const get: Storage['get'] = (key, ...rest) => {
      if (key.endsWith('inventory.json') && (reads += 1) > 1)
        throw new AppError('storage-failed.bucket-range', { endpoint: 'AWS', key });
      return storage.get(key, ...rest);
    };
    snapshot = await (await open(wrapStorage(storage, { get }))).find('shop/latest', ctx);
    expect(await errorOf(snapshot.check(ctx))).toMatchObject({ key: 'storage-failed.bucket-range' });
    expect(reads).toBe(2);
  });

  it('stops when it is cancelled', async () => {
    await expect(snapshot.check({ ...ctx, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('a restore', () => {
  it.each(['db/globals.sql.zst', 'db/app.dump', 'cache/dump.rdb.zst', 'inventory.json'])(
    'never reads to the end of a damaged %s',
    async (file) => {
      await readAll();
      const bytes = await readFile(path(file));
      await flip(path(file), -1);
      expect((await errorOf(readAll())).key).toBe('corrupt.changed');
      await writeFile(path(file), bytes.subarray(0, -1));
      expect((await errorOf(readAll())).key).toBe('corrupt.truncated');
      await rm(path(file));
      expect((await errorOf(readAll())).key).toBe('corrupt.missing');
    },
  );
});

describe('a manifest in the wrong place', () => {
  it('does not make another snapshot', async () => {
    const folder = dirname(path('manifest.json'));
    await cp(folder, `${folder.slice(0, -1)}Z-2`, { recursive: true });
    const warnings: string[] = [];
    for await (const { reference } of repository.list(ctx, { warn: (error) => warnings.push(error.key) }))
      expect(reference).toBe(snapshot.reference);
    expect(warnings).toEqual(['corrupt.misplaced']);
  });

  it('does not make another stack', async () => {
    await rename(join(root.path, stackFolder(shop)), join(root.path, 'shop-000000'));
    expect(await listed(repository)).toEqual([]);
    expect((await errorOf(repository.find('shop/latest', ctx))).key).toBe('corrupt.misplaced');
  });
});

async function useAll(): Promise<void> {
  await repository.clean(ctx);
  await (await repository.find('shop/latest', ctx)).check(ctx);
}

it('reads back nothing that breaks it, whatever the files hold', async () => {
  const next = seeded(3);
  const candidates = [...files, 'manifest.json', 'started.json'];
  const originals = new Map(
    await Promise.all(candidates.map(async (file): Promise<[string, Buffer]> => [file, await readFile(path(file))])),
  );
  for (let round = 0; round < 80; round += 1) {
    const file = candidates[next(candidates.length)] ?? 'manifest.json';
    const original = originals.get(file) ?? Buffer.alloc(0);
    const at = next(original.length);
    const some = Buffer.from(Array.from({ length: next(5) }, () => next(256)));
    const damaged = Buffer.concat([original.subarray(0, at), some, original.subarray(at + next(6))]);
    await writeFile(path(file), damaged);
    const outcome = await useAll().then(
      () => 'fine',
      (error: unknown) => (AppError.is(error) ? error.code : error),
    );
    // The process that began the snapshot is not covered: it says nothing once the snapshot exists.
    const harmless = file === 'started.json' || damaged.equals(original);
    expect([file, outcome]).toEqual([file, expect.stringMatching(harmless ? /^fine$/ : /^(corrupt|incompatible)$/)]);
    await writeFile(path(file), original);
  }
});
