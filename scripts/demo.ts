import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellLine } from '../shared/src/render/shell.ts';
import { createCore } from '../shared/src/core/core.ts';
import { stackFolder } from '../shared/src/repository/layout.ts';
import { up } from './setup/stack.mjs';

/**
 * Takes the sample stack through everything that Longshore is for, by the commands that a user would type. The argument is
 * the name of its Compose project.
 */
const [project = 'longshore-sample'] = process.argv.slice(2);
const bin = fileURLToPath(new URL('../shared/bin/longshore.mjs', import.meta.url));
const remove = `node scripts/setup/stack.mjs down ${project}`;

const bold = process.stdout.isTTY && !process.env['NO_COLOR'];
const say = (text: string): void => console.log(bold ? `\n\u001B[1m${text}\u001B[0m` : `\n${text}`);

function longshore(...args: string[]): void {
  console.log(`\n$ npx longshore ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [bin, ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`longshore ${args[0] ?? ''} ended with ${status}; what it said stands above.`);
}

/** Id of the newest job. */
function lastJob(): string {
  const { stdout } = spawnSync(process.execPath, [bin, 'jobs', '--json'], { encoding: 'utf8' });
  return /"id":"([^"]+)"/.exec(stdout)?.[1] ?? '';
}

/** The cache's password is in the Compose file; it goes by the environment, as it should. */
const cachePassword = 'p@ss$1%w&rd;ü';

function inContainer(service: string, ...command: string[]): string {
  const { status, stdout, stderr } = spawnSync('docker', ['exec', '-e', 'REDISCLI_AUTH', `${project}-${service}-1`, ...command], {
    encoding: 'utf8',
    env: { ...process.env, REDISCLI_AUTH: cachePassword },
  });
  return status === 0 ? stdout.trim() : (stderr.trim().split('\n')[0] ?? '');
}

const sql = (text: string): string => inContainer('db', 'psql', '-U', 'postgres', '-d', 'app', '-XqAtc', text);

/** The data as a user would look at it without Longshore. */
function look(): string {
  const customers = sql('select count(*) from shop.customers');
  const orders = sql('select count(*) from shop.orders');
  const user = inContainer('cache', 'valkey-cli', 'hget', 'user:1', 'mail');
  return `  customers: ${customers}\n  orders:    ${orders}\n  user:1:    ${user || '(nothing)'}`;
}

function show(title: string): string {
  say(title);
  const seen = look();
  console.log(seen);
  return seen;
}

/** The newest snapshot, by a name that also holds where another clone has a stack of the same name. */
async function latestSnapshot(): Promise<string> {
  await using api = await createCore();
  const { last } = (await api.stack({ stack: project })).stack;
  return `${last?.reference.split('/')[0] ?? project}/latest`;
}

/** Where the sample's snapshots lie; nothing when that is not a folder of this machine. */
async function snapshotFolder(latest: string): Promise<string | undefined> {
  await using api = await createCore();
  const { manifest } = await api.snapshot({ snapshot: latest });
  const repository = (await api.repositories({})).find((one) => one.default);
  const folder = join(repository?.location ?? '', stackFolder(manifest.stack));
  return existsSync(folder) ? folder : undefined;
}

function list(lines: [command: string, what: string][]): void {
  const width = Math.max(...lines.map(([command]) => command.length));
  for (const [command, what] of lines) console.log(`  ${command.padEnd(width)}  ${what}`);
}

async function demo(): Promise<void> {
  say('A sample stack: PostgreSQL with two databases, Valkey, a writer that writes to both all the time, a reader.');
  console.log('Starting it …');
  await up('sample', { project });
  longshore('status', project);

  const good = show('What is in it, asked without Longshore:');
  if (!/customers: [1-9]\d*\n *orders: +[1-9]\d*\n *user:1: +\S+@/.test(good)) {
    throw new Error(`The sample's data is damaged, perhaps by a run that was cut off. Remove it and start again:\n  ${remove}`);
  }

  say('1. Back it up. The writer is paused for a moment so that both databases show the same one.');
  longshore('backup', project);
  const latest = await latestSnapshot();

  say('2. Prove it: every byte is read, and every dump is parsed by the engine that it belongs to.');
  longshore('verify', latest);

  say('3. Damage it: a migration that went wrong, and somebody who typed FLUSHALL.');
  sql('drop schema shop cascade');
  inContainer('cache', 'valkey-cli', 'flushall');
  show('What is left:');

  say('4. Restore it. The snapshot is loaded beside the live data and compared row by row before anything is switched over.');
  longshore('restore', latest, '--yes');
  const restore = lastJob();
  const back = show('What is in it now:');
  if (back !== good) throw new Error('The restored data is not what was saved.');
  console.log('  … exactly what was saved.');

  say('5. Changed your mind? What was replaced is still there.');
  longshore('undo', restore, '--yes');
  const undo = lastJob();
  show('After the undo, the damage is back:');
  longshore('undo', undo, '--yes');
  if (show('And an undo can be undone:') !== good) throw new Error('The data after two undos is not what was saved.');

  say('What to try next');
  list([
    ['npx longshore status', 'every stack on this machine'],
    [`npx longshore drill ${latest}`, 'a test restore into throw-away containers'],
    [`npx longshore restore ${latest} --item db/app --as app_copy`, 'one database, under another name'],
    ['npx longshore snapshots', 'what is stored'],
    [`npx longshore show ${latest}`, 'what is in the newest one'],
    ['npx longshore --help', 'everything else'],
  ]);

  say('The sample stack keeps running. What removes it again');
  const snapshots = await snapshotFolder(latest);
  list([
    [remove, 'the stack with its data'],
    ...(snapshots === undefined ? [] : ([[shellLine(['rm', '-r', snapshots]), 'its snapshots']] satisfies [string, string][])),
  ]);
}

try {
  await demo();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
