import { dump, load } from './byHand.ts';
import { fill } from './data.ts';
import { atMost, compared, inMegabytes, inSeconds, noted, type Figure } from './figures.ts';
import { longshore, phaseOf } from './longshore.ts';
import { seconds } from './process.ts';
import { inTurns, median } from './rounds.ts';
import { gigabytes } from './settings.ts';
import { openStack, type Stack } from './stack.ts';

const database = 'tables';
const copied = `${database}_copy`;

/**
 * From one server into another of the same machine, against the slower half of the way that one would go by hand: what is
 * dumped and loaded at the same time should cost no more than that. Proof and switch have nothing to be compared with.
 */
export async function measureCopy(): Promise<Figure[]> {
  await using source = await openStack('copy-from');
  await using target = await openStack('copy-to');
  console.error('Filling eight tables …');
  await fill(source, database, 8, gigabytes * 1e9);
  const proofs: number[] = [];
  let memory = 0;
  const ours = async (): Promise<number> => {
    let apart = 0;
    const all = await seconds(async () => {
      const measured = await longshore('copy', `${source.project}/db/${database}`, '--to', target.project, '--as', copied);
      memory = Math.max(memory, measured.memory);
      proofs.push(phaseOf(measured.result, 'prove'));
      apart = (proofs.at(-1) ?? 0) + phaseOf(measured.result, 'swap');
    });
    return all - apart;
  };
  const taken = await inTurns({
    'dump by hand': () => seconds(() => dump(source, [database])),
    'pg_restore by hand': () => dropAfter(target, () => seconds(() => load(target, database, copied, source))),
    'copy without proof and switch': () => dropAfter(target, ours),
  });
  const slower = Math.max(taken['dump by hand'], taken['pg_restore by hand']);
  return [
    compared('copy, eight tables', slower, taken['copy without proof and switch'], { times: 1.1, plus: 0 }),
    noted('… by hand, dump and then restore', inSeconds(taken['dump by hand'] + taken['pg_restore by hand'])),
    noted('… its proof, all rows counted', inSeconds(median(proofs))),
    atMost('… memory', memory, 250e6, inMegabytes),
  ];
}

async function dropAfter(stack: Stack, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } finally {
    await stack.sql('postgres', `drop database if exists ${copied}`);
  }
}
