import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claim } from './claim.ts';
import { type Owner, thisProcess } from './owner.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'claim-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** The pid lives, and belongs to somebody else by now: pids are reused. */
const dead = (n: number): Owner => ({ ...thisProcess(), processStart: `${n}` });

it('of many who want to repair a job at once, one does', async () => {
  await claim(dir, 'j', dead(1));
  const alive = await Promise.allSettled(Array.from({ length: 8 }, () => claim(dir, 'j', thisProcess())));
  expect(alive.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refusals = alive.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(refusals).toEqual(Array.from({ length: 7 }, () => expect.objectContaining({ key: 'locked.repairing' }) as unknown));
});

it('a repair that died leaves the job to the next', async () => {
  await claim(dir, 'j', dead(1));
  await claim(dir, 'j', dead(2));
  await claim(dir, 'j', thisProcess());
  await expect(claim(dir, 'j', thisProcess())).rejects.toMatchObject({ key: 'locked.repairing' });
  expect((await readdir(dir)).toSorted()).toEqual(['repair-1.json', 'repair-2.json', 'repair-3.json']);
});
