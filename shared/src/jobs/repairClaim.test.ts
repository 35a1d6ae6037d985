import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Owner } from '../model/owner.ts';
import { claimRepair } from './repairClaim.ts';
import { thisProcess } from '../machine/owner.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'claim-'));
});
afterEach(() => rm(dir, { recursive: true }));

const take = (owner: Owner, named?: string): Promise<void> => claimRepair(dir, { job: 'j', owner, dataDir: dir, named });
/** The pid lives, and is that of another process by now: pids are reused. */
const dead = (n: number): Owner => ({ ...thisProcess(), processStart: `${n}` });

it('of many who want to repair a job at once, one does', async () => {
  await take(dead(1));
  const alive = await Promise.allSettled(Array.from({ length: 8 }, () => take(thisProcess())));
  expect(alive.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refusals = alive.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(refusals).toEqual(Array.from({ length: 7 }, () => expect.objectContaining({ key: 'locked.repairing' }) as unknown));
});

it('a repair that died leaves the job to the next', async () => {
  await take(dead(1));
  await take(dead(2));
  await take(thisProcess());
  await expect(take(thisProcess())).rejects.toMatchObject({ key: 'locked.repairing' });
  expect((await readdir(dir)).toSorted()).toEqual(['repair-1.json', 'repair-2.json', 'repair-3.json']);
});

it('a repair of which nothing can be known is taken over by the name of its machine, also when this one has the same', async () => {
  const { machineName } = thisProcess();
  await take({ ...thisProcess(), machine: 'other' });
  await expect(take(thisProcess())).rejects.toMatchObject({
    key: 'locked.elsewhere',
    params: { job: 'j', machine: machineName },
  });
  await expect(take(thisProcess(), 'another')).rejects.toMatchObject({ key: 'locked.elsewhere' });
  await take(thisProcess(), machineName);
  await expect(take(thisProcess(), machineName)).rejects.toMatchObject({ key: 'locked.repairing' });
});

it.each(['', '{"machine":', '{}'])('a repair whose file is damaged (%j) is taken over by a name of its own', async (damaged) => {
  await writeFile(join(dir, 'repair-1.json'), damaged);
  await expect(take(thisProcess())).rejects.toMatchObject({ key: 'locked.elsewhere', params: { job: 'j', machine: 'unknown' } });
  await take(thisProcess(), 'unknown');
  await expect(take(thisProcess(), 'unknown')).rejects.toMatchObject({ key: 'locked.repairing' });
});
