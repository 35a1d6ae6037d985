import { join } from 'node:path';
import { openStack as openSample } from '../support/stack.ts';
import { fill, fillPgbench } from './data.ts';
import { compared, inSeconds, noted, type Figure } from './figures.ts';
import { emptyRepository, runVersion, type Version } from './longshore.ts';
import { seconds } from './process.ts';
import { fastest, inTurns, median } from './rounds.ts';
import { folder, gigabytes } from './settings.ts';
import { openStack, type Stack } from './stack.ts';

const giga = 1e9;
const limit = { times: 1.03, plus: 0 };

/** Another version of this project against this one, by turns on one server's data. */
export async function measureVersions(root: string): Promise<Figure[]> {
  const versions: Versions = {
    before: { root, data: join(folder, 'before') },
    now: { root: join(import.meta.dirname, '../..'), data: join(folder, 'now') },
  };
  return [...(await eightTables(versions)), ...(await oneBigTable(versions)), ...(await pauses(versions))];
}

type Versions = Record<'before' | 'now', Version>;

async function eightTables(versions: Versions): Promise<Figure[]> {
  await using stack = await openStack('tables');
  console.error('Filling eight tables and pgbench …');
  await fill(stack, 'tables', 8, gigabytes * giga);
  await fillPgbench(stack, 'pgbench', 20);
  return [...(await backups(versions, stack, 'eight tables and pgbench')), ...(await restores(versions, stack, 'tables'))];
}

async function oneBigTable(versions: Versions): Promise<Figure[]> {
  await using stack = await openStack('big');
  console.error('Filling one big table …');
  await fill(stack, 'big', 1, (gigabytes / 2) * giga);
  return [...(await backups(versions, stack, 'one big table')), ...(await restores(versions, stack, 'big'))];
}

async function backups(versions: Versions, stack: Stack, what: string): Promise<Figure[]> {
  const spent: Record<string, number[]> = { before: [], now: [] };
  const backup = async (name: keyof Versions): Promise<number> => {
    await emptyRepository(versions[name]);
    return seconds(async () => {
      const { cpu } = await runVersion(versions[name], ['backup', stack.project, '--no-counts']);
      spent[name]?.push(cpu);
    });
  };
  // The first run of a version compiles its sources, and the first of all reads the data from the disk.
  await backup('before');
  await backup('now');
  Object.assign(spent, { before: [], now: [] });
  const taken = await inTurns({ before: () => backup('before'), now: () => backup('now') });
  const { before = [], now = [] } = spent;
  return [
    compared(`backup without counts, ${what}`, taken.before, taken.now, limit),
    noted('… processor time of our own processes', `${inSeconds(median(before))} before, ${inSeconds(median(now))} now`),
  ];
}

/** Each version restores what it has saved. */
async function restores(versions: Versions, stack: Stack, database: string): Promise<Figure[]> {
  const copy = `${database}_copy`;
  const restore = async (name: keyof Versions): Promise<number> => {
    try {
      return await seconds(() =>
        runVersion(versions[name], ['restore', `${stack.project}/latest`, '--item', `db/${database}`, '--as', copy]),
      );
    } finally {
      await stack.sql('postgres', `drop database if exists ${copy}`);
    }
  };
  // PostgreSQL itself needs 14 or 21 seconds for the same archive, mostly in turns: medians would show which version had the luck.
  const taken = await inTurns({ before: () => restore('before'), now: () => restore('now') }, fastest);
  return [compared(`restore with proof and switch, ${database}, fastest`, taken.before, taken.now, limit)];
}

/** How long the writer of the sample stack stands still. */
async function pauses(versions: Versions): Promise<Figure[]> {
  console.error('Starting the sample stack …');
  await using stack = await openSample('sample');
  const pause = async (name: keyof Versions): Promise<number> => {
    const { result } = await runVersion(versions[name], ['backup', stack.project]);
    if (result.frozenSeconds === undefined) throw new Error('The backup paused nothing.');
    return result.frozenSeconds;
  };
  await pause('before');
  await pause('now');
  const taken = await inTurns({ before: () => pause('before'), now: () => pause('now') });
  const inMilliseconds = (value: number): string => `${Math.round(value * 1000)} ms`;
  return [noted('pause of the sample stack', `${inMilliseconds(taken.before)} before, ${inMilliseconds(taken.now)} now`)];
}
