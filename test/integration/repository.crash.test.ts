import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownerState, thisProcess } from '../../shared/src/machine/owner.ts';
import type { ProofRecord } from '../../shared/src/model/manifest.ts';
import type { Repository } from '../../shared/src/repository/repository.ts';
import { backup, create, ctx, fill, listed, open, plainContent, temporaryFolder } from '../support/snapshots.ts';
import { run } from '../support/run.ts';

const drill: ProofRecord = {
  snapshot: '',
  kind: 'drill',
  at: '2026-02-18T12:00:00.000Z',
  ok: true,
  rows: 1,
  seconds: 1,
  services: ['db'],
};
const child = join(import.meta.dirname, 'repository.child.ts');
const [first, second, third] = ['2026-02-17_02-00-00Z', '2026-02-18_00-00-00Z', '2026-02-19_00-00-00Z'];

let root: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  root = await temporaryFolder();
});

afterEach(() => root[Symbol.asyncDispose]());

/** How the process ended: by our signal, or by itself because there were fewer changes. */
async function runUntil(task: 'backup' | 'delete' | 'clean', change: number, moment: string): Promise<'killed' | 'ended'> {
  try {
    await run(process.execPath, [child, root.path, task, String(change), moment]);
    return 'ended';
  } catch (error) {
    if (error instanceof Error && 'signal' in error && error.signal === 'SIGKILL') return 'killed';
    throw error;
  }
}

const files = (): Promise<string[]> => readdir(root.path, { recursive: true });
const reopen = (): Promise<Repository> => open(root.path, (owner) => ownerState(owner, root.path));

/** Every snapshot that is listed is whole. */
async function wholeSnapshots(repository: Repository): Promise<string[]> {
  const ids: string[] = [];
  for (const { reference } of await listed(repository)) {
    const snapshot = await repository.find(reference, ctx);
    await snapshot.check(ctx);
    ids.push(snapshot.manifest.id);
  }
  return ids;
}

/** The first file of an attempt says who writes it; before that, only time tells that no process does. */
async function waitOneHour(): Promise<void> {
  const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
  for (const file of await files()) {
    const path = join(root.path, file);
    if ((await stat(path)).isFile()) await utimes(path, longAgo, longAgo);
  }
}

describe.each(['before', 'during', 'after'])('killed %s a change of the repository', (moment) => {
  it('a backup leaves all that was there, and all of itself or nothing', async () => {
    let change = 1;
    let committed = 0;
    for (; ; change += 1) {
      await backup(await reopen());
      const before = await files();
      if ((await runUntil('backup', change, moment)) === 'ended') break;
      const found = await wholeSnapshots(await reopen());
      expect(found).toEqual(found.includes(second) ? [second, first] : [first]);
      committed += found.includes(second) ? 1 : 0;

      await waitOneHour();
      const repository = await reopen();
      await repository.clean(ctx);
      expect((await files()).filter((file) => !found.includes(second) || before.includes(file))).toEqual(before);
      const next = await backup(repository, { startedAt: new Date('2026-02-19T00:00:00Z') });
      expect(await wholeSnapshots(repository)).toEqual([third, ...found]);
      expect(next.sequence).toBe(found.length + 1);
      await root[Symbol.asyncDispose]();
      root = await temporaryFolder();
    }
    // The mark, three artifacts, inventory, README and manifest: with the last one, the snapshot is there.
    expect(change).toBe(8);
    expect(committed).toBe(moment === 'after' ? 1 : 0);
  });

  it('a first backup leaves a repository that the next one takes', async () => {
    expect(await runUntil('backup', 1, moment)).toBe('killed');
    const repository = await reopen();
    expect(await listed(repository)).toEqual([]);
    await backup(repository);
    expect(await wholeSnapshots(repository)).toEqual([first]);
  });
});

it.each(['before', 'after'])('a clean-up that is killed %s a change is finished by the next one', async (moment) => {
  let change = 1;
  for (; ; change += 1) {
    await backup(await reopen());
    const before = await files();
    // The process of another boot is dead, and so is its writer, which is never disposed.
    await fill(await create(await reopen(), { owner: { ...thisProcess(), boot: 'earlier' } }), plainContent);
    const end = await runUntil('clean', change, moment);
    expect(await wholeSnapshots(await reopen())).toEqual([first]);
    await (await reopen()).clean(ctx);
    expect(await files()).toEqual(before);
    if (end === 'ended') break;
    await root[Symbol.asyncDispose]();
    root = await temporaryFolder();
  }
  // The manifest, the proofs and the pin that are not there, three artifacts, what dead puts left, and the mark.
  expect(change).toBe(8);
});

it.each(['before', 'after'])('a deletion that is killed %s a change leaves all of a snapshot or nothing', async (moment) => {
  const elsewhere = { ...thisProcess(), machine: 'another machine' };
  const later = new Date('2026-02-18T00:00:00Z');
  let change = 1;
  for (; ; change += 1) {
    await backup(await reopen());
    const before = await files();
    const repository = await reopen();
    await backup(repository, { startedAt: later, owner: elsewhere });
    const proven = await repository.find('shop/latest', ctx);
    await repository.recordProof(proven, { ...drill, snapshot: proven.manifest.id }, ctx);
    const end = await runUntil('delete', change, moment);
    const found = await wholeSnapshots(await reopen());
    expect(found).toEqual(found.includes(second) ? [second, first] : [first]);
    await waitOneHour();
    await (await reopen()).clean(ctx);
    expect((await files()).filter((file) => !found.includes(second) || before.includes(file))).toEqual(before);
    if (end === 'ended') break;
    expect(found.includes(second)).toBe(change === 1 || (change === 2 && moment === 'before'));
    await root[Symbol.asyncDispose]();
    root = await temporaryFolder();
  }
  // The mark, the manifest, five files, the proof, the pin that is not there, what dead puts left, and the mark again.
  expect(change).toBe(12);
});
