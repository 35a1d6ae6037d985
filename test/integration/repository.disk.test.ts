import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderStorage } from '../../shared/src/storage/folder.ts';
import { errorOf } from '../support/failure.ts';
import { backup, create, ctx, fill, keys, listed, open, plainContent, temporaryFolder } from '../support/snapshots.ts';

const MiB = 1 << 20;
let base: Awaited<ReturnType<typeof temporaryFolder>>;
let disk: string;

/** A real disk of 8 MiB. Mounting needs root; without it these tests fail, for there is no other way to know. */
beforeEach(async () => {
  base = await temporaryFolder();
  disk = join(base.path, 'disk');
  await mkdir(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'longshore-test', disk]);
});

afterEach(async () => {
  execFileSync('umount', [disk]);
  await rmdir(disk);
  await base[Symbol.asyncDispose]();
});

it('a disk that fills up during a put leaves nothing, and says so', async () => {
  const storage = folderStorage(disk);
  const body = Readable.from(Array.from({ length: 20 }, () => randomBytes(MiB)));
  expect(await errorOf(storage.put('a/large', body, ctx.signal))).toMatchObject({
    key: 'no-space.storage',
    params: { path: join(disk, 'a', 'large') },
    hint: { key: 'hint.free-space' },
  });
  expect(body.destroyed).toBe(true);
  expect(await readdir(disk)).toEqual([]);
  expect(await storage.free(ctx.signal)).toBe(8 * MiB);
});

it('a disk that fills up during a backup keeps the snapshots that were there', async () => {
  const repository = await open(disk);
  const first = await backup(repository);
  const before = await keys(folderStorage(disk));
  const work = async (): Promise<void> => {
    await using writer = await create(repository, { startedAt: new Date('2026-02-18T00:00:00Z') });
    await fill(writer, { db: { 'small.dump': 'fits', 'app.dump': randomBytes(12 * MiB) } });
  };
  expect((await errorOf(work())).key).toBe('no-space.storage');
  expect((await listed(repository)).map(({ reference }) => reference)).toEqual([`shop/${first.id}`]);
  expect(await keys(folderStorage(disk))).toEqual(before);
  await expect((await repository.find('shop/latest', ctx)).check(ctx)).resolves.toBeUndefined();
});

it('a disk that is full before the manifest does not get a snapshot without one', async () => {
  const repository = await open(disk);
  const work = async (): Promise<void> => {
    await using writer = await create(repository);
    const room = (await folderStorage(disk).free(ctx.signal)) ?? 0;
    await fill(writer, { db: { 'app.dump': randomBytes(room - 4096) } });
    await backup(repository, { startedAt: new Date('2026-02-18T00:00:00Z') });
  };
  expect((await errorOf(work())).key).toBe('no-space.storage');
  expect(await listed(repository)).toEqual([]);
  expect(await keys(folderStorage(disk))).toEqual(['longshore.json']);
});

it('a disk that is read-only is told from a full one, and can still be read', async () => {
  await backup(await open(disk));
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  const repository = await open(disk);
  expect(await errorOf(create(repository))).toMatchObject({ key: 'denied.storage', hint: { key: 'hint.check-access' } });
  const snapshot = await repository.find('shop/latest', ctx);
  await expect(snapshot.check(ctx)).resolves.toBeUndefined();
  expect((await snapshot.artifacts('db', ctx)).artifacts.map(({ name }) => name)).toEqual(Object.keys(plainContent['db'] ?? {}));
});
