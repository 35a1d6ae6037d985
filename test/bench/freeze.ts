import { setTimeout as sleep } from 'node:timers/promises';
import { openStack, type TestStack } from '../support/stack.ts';
import { atMost, inMegabytes, noted, type Figure } from './figures.ts';
import { longshore } from './longshore.ts';
import { command } from './process.ts';
import { median } from './rounds.ts';

const backups = 5;
const limit = 1000;
const inMilliseconds = (value: number): string => `${Math.round(value)} ms`;

/** How long the writer of the sample stack stands still, as it says itself, with the stack's own data and with ten times as much. */
export async function measureFreeze(): Promise<Figure[]> {
  console.error('Starting the sample stack …');
  process.env['LONGSHORE_TEST_RATE'] = '200';
  await using stack = await openStack('sample');
  // Its first start is over when it writes steadily.
  await sleep(3000);
  await longshore('backup', stack.project);
  const once = await freezes(stack, 'the sample stack');
  console.error('Giving it ten times the data …');
  await grow(stack);
  return [...once, ...(await freezes(stack, 'the sample stack, ten times its data'))];
}

async function freezes(stack: TestStack, what: string): Promise<Figure[]> {
  const frozen: number[] = [];
  let memory = 0;
  let bytes = 0;
  const since = new Date().toISOString();
  for (let time = 1; time <= backups; time += 1) {
    const measured = await longshore('backup', stack.project);
    if (measured.result.frozenSeconds === undefined) throw new Error('The backup paused nothing.');
    frozen.push(measured.result.frozenSeconds * 1000);
    memory = Math.max(memory, measured.memory);
    bytes = measured.result.bytes ?? 0;
    console.error(`  paused: ${inMilliseconds(frozen.at(-1) ?? 0)}`);
    // The writer tells once a second.
    await sleep(1500);
  }
  return [
    noted(`pause of ${what} (${inMegabytes(bytes)} stored), median of ${backups} backups`, inMilliseconds(median(frozen))),
    atMost('… longest', Math.max(...frozen), limit, inMilliseconds),
    atMost('… longest time between two writes, as the writer says', await longestGap(stack, since), limit, inMilliseconds),
    noted('… memory', inMegabytes(memory)),
  ];
}

async function longestGap({ project }: TestStack, since: string): Promise<number> {
  const log = await command(['docker', 'logs', '--since', since, `${project}-writer-1`]);
  const gaps = log
    .split('\n')
    .filter((line) => line.includes('lastGapMs'))
    .map((line) => (JSON.parse(line) as { lastGapMs: number }).lastGapMs);
  if (gaps.length === 0) throw new Error('The writer said nothing.');
  return Math.max(...gaps);
}

const rows = `
  insert into shop.customers (name, email, tags)
    select name, k || email, tags from shop.customers, generate_series(1, 9) k;
  insert into shop.orders (customer_id, ordered_at, state, total)
    select customer_id, ordered_at + k * interval '1 minute', state, total from shop.orders, generate_series(1, 9) k;
  insert into shop.products (id, title, details, embedding)
    select gen_random_uuid(), title, details, embedding from shop.products, generate_series(1, 9) k;`;
const keys = `for i = 1, 100000 do redis.call('SET', 'grown:' .. i, string.rep('x', 100)) end`;

async function grow(stack: TestStack): Promise<void> {
  await stack.exec('db', 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-U', 'postgres', '-d', 'app', '-c', rows);
  await stack.exec('cache', 'sh', '-c', 'valkey-cli --no-auth-warning -a "$1" -e eval "$2" 0', 'sh', password, keys);
}

/** As the stack's Compose file says. */
const password = 'p@ss$1%w&rd;ü';
