import type { Storage } from '../storage.ts';
import { Bench, type StorageCheck } from './check.ts';
import { reading } from './reading.ts';
import { writing } from './writing.ts';

export const storageChecks: readonly StorageCheck[] = [...writing, ...reading];

export interface FailedCheck {
  check: StorageCheck;
  error: unknown;
}

/**
 * Resolves with how many checks passed, and which failed and why: those that suit a place which is far away and paid for by use.
 * Empties the storage after each, and rejects when it cannot.
 */
export async function runChecks(storage: Storage, signal: AbortSignal): Promise<{ passed: number; failed: FailedCheck[] }> {
  const failed: FailedCheck[] = [];
  let passed = 0;
  for (const check of storageChecks.filter(({ heavy }) => !heavy)) {
    try {
      await check.run(new Bench(storage, signal));
      passed += 1;
    } catch (error) {
      signal.throwIfAborted();
      failed.push({ check, error });
    }
    await emptyAll(storage, signal);
  }
  return { passed, failed };
}

/** Removes all that a storage holds, finished or not. Rejects as the storage does. */
export async function emptyAll(storage: Storage, signal: AbortSignal): Promise<void> {
  const found: string[] = [];
  for await (const { key } of storage.list('', signal)) found.push(key);
  for (const key of found) await storage.delete(key, signal);
  await storage.sweep('', signal);
}
