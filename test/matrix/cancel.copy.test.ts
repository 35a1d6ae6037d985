import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { waitFor } from '../support/docker.ts';
import { type TestCore, endOf, openCore, succeeded } from '../support/core.ts';
import { matrix, range } from '../support/matrix.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';

let shop: TestStack;
let dev: TestStack;
let core: TestCore;
let before: Record<string, string>;
/** How long an undisturbed copy takes. */
let milliseconds: number;

beforeAll(async () => {
  [shop, dev] = await Promise.all([openStack('plain'), openStack('plain')]);
  core = await openCore();
  await sql(shop, 'create table orders as select n, repeat(md5(n::text), 9) as text from generate_series(1, 40000) n');
  await sql(dev, 'create table mine as select 1 as n');
  await cache(shop, 'set', 'from', 'shop');
  await cache(dev, 'set', 'from', 'dev');
  before = await states();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await Promise.all([shop[Symbol.asyncDispose](), dev[Symbol.asyncDispose]()]);
});

const sql = (stack: TestStack, script: string): Promise<string> => stack.sql('postgres', script);
const cache = (stack: TestStack, ...command: string[]): Promise<string> => stack.exec('redis', 'redis-cli', ...command);
const states = async (): Promise<Record<string, string>> => ({ ...(await shop.states()), ...(await dev.states()) });
const request = () => ({ operation: 'copy', from: shop.project, to: dev.project }) as const;

const sessions = `select count(*) from pg_stat_activity where application_name like 'longshore%' or query ilike 'copy %'`;
const staged = `select datname from pg_database where datname like '%longshore%'`;
const tables = `select string_agg(table_name, ' ') from information_schema.tables where table_schema = 'public'`;

matrix('cancel-copy', 'a copy that is cancelled at any moment leaves the target as it was, and nothing anywhere', {
  async cases() {
    const begun = performance.now();
    const { job, ended } = await core.run(request());
    succeeded(ended);
    milliseconds = performance.now() - begun;
    succeeded((await core.run({ operation: 'undo', job })).ended);
    return range(1, 10, 1);
  },
  sample: 2,
  async test(part) {
    const { id, confirm } = await core.api.plan(request());
    const { job } = await core.api.run({ plan: id, confirm: confirm.level === 'type' ? confirm.text : true });
    await sleep((milliseconds * part) / 10);
    await core.api.cancel({ job });
    const { outcome, error } = await endOf(core.api, job);
    expect(['cancelled', 'succeeded'], JSON.stringify(error)).toContain(outcome);
    if (outcome === 'cancelled') expect(error?.code, JSON.stringify(error)).toBe('cancelled');
    if (outcome === 'succeeded') succeeded((await core.run({ operation: 'undo', job })).ended);
    expect(await sql(dev, tables)).toBe('mine');
    expect(await cache(dev, 'get', 'from')).toBe('dev');
    expect(await leftovers(job)).toEqual([]);
    expect(await states()).toEqual(before);
    for (const stack of [shop, dev]) await waitFor(async () => (await sql(stack, sessions)) === '0');
    expect(await sql(dev, staged)).toBe('');
    return outcome;
  },
  ends: ['cancelled'],
});
