import { dump } from './byHand.ts';
import { compared, type Figure } from './figures.ts';
import { emptyRepository, longshore } from './longshore.ts';
import { seconds } from './process.ts';
import { inTurns } from './rounds.ts';
import type { Stack } from './stack.ts';

export interface BackupMeasured {
  figures: Figure[];
  /** Largest resident memory, and what was stored. */
  memory: number;
  stored: number;
}

/** Dumps by hand against snapshots with and without counted rows. The last of each is left for a restore. */
export async function measureBackup(stack: Stack, databases: string[], what: string): Promise<BackupMeasured> {
  let memory = 0;
  let stored = 0;
  const ours = async (...options: string[]): Promise<number> => {
    await emptyRepository();
    return seconds(async () => {
      const measured = await longshore('backup', stack.project, ...options);
      memory = Math.max(memory, measured.memory);
      stored = measured.result.bytes ?? 0;
    });
  };
  const taken = await inTurns({
    'dumps by hand': () => seconds(() => dump(stack, databases)),
    'backup without counts': () => ours('--no-counts'),
    'backup with counts': () => ours(),
  });
  const byHand = taken['dumps by hand'];
  return {
    figures: [
      compared(`backup without counts, ${what}`, byHand, taken['backup without counts'], { times: 1.05, plus: 1.5 }),
      compared(`backup with exact counts, ${what}`, byHand, taken['backup with counts'], { times: 1.25, plus: 1.5 }),
    ],
    memory,
    stored,
  };
}
