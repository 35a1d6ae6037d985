import { mkdir, rm } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { measureBackup } from './backup.ts';
import { measureCopy } from './copy.ts';
import { fill, fillPgbench } from './data.ts';
import { measureExtension } from './extension.ts';
import { atMost, inMegabytes, noted, table, type Figure } from './figures.ts';
import { measureFreeze } from './freeze.ts';
import { measureListing } from './listing.ts';
import { longshore, type Measured } from './longshore.ts';
import { measureRestore } from './restore.ts';
import { against, folder, gigabytes, rounds } from './settings.ts';
import { measureS3 } from './s3.ts';
import { measureServe } from './serve.ts';
import { measureSsh } from './ssh.ts';
import { openStack } from './stack.ts';
import { measureVersions } from './versions.ts';

const giga = 1e9;
const say = (text: string): void => console.error(text);
const gb = (bytes: number): string => `${(bytes / giga).toFixed(1)} GB`;

const parts: Record<string, () => Promise<Figure[]>> = {
  tables: eightTables,
  big: oneBigTable,
  copy: measureCopy,
  freeze: measureFreeze,
  listing: measureListing,
  ssh: measureSsh,
  s3: measureS3,
  serve: measureServe,
  extension: measureExtension,
  ...(against !== undefined && { versions: measureVersions.bind(undefined, against) }),
};
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) throw new Error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`);

// Ctrl-C ends the command that is being measured too; its failure then takes away everything that was made.
process.on('SIGINT', () => {});
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true, mode: 0o700 });
try {
  const [load = 0] = loadavg();
  say(`${cpus().length} cores, ${gb(totalmem())} of memory, load ${load.toFixed(1)}, ${gigabytes} GB of text, ${rounds} rounds`);
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (chosen.length === 0 || chosen.includes(name)) figures.push(...(await measure()));
  }
  console.log(`\n${table(figures)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Eight tables and a pgbench database in one server, and what memory it takes beside a small one. */
async function eightTables(): Promise<Figure[]> {
  const small = await smallOne();
  await using stack = await openStack('tables');
  say('Filling eight tables and pgbench …');
  await fill(stack, 'tables', 8, gigabytes * giga);
  await fillPgbench(stack, 'pgbench', 20);
  const size = Number(await stack.sql('postgres', `select pg_database_size('tables')`));
  const backup = await measureBackup(stack, ['tables', 'pgbench', 'postgres'], 'eight tables and pgbench');
  const restore = await measureRestore(stack, 'tables', 'eight tables', { times: 0.85, plus: 0 });
  return [
    noted('eight tables: database, stored bytes of the snapshot', `${gb(size)}, ${gb(backup.stored)}`),
    ...backup.figures,
    ...restore.figures,
    ...memoryFigures('backup', small.backup, backup.memory, gb(small.stored), gb(backup.stored)),
    ...memoryFigures('restore', small.restore, restore.memory, gb(small.stored), gb(backup.stored)),
  ];
}

function memoryFigures(what: string, small: number, large: number, smallStored: string, stored: string): Figure[] {
  return [
    atMost(`memory of a ${what}, ${stored} stored`, large, 250e6, inMegabytes),
    atMost(`… more than with ${smallStored} stored (${inMegabytes(small)})`, large - small, 30e6, inMegabytes),
  ];
}

/** About 200 MB of stored bytes. */
async function smallOne(): Promise<{ backup: number; restore: number; stored: number }> {
  await using stack = await openStack('small');
  say('Filling the small one …');
  await fill(stack, 'tables', 8, 0.27 * giga);
  const both = async (copy: string): Promise<{ backup: Measured; restore: Measured }> => ({
    backup: await longshore('backup', stack.project),
    restore: await longshore('restore', `${stack.project}/latest`, '--item', 'db/tables', '--as', copy),
  });
  // Its first run compiles the sources, and needs more memory than all that come after.
  await both('first_copy');
  const { backup, restore } = await both('second_copy');
  return { backup: backup.memory, restore: restore.memory, stored: backup.result.bytes ?? 0 };
}

/** A table that nothing can be restored beside. */
async function oneBigTable(): Promise<Figure[]> {
  await using stack = await openStack('big');
  say('Filling one big table …');
  await fill(stack, 'big', 1, (gigabytes / 2) * giga);
  const backup = await measureBackup(stack, ['big', 'postgres'], 'one big table');
  const restore = await measureRestore(stack, 'big', 'one big table', { times: 1.05, plus: 1.5 });
  return [...backup.figures, ...restore.figures];
}
