import { setFlagsFromString } from 'node:v8';

/** Bytes after which what has flowed is collected, and how many such times it takes until that is done thoroughly. */
const step = 16 << 20;
const thorough = 16;

let since = 0;
let steps = 0;

/**
 * Counts bytes that are read from a repository, and has their spent chunks collected after every 16 MiB. The garbage collector
 * by itself looks at the heap, where a chunk is a few bytes long, and would let 50 MB of them pile up outside of it. The first
 * time, what was needed to get so far goes, too. Collects nothing in a process without `gc`.
 */
export function flowed(bytes: number): void {
  since += bytes;
  if (since < step) return;
  since = 0;
  if (steps === 0) collectAndGoOn(globalThis.gc);
  else globalThis.gc?.({ type: steps % thorough === 0 ? 'major' : 'minor' });
  steps += 1;
}

/**
 * Gives back all free memory, for a process that goes on moving bytes. Does nothing where `gc` is undefined. After a thorough
 * collection V8 lets the heap grow by a tenth only, and counts what flows outside of it as heap: without more room
 * it marked the whole heap five times a second, a third of the processor time of a job.
 */
export function collectAndGoOn(gc: NodeJS.GCFunction | undefined): void {
  if (gc) setFlagsFromString('--heap-growing-percent=200');
  collectAll(gc);
}

/**
 * Gives back all free memory, for a process that waits from now on. It takes some 50 ms. Does nothing where `gc` is
 * undefined.
 */
export const collectAll = (gc: NodeJS.GCFunction | undefined): void => {
  gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
};
