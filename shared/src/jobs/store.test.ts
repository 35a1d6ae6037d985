import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restorePlan } from '../../../test/support/answers.ts';
import { createCore } from '../core/core.ts';
import { thisProcess } from '../machine/owner.ts';
import { jobDir, savePlan } from './store.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'longshore-store-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const soon = new Date(Date.now() + 3600_000).toISOString();

test('plans that have expired go when another one is saved, and those that cannot be read a day after they were written', async () => {
  const folder = join(dataDir, 'plans');
  await savePlan(dataDir, { ...restorePlan, id: 'expired', expiresAt: new Date(Date.now() - 1000).toISOString() });
  for (const name of ['half-old', 'half-new']) await writeFile(join(folder, `${name}.json`), '{"v":1,');
  const before = new Date(Date.now() - 25 * 3600_000);
  await utimes(join(folder, 'half-old.json'), before, before);
  await savePlan(dataDir, { ...restorePlan, id: 'wanted', expiresAt: soon });
  expect((await readdir(folder)).toSorted()).toEqual(['half-new.json', 'wanted.json']);
});

test('a list of jobs goes on behind a job that has gone meanwhile', async () => {
  for (const job of ['20260101-000001-aaaaaa', '20260101-000002-aaaaaa', '20260101-000003-aaaaaa']) {
    const dir = jobDir(dataDir, job);
    await mkdir(dir, { recursive: true });
    const repository = { name: 'local', config: { type: 'folder', path: '/r' } };
    const file = { version: 1, writer: 'w', job, dataDir, host: { name: 'local', address: {} }, repository };
    const time = new Date().toISOString();
    await writeFile(join(dir, 'job.json'), JSON.stringify(file));
    await writeFile(join(dir, 'plan.json'), JSON.stringify(restorePlan));
    const owner = { type: 'owner', version: 1, writer: 'w', job, owner: thisProcess(), socket: '/none', time };
    await writeFile(join(dir, 'ledger.jsonl'), `${JSON.stringify(owner)}\n`);
    await writeFile(
      join(dir, 'journal.jsonl'),
      `${JSON.stringify({ v: 1, seq: 1, time, type: 'started', job, plan: restorePlan })}\n`,
    );
  }
  await using core = await createCore({ places: { configFile: join(dataDir, 'none.yaml'), named: false, dataDir } });
  const first = await core.jobs({ limit: 2 });
  expect(first.items.map(({ id }) => id)).toEqual(['20260101-000003-aaaaaa', '20260101-000002-aaaaaa']);
  await rm(jobDir(dataDir, '20260101-000002-aaaaaa'), { recursive: true });
  expect((await core.jobs({ limit: 2, cursor: first.next ?? '' })).items.map(({ id }) => id)).toEqual(['20260101-000001-aaaaaa']);
});

test('a job that another version wrote is named, not left out without a word', async () => {
  const job = '20260101-000001-aaaaaa';
  const dir = jobDir(dataDir, job);
  await mkdir(dir, { recursive: true });
  const repository = { name: 'local', config: { type: 'folder', path: '/r' } };
  const file = { version: 1, writer: '9', job, dataDir, host: { name: 'local', address: {} }, repository };
  await writeFile(join(dir, 'job.json'), JSON.stringify(file));
  await writeFile(join(dir, 'plan.json'), JSON.stringify({ ...restorePlan, services: [{ name: 'x', kind: 'of 2031' }] }));
  await using core = await createCore({ places: { configFile: join(dataDir, 'none.yaml'), named: false, dataDir } });
  expect(await core.jobs({})).toMatchObject({ items: [], warnings: [{ key: 'incompatible.job', params: { job } }] });
  await expect(core.job({ job })).rejects.toMatchObject({ key: 'incompatible.job' });
});
