import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../../test/support/failure.ts';
import { backup, create, ctx, listed, open, temporaryFolder } from '../../../test/support/snapshots.ts';
import { folderStorage } from '../storage/folder.ts';
import { openRepository } from './storedRepository.ts';
import type { Repository } from './repository.ts';
import { forget } from './knownPlaces.ts';

let root: Awaited<ReturnType<typeof temporaryFolder>>;
let place: string;
let seen: string;

beforeEach(async () => {
  root = await temporaryFolder();
  place = join(root.path, 'mnt');
  seen = join(root.path, 'seen');
  await mkdir(place);
});
afterEach(() => root[Symbol.asyncDispose]());

const reopen = (): Promise<Repository> => {
  const options = { writer: 'longshore/test', ownerState: () => 'alive' as const, seen };
  return openRepository(folderStorage(place), 'nas', options, ctx);
};
/** The disk goes, and its empty mount point stays. */
const unmount = async (): Promise<void> => {
  await rename(place, join(root.path, 'disk'));
  await mkdir(place);
};
const mount = async (disk = 'disk'): Promise<void> => {
  await rm(place, { recursive: true });
  await rename(join(root.path, disk), place);
};

it('a place whose disk is not mounted is neither empty nor new', async () => {
  await backup(await reopen());
  await unmount();
  expect(await errorOf(reopen())).toMatchObject({
    key: 'storage-failed.repository-missing',
    params: { repository: 'nas', location: place },
    hint: { key: 'hint.forget-repository', params: { repository: 'nas' } },
  });
  expect(await readdir(place)).toEqual([]);
  await mount();
  expect(await listed(await reopen())).toHaveLength(1);
});

it('one that was only looked at is remembered, too', async () => {
  await backup(await open(place));
  await reopen();
  await unmount();
  expect((await errorOf(reopen())).key).toBe('storage-failed.repository-missing');
});

it('who opened it before does not take it for one without snapshots', async () => {
  const repository = await reopen();
  expect(await listed(repository)).toEqual([]);
  await backup(await open(place));
  expect(await listed(repository)).toHaveLength(1);
  await unmount();
  expect((await errorOf(listed(repository))).key).toBe('storage-failed.repository-gone');
  expect((await errorOf(create(repository))).key).toBe('storage-failed.repository-gone');
  expect(await readdir(place)).toEqual([]);
});

it('disks that take turns at one place are all welcome', async () => {
  await backup(await reopen());
  await unmount();
  await backup(await open(place));
  expect(await listed(await reopen())).toHaveLength(1);
  await rm(place, { recursive: true });
  await mkdir(place);
  expect((await errorOf(reopen())).key).toBe('storage-failed.repository-missing');
});

it('a yes begins anew', async () => {
  await backup(await reopen());
  await unmount();
  await forget(seen, place);
  await backup(await reopen());
  expect(await listed(await reopen())).toHaveLength(1);
});

it('what cannot be remembered, or was damaged, stops nobody', async () => {
  await backup(await reopen());
  const [file = ''] = await readdir(seen);
  await writeFile(join(seen, file), '{');
  expect(await listed(await reopen())).toHaveLength(1);
  await rm(seen, { recursive: true });
  await writeFile(seen, 'a file where its folder would be');
  expect(await listed(await reopen())).toHaveLength(1);
});
