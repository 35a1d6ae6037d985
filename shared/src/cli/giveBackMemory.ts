import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { collectAll } from '../machine/collectMemory.ts';

/**
 * Frees half of the memory that planning took, for a process that only watches a job from now on, perhaps for hours. Returns when
 * it is done, after some 50 ms.
 */
export function giveBackMemory(): void {
  // Only contexts that are made after it have the function.
  setFlagsFromString('--expose-gc');
  collectAll(runInNewContext('gc') as NodeJS.GCFunction | undefined);
}
