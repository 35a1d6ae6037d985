import { createCore } from '../../shared/src/core/core.ts';
import type { ParamsOf } from '../../shared/src/api/contract.ts';
import { endOf, succeeded } from '../support/core.ts';
import type { World } from './world.ts';

/** When the pictures are taken. */
export const now = '2026-05-03T10:05:00Z';

/**
 * What people do in the shop from one night to the next. Sizes differ by some kilobytes from run to run, because a cache is saved
 * in no fixed order: these numbers keep every size that is shown far from where it would be rounded to another one.
 */
const nights = [
  { date: '2026-05-01', orders: 1500, visits: 59_000 },
  { date: '2026-05-02', orders: 2000, visits: 24_000 },
  { date: '2026-05-03', orders: 2500, visits: 29_000 },
];

const buy = (date: string, orders: number): string =>
  `insert into shop.orders (customer_id, ordered_at, state, total)
   select 1000 + 5 * (i % 5000), timestamptz '${date} 00:00+00' - i * interval '1 second', 'paid', i % 997 + 0.05
   from generate_series(1, ${orders}) i`;

/** Random to look at, so that it stays large when it is compressed, and the same each time. */
const visit = (date: string, visits: number): string =>
  `create table if not exists shop.visits (id bigint generated always as identity primary key, session text not null);
   insert into shop.visits (session) select md5('${date}' || i) || md5(i || '${date}') from generate_series(1, ${visits}) i`;

/** The writer knows the password. */
const fillCarts = `
import os, redis
cache = redis.Redis(host="cache", password=os.environ["VALKEY_PASSWORD"])
cache.eval("for i = 1, 31000 do server.call('SET', 'cart:' .. i, server.sha1hex(i) .. server.sha1hex(-i)) end", 0)`;

/** Three nights with a backup each, by real jobs at the times of the story, and a test restore of the newest snapshot. */
export async function tell({ time, exec }: World): Promise<void> {
  const sql = (text: string): Promise<string> => exec('db', 'psql', '-U', 'postgres', '-d', 'app', '-Xqc', text);
  await exec('writer', 'python3', '-c', fillCarts);
  for (const { date, orders, visits } of nights) {
    await sql(buy(date, orders));
    await sql(visit(date, visits));
    // Before the server does it by itself at some time: tables are larger afterwards.
    await sql('vacuum analyze');
    await time.set(`${date}T02:00:00Z`);
    await run({ operation: 'backup', stack: 'shop' });
  }
  await time.set('2026-05-03T02:10:00Z');
  await run({ operation: 'drill', snapshot: 'shop/latest' });
  await time.set(now);
}

async function run(request: ParamsOf<'plan'>): Promise<void> {
  await using api = await createCore();
  const { id } = await api.plan(request);
  const { job } = await api.run({ plan: id, confirm: true });
  succeeded(await endOf(api, job));
}
