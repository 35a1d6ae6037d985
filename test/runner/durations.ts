import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const path = join(import.meta.dirname, 'durations.json');

/** Seconds of a file that was never measured. */
const unknown = 30;

const known = new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>));

export const nameOf = (file: string): string => relative(root, file);

/** How many seconds a test file took when `npm test -- --record` ran last, or a guess. */
export const secondsOf = (file: string): number => known.get(nameOf(file)) ?? unknown;

/** Replaces what is known by what was measured. */
export function record(seconds: Map<string, number>): void {
  const sorted = [...seconds].toSorted(([, one], [, other]) => other - one).map(([name, took]) => [name, Math.round(took)]);
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`);
}
