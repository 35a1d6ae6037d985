import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const path = join(import.meta.dirname, 'durations.json');

/** Seconds of a file that was never measured. */
const unknown = 30;

const known = new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>));

export const nameOf = (file: string): string => relative(root, file);

/** How many seconds a test file took when `npm test -- --record` ran last, or a guess. */
export const secondsOf = (file: string): number => known.get(nameOf(file)) ?? unknown;

/** Adds what was measured to what is known of other files that still exist. */
export function record(seconds: Map<string, number>): void {
  const all = new Map([...known].filter(([name]) => existsSync(join(root, name))));
  for (const [name, took] of seconds) all.set(name, Math.round(took * 10) / 10);
  const sorted = [...all].toSorted(([, one], [, other]) => other - one);
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`);
}
