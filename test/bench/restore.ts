import { load } from './byHand.ts';
import { compared, inSeconds, noted, type Figure } from './figures.ts';
import { longshore, phaseOf } from './longshore.ts';
import { seconds } from './process.ts';
import { inTurns, median } from './rounds.ts';
import type { Stack } from './stack.ts';

export interface RestoreMeasured {
  figures: Figure[];
  memory: number;
}

/** The latest snapshot into a database of another name. Proof and switch have nothing by hand to be compared with. */
export async function measureRestore(
  stack: Stack,
  database: string,
  what: string,
  limit: { times: number; plus: number },
): Promise<RestoreMeasured> {
  const copy = `${database}_copy`;
  const proofs: number[] = [];
  const swaps: number[] = [];
  let memory = 0;
  const andDrop = async (work: () => Promise<number>): Promise<number> => {
    try {
      return await work();
    } finally {
      await stack.sql('postgres', `drop database if exists ${copy}`);
    }
  };
  const ours = async (): Promise<number> => {
    let other = 0;
    const all = await seconds(async () => {
      const measured = await longshore('restore', `${stack.project}/latest`, '--item', `db/${database}`, '--as', copy);
      memory = Math.max(memory, measured.memory);
      proofs.push(phaseOf(measured.result, 'prove'));
      swaps.push(phaseOf(measured.result, 'swap'));
      other = (proofs.at(-1) ?? 0) + (swaps.at(-1) ?? 0);
    });
    return all - other;
  };
  const taken = await inTurns({
    'pg_restore by hand': () => andDrop(() => seconds(() => load(stack, database, copy))),
    'restore without proof and switch': () => andDrop(ours),
  });
  return {
    figures: [
      compared(`restore, ${what}`, taken['pg_restore by hand'], taken['restore without proof and switch'], limit),
      noted(`… its proof, all rows counted`, inSeconds(median(proofs))),
      noted(`… its switch`, inSeconds(median(swaps))),
    ],
    memory,
  };
}
