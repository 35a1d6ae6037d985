import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobDir } from '../../shared/src/jobs/store.ts';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import type { ParamsOf } from '../../shared/src/api.ts';
import { type TestEngine, openEngine, succeeded } from '../support/engine.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';

/**
 * Kills a job with SIGKILL after each entry of its ledger, when the act that it announces has not begun, and before the next
 * one, when it is done: these are all the places between any two steps. The entries are found by a run that is not killed,
 * never listed by hand. `6.5` means: the sixth entry and its act are there, the seventh entry is not.
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

/** One run that dies after that many entries, and the clean-up after it. Undefined when the job ended before it died. */
async function dieAndRecover(request: ParamsOf<'plan'>, after: number): Promise<string | undefined> {
  const { job, ended } = await engine.run(request, { env: { LONGSHORE_TEST_DIE_AFTER: String(after) } });
  if (ended.outcome === 'succeeded') return undefined;
  expect(ended.error?.message.key, `killed after entry ${after}`).toBe('recovery-needed.interrupted');
  succeeded((await engine.run({ operation: 'recover', job })).ended);
  expect(await stack.states(), `containers after entry ${after}`).toEqual(before);
  expect(await leftovers(job), `leftovers after entry ${after}`).toEqual([]);
  expect((await readLedger(jobDir(engine.dataDir, job))).ended?.outcome).toBe('recovered');
  return job;
}

/** From the first entry that can be survived to the one after which nothing is left to be killed. */
async function afterEvery(first: number, step: number, kill: (after: number) => Promise<boolean>): Promise<number> {
  let after = first;
  while (await kill(after)) after += step;
  return after;
}

it('a job that dies before its first act has changed nothing, and says so', async () => {
  const request = { operation: 'backup', stack: stack.project } as const;
  const started = engine.run(request, { env: { LONGSHORE_TEST_DIE_AFTER: '1' } });
  await expect(started).rejects.toMatchObject({ key: 'tool-failed.job-process' });
  expect(await stack.states()).toEqual(before);
  succeeded((await engine.run(request)).ended);
});

describe('a job that is killed between any two steps', () => {
  it('backup: no half snapshot is listed, none is lost, and the next one succeeds', async () => {
    const request = { operation: 'backup', stack: stack.project, mode: 'stop' } as const;
    let { length: listed } = (await engine.api.snapshots({})).items;
    const kills = await afterEvery(1.5, 0.5, async (after) => {
      const job = await dieAndRecover(request, after);
      const { items } = await engine.api.snapshots({});
      const all = await Promise.all(items.map(({ reference }) => engine.api.snapshot({ snapshot: reference })));
      const mine = all.filter(({ manifest }) => manifest.job === job);
      if (job === undefined) return false;
      // Only after the commit may there be one, and then it must be whole.
      listed += mine.length;
      expect(items.length).toBe(listed);
      for (const { reference } of mine) succeeded((await engine.run({ operation: 'verify', snapshot: reference })).ended);
      return true;
    });
    expect(kills).toBeGreaterThan(4);
    succeeded((await engine.run(request)).ended);
  }, 600_000);

  it('restore: a server that was up again with its new data, and not yet said to be, is taken back with the others', async () => {
    const snapshot = succeeded((await engine.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
    const { job } = await engine.run({ operation: 'restore', snapshot });
    const text = await readFile(join(jobDir(engine.dataDir, job), 'ledger.jsonl'), 'utf8');
    const resumed = text.split('\n').findIndex((line) => line.includes('"type":"resumed"'));
    await write('present');
    expect(await dieAndRecover({ operation: 'restore', snapshot }, resumed + 0.5)).toBeDefined();
    expect(await read()).toEqual(['present', 'present']);
  });

  it('restore and undo: both services hold the old data, or both the new', async () => {
    await write('saved');
    const snapshot = succeeded((await engine.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
    await write('present');
    const restore = { operation: 'restore', snapshot } as const;
    const outcomes = new Set<string>();
    await afterEvery(2, 1, async (after) => {
      await write('present');
      if ((await dieAndRecover(restore, after)) === undefined) return false;
      const [database, cache] = await read();
      expect(database, `restore after entry ${after}`).toBe(cache);
      outcomes.add(`restore ${database}`);
      return true;
    });
    // An undo is a swap by the same steps: it dies at the other half of the places.
    await afterEvery(1.5, 1, async (after) => {
      await write('present');
      const { job, ended } = await engine.run(restore);
      succeeded(ended);
      expect(await read()).toEqual(['saved', 'saved']);
      if ((await dieAndRecover({ operation: 'undo', job }, after)) === undefined) return false;
      const [database, cache] = await read();
      expect(database, `undo after entry ${after}`).toBe(cache);
      outcomes.add(`undo ${database}`);
      return true;
    });
    // Both ends were reached in both directions: otherwise the kills came too early or too late to prove anything.
    expect([...outcomes].toSorted()).toEqual(['restore present', 'restore saved', 'undo present', 'undo saved']);
  }, 900_000);
});
