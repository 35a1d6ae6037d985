import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ParamsOf } from '../../shared/src/api/contract.ts';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import { jobDir } from '../../shared/src/jobs/store.ts';
import { type TestCore, openCore, succeeded } from './core.ts';
import { range } from './matrix.ts';
import { type TestStack, leftovers, openStack } from './stack.ts';

/**
 * Kills a job with SIGKILL after each entry of its ledger, when the act that it announces has not begun, and before the next
 * one, when it is done: these are all the places between any two steps. The entries are found by a run that is not killed,
 * never listed by hand. `6.5` means: the sixth entry and its act are there, the seventh entry is not.
 */
export interface CrashStage extends AsyncDisposable {
  stack: TestStack;
  core: TestCore;
  /** The containers' states, when all is well. */
  before: Record<string, string>;
  /**
   * The places at which a run of this can die, by a run that lives: from `first` on, up to the entry that says that it ended.
   */
  placesOf(request: ParamsOf<'plan'>, first: number, step: number): Promise<number[]>;
  /** Runs a job that dies after that many entries, or where `after` names. Returns its id, and fails when the job ended before. */
  die(request: ParamsOf<'plan'>, after: number | string): Promise<string>;
  /** The same, and the clean-up after it by its own client. */
  dieAndRecover(request: ParamsOf<'plan'>, after: number | string): Promise<string>;
  /** Everything is up, and nothing of a job is left. */
  expectWhole(job: string, when: string): Promise<void>;
  backup(): Promise<string>;
}

/** A stack of a cache and a database, which both hold one word: `saved`. */
export async function openCrashStage(): Promise<CrashStage> {
  const stack = await openStack('pair');
  const core = await openCore();
  await sql(stack, 'create table filler as select generate_series(1, 1000) n');
  await write(stack, 'saved');
  const before = await stack.states();
  const die = async (request: ParamsOf<'plan'>, after: number | string): Promise<string> => {
    const { job, ended } = await core.run(request, { env: { LONGSHORE_TEST_DIE_AFTER: String(after) } });
    expect(ended.error?.message.key, `killed after entry ${after}`).toBe('recovery-needed.interrupted');
    return job;
  };
  const expectWhole = async (job: string, when: string): Promise<void> => {
    expect(await stack.states(), `containers ${when}`).toEqual(before);
    expect(await leftovers(job), `leftovers ${when}`).toEqual([]);
    expect(await sql(stack, String.raw`select datname from pg_database where datname like '%\_\_longshore\_%'`), when).toBe('');
    expect(await sessionsOf(stack), `sessions ${when}`).toBe('0');
  };
  return {
    stack,
    core,
    before,
    async placesOf(request, first, step) {
      const { job, ended } = await core.run(request);
      succeeded(ended);
      return range(first, (await ledgerLines(core, job)).length, step);
    },
    die,
    async dieAndRecover(request, after) {
      const job = await die(request, after);
      succeeded((await core.run({ operation: 'recover', job })).ended);
      await expectWhole(job, `after entry ${after}`);
      expect((await readLedger(jobDir(core.dataDir, job))).ended?.outcome).toBe('recovered');
      return job;
    },
    expectWhole,
    async backup() {
      return succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
    },
    async [Symbol.asyncDispose]() {
      await core[Symbol.asyncDispose]();
      await stack[Symbol.asyncDispose]();
    },
  };
}

const sql = (stack: TestStack, script: string): Promise<string> => stack.sql('database', script);

/** How many sessions of ours a server has. */
export const sessionsOf = (stack: TestStack): Promise<string> =>
  sql(stack, `select count(*) from pg_stat_activity where application_name ~ '^longshore'`);

export async function write(stack: TestStack, word: string): Promise<void> {
  await sql(stack, `create table if not exists marker (word text); truncate marker; insert into marker values ('${word}')`);
  await stack.exec('cache', 'redis-cli', 'set', 'marker', word);
}

/** What PostgreSQL says, and what Redis says. */
export const read = async (stack: TestStack): Promise<[string, string]> => [
  await sql(stack, 'select word from marker'),
  await stack.exec('cache', 'redis-cli', 'get', 'marker'),
];

/** The lines of a job's ledger, in their order. */
async function ledgerLines(core: TestCore, job: string): Promise<string[]> {
  const text = await readFile(join(jobDir(core.dataDir, job), 'ledger.jsonl'), 'utf8');
  return text.trimEnd().split('\n');
}
