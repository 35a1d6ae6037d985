import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobDir } from '../../shared/src/jobs/store.ts';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import type { ParamsOf } from '../../shared/src/api.ts';
import { type TestEngine, openEngine, succeeded } from '../support/engine.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';

/**
 * Kills a job with SIGKILL after each entry of its ledger: intent is on disk before the act, so these are all the places
 * between any two steps. The entries are found by a run that is not killed, never listed by hand.
 */
let stack: TestStack;
let engine: TestEngine;
let before: Record<string, string>;

beforeAll(async () => {
  stack = await openStack('plain');
  engine = await openEngine();
  await stack.exec(
    'postgres',
    'psql',
    '-U',
    'shop',
    '-c',
    'create table marker (state text); create table filler as select generate_series(1, 1000) n',
  );
  await write('saved');
  before = await stack.states();
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const write = async (state: string): Promise<void> => {
  await stack.exec('postgres', 'psql', '-U', 'shop', '-c', `truncate marker; insert into marker values ('${state}')`);
  await stack.exec('redis', 'redis-cli', 'set', 'marker', state);
};
const read = async (): Promise<string[]> => [
  await stack.exec('postgres', 'psql', '-U', 'shop', '-Atc', 'select state from marker'),
  await stack.exec('redis', 'redis-cli', 'get', 'marker'),
];

const entriesOf = async (job: string): Promise<number> => {
  const text = await readFile(join(jobDir(engine.dataDir, job), 'ledger.jsonl'), 'utf8');
  return text.trim().split('\n').length;
};

/** One run that dies after that many entries, and the clean-up after it. */
async function dieAndRecover(request: ParamsOf<'plan'>, after: number): Promise<string> {
  const { job, ended } = await engine.run(request, { env: { LONGSHORE_TEST_DIE_AFTER: String(after) } });
  expect(ended.error?.message.key, `killed after entry ${after}`).toBe('recovery-needed.interrupted');
  succeeded((await engine.run({ operation: 'recover' })).ended);
  expect(await stack.states(), `containers after entry ${after}`).toEqual(before);
  expect(await leftovers(job), `leftovers after entry ${after}`).toEqual([]);
  expect((await readLedger(jobDir(engine.dataDir, job))).ended?.outcome).toBe('recovered');
  return job;
}

describe('a job that is killed between any two steps', () => {
  it('backup: no half snapshot is listed, none is lost, and the next one succeeds', async () => {
    const request = { operation: 'backup', stack: stack.project, mode: 'stop' } as const;
    const whole = await engine.run(request);
    succeeded(whole.ended);
    const entries = await entriesOf(whole.job);
    expect(entries).toBeGreaterThan(4);
    let listed = 1;
    for (let after = 1; after < entries; after += 1) {
      const job = await dieAndRecover(request, after);
      const { items } = await engine.api.snapshots({});
      const mine = items.filter(({ manifest }) => manifest.job === job);
      // Only after the commit may there be one, and then it must be whole.
      listed += mine.length;
      expect(items.length).toBe(listed);
      for (const { reference } of mine) succeeded((await engine.run({ operation: 'verify', snapshot: reference })).ended);
    }
    succeeded((await engine.run(request)).ended);
  });

  it('restore and undo: both services hold the old data, or both the new', async () => {
    const snapshot = succeeded((await engine.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
    await write('present');
    const restore = { operation: 'restore', snapshot } as const;
    const whole = await engine.run(restore);
    succeeded(whole.ended);
    expect(await read()).toEqual(['saved', 'saved']);
    const undone = await engine.run({ operation: 'undo', job: whole.job });
    succeeded(undone.ended);
    expect(await read()).toEqual(['present', 'present']);
    const outcomes = new Set<string>();
    for (let after = 1; after < (await entriesOf(whole.job)); after += 1) {
      await write('present');
      await dieAndRecover(restore, after);
      const [database, cache] = await read();
      expect(database, `restore after entry ${after}`).toBe(cache);
      outcomes.add(`restore ${database}`);
    }
    const entries = await entriesOf(undone.job);
    for (let after = 1; after < entries; after += 1) {
      await write('present');
      const { job } = await engine.run(restore);
      expect(await read()).toEqual(['saved', 'saved']);
      await dieAndRecover({ operation: 'undo', job }, after);
      const [database, cache] = await read();
      expect(database, `undo after entry ${after}`).toBe(cache);
      outcomes.add(`undo ${database}`);
    }
    // Both ends were reached in both directions: otherwise the kills came too early or too late to prove anything.
    expect([...outcomes].toSorted()).toEqual(['restore present', 'restore saved', 'undo present', 'undo saved']);
  }, 900_000);
});
