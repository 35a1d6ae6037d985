import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdir, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../../test/support/failure.ts';
import {
  backup,
  create,
  ctx,
  fill,
  keys,
  listed,
  open,
  owner,
  plainContent,
  shop,
  temporaryFolder,
} from '../../../test/support/snapshots.ts';
import { wrapStorage } from '../../../test/support/wrapStorage.ts';
import { AppError } from '../errors.ts';
import { folderStorage } from '../storage/folder.ts';
import type { Storage } from '../storage/storage.ts';
import { stackFolder } from './layout.ts';
import { writeManifest } from './manifestFile.ts';
import type { Repository } from './repository.ts';
import { openCopiedSnapshot } from './copiedSnapshot.ts';

const folder = stackFolder(shop);
const id = '2026-02-17_02-00-00Z';
const reference = `shop/${id}`;
const by = { job: 'job-2', owner: { ...owner, pid: 9 } };

let root: Awaited<ReturnType<typeof temporaryFolder>>;
/** A snapshot that a user carried here, under a name of their own. */
let usb: string;
let storage: Storage;
let repository: Repository;

beforeEach(async () => {
  root = await temporaryFolder();
  usb = join(root.path, 'from the old server');
  const old = join(root.path, 'old');
  await backup(await open(old));
  await cp(join(old, folder, id), usb, { recursive: true });
  storage = folderStorage(join(root.path, 'new'));
  repository = await open(storage);
});
afterEach(() => root[Symbol.asyncDispose]());

async function importFrom(path: string, to = repository): Promise<string> {
  const source = await openCopiedSnapshot(path, ctx);
  await using copy = await to.import(source, by, ctx);
  for (const artifact of source.snapshot.manifest.artifacts) await copy.add(artifact, ctx);
  await copy.commit(ctx);
  return copy.reference;
}
const listedNow = async (): Promise<string[]> => (await listed(repository)).map((summary) => summary.reference);
const manifestOf = async (): Promise<string> => readFile(join(usb, 'manifest.json'), 'utf8');

describe('a snapshot that was copied by hand', () => {
  it('is taken in as it was, whatever its folder is called', async () => {
    expect(await importFrom(usb)).toBe(reference);
    const snapshot = await repository.find('shop/latest', ctx);
    await snapshot.check(ctx);
    for (const file of await readdir(usb, { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || file.name === 'started.json') continue;
      const path = join(file.parentPath, file.name);
      const copied = join(root.path, 'new', folder, id, path.slice(usb.length));
      expect((await readFile(copied)).equals(await readFile(path)), path).toBe(true);
    }
    const started: unknown = JSON.parse(await readFile(join(root.path, 'new', folder, id, 'started.json'), 'utf8'));
    expect(started).toMatchObject({ job: 'job-2', owner: { pid: 9 } });
  });

  it('is taken once', async () => {
    await importFrom(usb);
    const before = await keys(storage);
    const source = await openCopiedSnapshot(usb, ctx);
    expect(await repository.standing(source, ctx)).toEqual({ reference, there: 'same' });
    expect((await errorOf(importFrom(usb))).key).toBe('conflict.import-same');
    expect(await keys(storage)).toEqual(before);
  });

  it('never takes the place of another one', async () => {
    const mine = await backup(repository, {}, { db: { 'app.dump': 'mine' } });
    expect((await errorOf(importFrom(usb))).key).toBe('conflict.import-other');
    expect((await repository.find(reference, ctx)).manifest).toEqual(mine);
    await writeFile(join(root.path, 'new', folder, id, 'manifest.json'), 'damaged');
    expect((await errorOf(importFrom(usb))).key).toBe('conflict.import-other');
    expect(await readFile(join(root.path, 'new', folder, id, 'manifest.json'), 'utf8')).toBe('damaged');
  });

  it('takes the place of an attempt only when that is proven dead', async () => {
    await fill(await create(repository), plainContent);
    const before = await keys(storage);
    expect((await errorOf(importFrom(usb))).key).toBe('conflict.import-attempt');
    expect(await keys(storage)).toEqual(before);
    expect(await importFrom(usb, await open(storage, () => 'dead'))).toBe(reference);
    await (await repository.find(reference, ctx)).check(ctx);
  });

  it('keeps files that a newer version put beside its manifest', async () => {
    await writeFile(join(usb, 'manifest.sig'), 'signed');
    await importFrom(usb);
    expect(await readFile(join(root.path, 'new', folder, id, 'manifest.sig'), 'utf8')).toBe('signed');
  });
});

describe('what is not exactly a snapshot is refused, and leaves nothing', () => {
  const app = (): string => join(usb, 'db', 'app.dump');
  const edit = async (change: (manifest: Record<string, unknown>) => void): Promise<void> => {
    const manifest = JSON.parse(await manifestOf()) as Record<string, unknown>;
    change(manifest);
    await writeFile(join(usb, 'manifest.json'), writeManifest(manifest as never));
  };
  const hostile = (key: string) => () => edit(({ artifacts }) => Object.assign((artifacts as object[])[0] ?? {}, { key }));

  it.each<[string, () => Promise<unknown>, string, string?]>([
    ['a file that is cut short', () => truncate(app(), 100), 'corrupt.snapshot', 'db/app.dump'],
    ['a file that is too long', () => appendFile(app(), 'x'), 'corrupt.snapshot', 'db/app.dump'],
    [
      'a byte that changed',
      async () => writeFile(app(), (await readFile(app())).fill('x', 50, 51)),
      'corrupt.changed',
      'db/app.dump',
    ],
    ['a missing file', () => rm(app()), 'corrupt.snapshot', 'db/app.dump'],
    ['a file of somebody else', () => writeFile(join(usb, 'thesis.doc'), 'x'), 'corrupt.snapshot', 'thesis.doc'],
    ['a link for a file', async () => (await rm(app()), symlink('/etc/passwd', app())), 'corrupt.import-link', 'db/app.dump'],
    ['a link beside the files', () => symlink('/etc', join(usb, 'more')), 'corrupt.import-link', 'more'],
    ['a pipe', async () => execFileSync('mkfifo', [join(usb, 'pipe')]), 'corrupt.import-link', 'pipe'],
    [
      'a manifest that was edited',
      async () => writeFile(join(usb, 'manifest.json'), (await manifestOf()).replace('17.2', '17.3')),
      'corrupt.manifest',
    ],
    [
      'a manifest that is cut short',
      async () => writeFile(join(usb, 'manifest.json'), (await manifestOf()).slice(0, 500)),
      'corrupt.manifest',
    ],
    [
      'a newer format',
      async () => writeFile(join(usb, 'manifest.json'), (await manifestOf()).replace('"format": 1', '"format": 2')),
      'incompatible.manifest',
    ],
    ['a key that leads out', hostile('../../etc/cron.d/x'), 'corrupt.manifest'],
    ['a key from the root', hostile('/etc/passwd'), 'corrupt.manifest'],
    ['a key of another file', hostile('manifest.json'), 'corrupt.manifest'],
    ['another inventory', () => writeFile(join(usb, 'inventory.json'), '{}'), 'corrupt.snapshot', 'inventory.json'],
    ['a manifest of another place', () => edit((manifest) => (manifest['id'] = '../../x')), 'corrupt.manifest'],
  ])('%s', async (_, damage, key, named) => {
    await damage();
    const error = await errorOf(importFrom(usb));
    expect(error.key).toBe(key);
    expect(JSON.stringify(error.params)).toContain(named ?? '');
    expect(await listedNow()).toEqual([]);
    expect((await keys(storage)).filter((one) => one !== 'longshore.json')).toEqual([]);
  });

  it('a folder of something else, and one that is not there', async () => {
    await rm(join(usb, 'manifest.json'));
    expect((await errorOf(importFrom(usb))).key).toBe('usage.import-folder');
    expect((await errorOf(importFrom(join(root.path, 'none')))).key).toBe('not-found.import-folder');
    expect((await errorOf(importFrom(join(usb, 'README.txt')))).code).toBe('usage');
  });

  it('a whole repository, which names what is in it', async () => {
    const error = await errorOf(importFrom(join(root.path, 'old')));
    expect(error).toMatchObject({
      key: 'usage.import-folder',
      hint: { params: { candidates: [join(root.path, 'old', folder, id)] } },
    });
  });

  it('a file that changes while it is copied', async () => {
    const source = await openCopiedSnapshot(usb, ctx);
    await writeFile(app(), Buffer.alloc(200_000, 'other'));
    await using copy = await repository.import(source, by, ctx);
    const artifact = source.snapshot.manifest.artifacts.find(({ key }) => key === 'db/app.dump');
    expect((await errorOf(copy.add(artifact as never, ctx))).key).toBe('corrupt.changed');
    expect((await errorOf(copy.commit(ctx))).key).toBe('incomplete.artifacts');
    expect(await listedNow()).toEqual([]);
  });

  it('a disk that is full before the manifest is there', async () => {
    const full = wrapStorage(storage, {
      put: (key, body, ...rest) => {
        if (!key.endsWith('manifest.json')) return storage.put(key, body, ...rest);
        body.destroy();
        return Promise.reject(new AppError('no-space.storage', { path: key }));
      },
    });
    expect((await errorOf(importFrom(usb, await open(full)))).key).toBe('no-space.storage');
    expect(await keys(storage)).toEqual(['longshore.json']);
  });

  it('one of several files that are copied at once', async () => {
    await writeFile(app(), (await readFile(app())).fill('x', 50, 51));
    const source = await openCopiedSnapshot(usb, ctx);
    {
      await using copy = await repository.import(source, by, ctx);
      const all = source.snapshot.manifest.artifacts.map((artifact) => copy.add(artifact, ctx));
      expect((await errorOf(Promise.all(all))).key).toBe('corrupt.changed');
      void Promise.allSettled(all);
    }
    expect(await keys(storage)).toEqual(['longshore.json']);
    expect(await readdir(join(root.path, 'new'))).toEqual(['longshore.json']);
  });

  it('an import that is aborted', async () => {
    await mkdir(join(root.path, 'new'), { recursive: true });
    const aborted = new AbortController();
    const source = await openCopiedSnapshot(usb, ctx);
    {
      await using copy = await repository.import(source, by, ctx);
      aborted.abort();
      const [artifact] = source.snapshot.manifest.artifacts;
      await expect(copy.add(artifact as never, { ...ctx, signal: aborted.signal })).rejects.toThrow('abort');
    }
    expect(await keys(storage)).toEqual(['longshore.json']);
  });
});
