import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

/**
 * Which cases of the matrices run. `npm test` takes a sample that the seed chooses; `npm run test:long` takes all of them, or
 * those of one shard, and skips the ones that an earlier run at the same commit has finished.
 */
const root = join(import.meta.dirname, '../..');
const only = process.env['LONGSHORE_TEST_CASE'];
const long = process.env['LONGSHORE_TEST_LONG'];
const record = process.env['LONGSHORE_TEST_LONG_RECORD'];

/** Chooses the samples: the commit, unless `LONGSHORE_TEST_SEED` names another one. */
export const seed = process.env['LONGSHORE_TEST_SEED'] || commit();

/** Milliseconds that all cases of one matrix may take together. */
const limit = long === undefined ? 600_000 : 3_600_000;

export interface Matrix<Case extends string | number> {
  /** Returns all cases, in the order in which they lie on the way of what is tested. */
  cases: () => Case[] | Promise<Case[]>;
  /** How many of them `npm test` takes: one out of each of so many equal stretches. */
  sample: number;
  /** Tests one case. Returns what came of it, in a word. */
  test: (one: Case) => Promise<string>;
  /** Outcomes that some case must have, when all cases have run: otherwise they prove less than they seem to. */
  ends: string[];
}

/** A test of many cases that are alike. `name` is a word of its own: it names the matrix in the command that repeats a case. */
export function matrix<Case extends string | number>(name: string, title: string, from: Matrix<Case>): void {
  it(
    `${title} (${name})`,
    async () => {
      const outcomes = await runCases(name, from);
      expect(outcomes ?? from.ends, `outcomes of ${name}`).toEqual(expect.arrayContaining(from.ends));
    },
    limit,
  );
}

/** Returns what came of all cases, once all have run. */
async function runCases<Case extends string | number>(
  name: string,
  { cases, sample, test }: Matrix<Case>,
): Promise<string[] | undefined> {
  const all = await cases();
  if (all.length < 2) throw new Error(`${name} has ${all.length} cases.`);
  const done = finished(name);
  for (const one of chosen(name, all, sample)) {
    if (done.has(String(one))) continue;
    const begun = performance.now();
    const outcome = await test(one).catch((error: unknown) => {
      throw new Error(`${name}/${one} failed. To repeat it: ${repeat(name, one)}`, { cause: error });
    });
    done.set(String(one), outcome);
    keep({ matrix: name, case: one, outcome, seconds: Math.round((performance.now() - begun) / 1000) });
  }
  return all.every((one) => done.has(String(one))) ? [...done.values()] : undefined;
}

/** The numbers from `first` up to and without `end`. */
export const range = (first: number, end: number, step: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((end - first) / step)) }, (_, index) => first + index * step);

/** The same numbers between 0 and 1 in each run, for one case of one matrix. */
export function randomOf(name: string): () => number {
  let state = hashOf(name);
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

function chosen<Case extends string | number>(name: string, all: Case[], sample: number): Case[] {
  if (only !== undefined) return all.filter((one) => only === `${name}/${one}`);
  if (long !== undefined) {
    const [shard = 1, shards = 1] = long.split('/').map(Number);
    return all.filter((_, index) => (index + hashOf(name)) % shards === shard - 1);
  }
  const count = Math.min(sample, all.length);
  const at = (index: number): number => Math.floor((index * all.length) / count);
  return Array.from({ length: count }, (_, index) => {
    const width = at(index + 1) - at(index);
    return all[at(index) + (hashOf(`${seed} ${name} ${index}`) % width)] as Case;
  });
}

const hashOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);

function repeat(name: string, one: string | number): string {
  const file = relative(root, expect.getState().testPath ?? '');
  return `LONGSHORE_TEST_CASE='${name}/${one}' npx vitest run --project integration ${file}`;
}

interface Finished {
  matrix: string;
  case: string | number;
  outcome: string;
  seconds: number;
}

function finished(name: string): Map<string, string> {
  if (record === undefined || !existsSync(record)) return new Map();
  const lines = readFileSync(record, 'utf8').split('\n').slice(0, -1);
  const all = lines.map((line) => JSON.parse(line) as Finished);
  return new Map(all.filter(({ matrix }) => matrix === name).map((one) => [String(one.case), one.outcome]));
}

function keep(one: Finished): void {
  if (record === undefined) return;
  mkdirSync(dirname(record), { recursive: true });
  appendFileSync(record, `${JSON.stringify(one)}\n`);
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'no commit';
  }
}
