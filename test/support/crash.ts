import { expect } from 'vitest';
import type { ParamsOf } from '../../shared/src/api.ts';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import { jobDir } from '../../shared/src/jobs/store.ts';
import { type Ended, type TestEngine, openEngine, succeeded } from './engine.ts';
import { type TestStack, leftovers, openStack } from './stack.ts';

/**
 * Kills a job with SIGKILL after each entry of its ledger, when the act that it announces has not begun, and before the next
 * one, when it is done: these are all the places between any two steps. The entries are found by a run that is not killed,
 * never listed by hand. `6.5` means: the sixth entry and its act are there, the seventh entry is not.
 */
export interface CrashStage extends AsyncDisposable {
  stack: TestStack;
  engine: TestEngine;
  /** The containers' states, when all is well. */
  before: Record<string, string>;
  /** A run that dies after that many entries; undefined when it ended before it died. */
  die(request: ParamsOf<'plan'>, after: number): Promise<string | undefined>;
  /** The same, and the clean-up after it by its own client. */
  dieAndRecover(request: ParamsOf<'plan'>, after: number): Promise<string | undefined>;
  /** Everything is up, and nothing of a job is left. */
  expectWhole(job: string, when: string): Promise<void>;
  backup(): Promise<string>;
}

/** A plain stack whose two services both hold one word: `saved`. */
export async function openCrashStage(): Promise<CrashStage> {
  const stack = await openStack('plain');
  const engine = await openEngine();
  await sql(stack, 'create table filler as select generate_series(1, 1000) n');
  await write(stack, 'saved');
  const before = await stack.states();
  const run = async (request: ParamsOf<'plan'>, after: number): Promise<{ job: string; ended: Ended } | undefined> => {
    const { job, ended } = await engine.run(request, { env: { LONGSHORE_TEST_DIE_AFTER: String(after) } });
    if (ended.outcome === 'succeeded') return undefined;
    expect(ended.error?.message.key, `killed after entry ${after}`).toBe('recovery-needed.interrupted');
    return { job, ended };
  };
  const expectWhole = async (job: string, when: string): Promise<void> => {
    expect(await stack.states(), `containers ${when}`).toEqual(before);
    expect(await leftovers(job), `leftovers ${when}`).toEqual([]);
    expect(await sql(stack, String.raw`select datname from pg_database where datname like '%\_\_longshore\_%'`), when).toBe('');
    expect(await sessionsOf(stack), `sessions ${when}`).toBe('0');
  };
  return {
    stack,
    engine,
    before,
    die: async (request, after) => (await run(request, after))?.job,
    async dieAndRecover(request, after) {
      const died = await run(request, after);
      if (!died) return undefined;
      const { job } = died;
      succeeded((await engine.run({ operation: 'recover', job })).ended);
      await expectWhole(job, `after entry ${after}`);
      expect((await readLedger(jobDir(engine.dataDir, job))).ended?.outcome).toBe('recovered');
      return job;
    },
    expectWhole,
    async backup() {
      return succeeded((await engine.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
    },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await stack[Symbol.asyncDispose]();
    },
  };
}

const sql = (stack: TestStack, script: string): Promise<string> => stack.exec('postgres', 'psql', '-U', 'shop', '-XqAtc', script);

/** How many sessions of ours a server has. */
export const sessionsOf = (stack: TestStack): Promise<string> =>
  sql(stack, `select count(*) from pg_stat_activity where application_name ~ '^longshore'`);

export async function write(stack: TestStack, word: string): Promise<void> {
  await sql(stack, `create table if not exists marker (word text); truncate marker; insert into marker values ('${word}')`);
  await stack.exec('redis', 'redis-cli', 'set', 'marker', word);
}

/** What PostgreSQL says, and what Redis says. */
export const read = async (stack: TestStack): Promise<[string, string]> => [
  await sql(stack, 'select word from marker'),
  await stack.exec('redis', 'redis-cli', 'get', 'marker'),
];

/** From the first entry that can be survived to the one after which nothing is left to be killed. */
export async function afterEvery(first: number, step: number, kill: (after: number) => Promise<boolean>): Promise<number> {
  let after = first;
  while (await kill(after)) after += step;
  return after;
}
