import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal } from './journal.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import { dropOldJobs } from './oldJobs.ts';
import { thisProcess } from '../machine/owner.ts';
import { jobDir, jobsDir, listJobs } from './store.ts';

const now = new Date('2026-06-01T12:00:00Z');
const day = 24 * 3600_000;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'longshore-old-jobs-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const owner = (alive: 'alive' | 'dead' | 'elsewhere'): LedgerEntry => ({
  type: 'owner',
  version: 1,
  writer: 'w',
  job: 'j',
  owner: {
    ...thisProcess(),
    ...(alive === 'dead' && { processStart: 'before' }),
    ...(alive === 'elsewhere' && { machine: 'other' }),
  },
  socket: '/none',
});
const change = (stage: 'swapped' | 'discarded', service = 'db'): LedgerEntry => ({
  type: 'change',
  stage,
  service,
  ref: { kind: 'postgres', id: service, data: {} },
});
const lock: LedgerEntry = { type: 'lock', name: 'l' };
const ended: LedgerEntry = { type: 'ended', outcome: 'succeeded' };

/** What a job's ledger may say, and whether anything of it is still wanted however old it is. */
const kinds: Record<string, { entries: LedgerEntry[]; stays: boolean }> = {
  running: { entries: [owner('alive')], stays: true },
  interrupted: { entries: [owner('dead'), lock], stays: true },
  'killed before its first act': { entries: [owner('dead')], stays: false },
  'interrupted in the middle': { entries: [owner('dead'), change('swapped')], stays: true },
  elsewhere: { entries: [owner('elsewhere'), lock], stays: true },
  ended: { entries: [owner('dead'), ended], stays: false },
  failed: { entries: [owner('dead'), change('discarded'), { type: 'ended', outcome: 'failed' }], stays: false },
  kept: { entries: [owner('dead'), change('swapped'), { ...ended, undoUntil: '2026-01-01T00:00:00.000Z' }], stays: true },
  'kept in part': {
    entries: [
      owner('dead'),
      change('swapped'),
      change('swapped', 'cache'),
      ended,
      { type: 'dropped', by: 'k', services: ['db'] },
    ],
    stays: true,
  },
  undone: { entries: [owner('dead'), change('swapped'), ended, { type: 'undone', by: 'k', services: ['db'] }], stays: false },
  dropped: { entries: [owner('dead'), change('swapped'), ended, { type: 'dropped', by: 'k', services: ['db'] }], stays: false },
  recovered: { entries: [owner('dead'), change('discarded'), { type: 'ended', outcome: 'recovered' }], stays: false },
  'recovered forward': { entries: [owner('dead'), change('swapped'), { type: 'ended', outcome: 'recovered' }], stays: true },
  'never began': { entries: [], stays: false },
};

const stamp = (at: Date): string => at.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);

/** A job's folder that began, and said its last, at that time. */
async function make(at: Date, end: Date, kind: string, nth: number): Promise<string> {
  const job = `${stamp(at)}-${nth.toString(16).padStart(6, '0')}`;
  const dir = jobDir(dataDir, job);
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'job.json'), '{}');
  await writeFile(join(dir, 'plan.json'), '{}');
  const lines = (kinds[kind]?.entries ?? []).map((entry) => `${JSON.stringify({ ...entry, time: end.toISOString() })}\n`);
  if (lines.length > 0) {
    await writeFile(join(dir, 'ledger.jsonl'), lines.join(''));
    await writeFile(join(dir, 'journal.jsonl'), '');
  }
  return job;
}

test('of many jobs of every kind, none that is wanted goes, and of the others only old ones', async () => {
  const names = Object.keys(kinds);
  // Not random: a sequence without pattern that is the same each time.
  let state = 7;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  const jobs = new Map<string, { kind: string; ageInDays: number }>();
  for (let nth = 0; nth < 500; nth += 1) {
    const kind = names[next(names.length)] ?? '';
    const ageInDays = next(200);
    const at = new Date(now.getTime() - ageInDays * day - 1000);
    jobs.set(await make(at, at, kind, nth), { kind, ageInDays });
  }
  const before = await listJobs(dataDir);
  await dropOldJobs(dataDir, now);
  const first = await listJobs(dataDir);
  expect(before.length - first.length).toBe(100);
  for (let round = 0; round < 6; round += 1) await dropOldJobs(dataDir, now);
  const after = new Set(await listJobs(dataDir));
  const old = new Set(before.slice(200));
  for (const [job, { kind, ageInDays }] of jobs) {
    const wanted = kinds[kind]?.stays === true || ageInDays < 90 || !old.has(job);
    expect([job, kind, ageInDays, after.has(job)]).toEqual([job, kind, ageInDays, wanted]);
  }
  expect((await readdir(jobsDir(dataDir))).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('one that ended a short time ago stays, whenever it began; so does what nothing is known of', async () => {
  const long = new Date(now.getTime() - 400 * day);
  const lately = await make(long, new Date(now.getTime() - day), 'recovered', 1);
  const torn = await make(long, long, 'ended', 2);
  await writeFile(join(jobDir(dataDir, torn), 'ledger.jsonl'), 'no JSON\n');
  const newer = await make(long, long, 'ended', 3);
  const { version: _, ...rest } = owner('dead') as Extract<LedgerEntry, { type: 'owner' }>;
  await writeFile(join(jobDir(dataDir, newer), 'ledger.jsonl'), `${JSON.stringify({ ...rest, version: 2 })}\n`);
  const lost = await make(long, long, 'ended', 4);
  await rm(join(jobDir(dataDir, lost), 'ledger.jsonl'));
  const gone = await make(long, long, 'ended', 5);
  for (let nth = 6; nth < 206; nth += 1) await make(now, now, 'ended', nth);
  await dropOldJobs(dataDir, now);
  const left = await listJobs(dataDir);
  for (const job of [lately, torn, newer, lost]) expect(left).toContain(job);
  expect(left).not.toContain(gone);
});

test('a removal that a crash cut off has left no half job, and is finished by the next one', async () => {
  const job = await make(now, now, 'ended', 1);
  await rename(jobDir(dataDir, job), join(jobsDir(dataDir), `.leaving-${job}`));
  expect(await listJobs(dataDir)).toEqual([]);
  await dropOldJobs(dataDir, now);
  expect(await readdir(jobsDir(dataDir))).toEqual([]);
});

test('nothing is old, or nothing can be read: a start goes on', async () => {
  const told: string[] = [];
  await dropOldJobs(join(dataDir, 'absent'), now, (problem) => told.push(problem));
  expect(told).toEqual([expect.stringContaining('ENOENT')]);
  await make(now, now, 'ended', 1);
  await Promise.all([dropOldJobs(dataDir, now), dropOldJobs(dataDir, now)]);
  expect(await listJobs(dataDir)).toHaveLength(1);
});

test('two at once, and a job of which a line is written meanwhile, lose nothing', async () => {
  const long = new Date(now.getTime() - 400 * day);
  for (let nth = 0; nth < 30; nth += 1) await make(long, long, nth % 2 === 0 ? 'ended' : 'kept', nth);
  for (let nth = 30; nth < 230; nth += 1) await make(now, now, 'ended', nth);
  await Promise.all(Array.from({ length: 4 }, () => dropOldJobs(dataDir, now)));
  const left = (await listJobs(dataDir)).slice(200);
  expect(left).toHaveLength(15);
  const dir = jobDir(dataDir, left[0] ?? '');
  await using ledger = await Ledger.open(dir);
  await using journal = await Journal.open(dir);
  void journal;
  await ledger.write({ type: 'dropped', by: 'k', services: ['db'] });
  await dropOldJobs(dataDir, new Date(now.getTime() + 1));
  expect(await listJobs(dataDir)).toHaveLength(214);
});
