import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Api, ParamsOf } from '../../shared/src/api/contract.ts';
import { createCore } from '../../shared/src/core/core.ts';
import { readJob } from '../../shared/src/jobs/store.ts';
import { waitFor } from '../support/docker.ts';
import { type TestCore, endOf, openCore, succeeded } from '../support/core.ts';
import { type DockerProxy, startProxy } from '../support/proxy.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';

/** Two ways to one Docker, each of which can be lost by itself: to the source, and to the target. */
let prod: DockerProxy;
let lab: DockerProxy;
let shop: TestStack;
let dev: TestStack;
let core: TestCore;
let api: Api & AsyncDisposable;
let before: Record<string, string>;

beforeAll(async () => {
  [prod, lab, shop, dev] = await Promise.all([startProxy(), startProxy(), openStack('plain'), openStack('plain')]);
  core = await openCore();
  const socketOf = ({ address }: DockerProxy): string => (address.type === 'socket' ? address.path : '');
  await mkdir(join(core.dataDir, 'longshore'), { recursive: true });
  await writeFile(
    join(core.dataDir, 'longshore/config.yaml'),
    `version: 1\nhosts:\n  prod: { socket: ${socketOf(prod)} }\n  lab: { socket: ${socketOf(lab)}, environment: dev }\n`,
  );
  api = await createCore();
  // About 25 MB, compressed.
  const random = `(select string_agg(md5(random()::text), '') from generate_series(1, 10) where n > 0)`;
  await sql(shop, `create table big as select n, ${random} as t from generate_series(1, 150000) n`);
  await sql(dev, 'create table mine as select 1 as n');
  before = { ...(await shop.states()), ...(await dev.states()) };
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await core[Symbol.asyncDispose]();
  for (const each of [prod, lab, shop, dev]) await each[Symbol.asyncDispose]();
});

const sql = (stack: TestStack, script: string): Promise<string> => stack.exec('postgres', 'psql', '-U', 'shop', '-XqAtc', script);
const copy = (): ParamsOf<'plan'> => ({
  operation: 'copy',
  host: 'prod',
  from: shop.project,
  what: [{ service: 'postgres', item: 'shop' }],
  toHost: 'lab',
  to: dev.project,
});
async function start(request: ParamsOf<'plan'>): Promise<string> {
  const { id } = await api.plan(request);
  return (await api.run({ plan: id, confirm: true })).job;
}
/**
 * A copy of which a part of the table has come to the target: read off the proxy, because on a busy machine a copy may be at
 * its end by the time that an event says so.
 */
async function halfCopied(): Promise<string> {
  const job = await start(copy());
  await waitFor(async () => ((await readJob(core.dataDir, job))?.ledger.changes.length ?? 0) > 0);
  const before = prod.received;
  while (prod.received < before + 1_000_000) await setImmediate();
  return job;
}
async function expectUntouched(job: string): Promise<void> {
  expect(await leftovers(job)).toEqual([]);
  expect({ ...(await shop.states()), ...(await dev.states()) }).toEqual(before);
  expect(await sql(dev, 'select n from mine')).toBe('1');
  expect(await sql(dev, `select count(*) from pg_database where datname like '%longshore%'`)).toBe('0');
  const ours = `select count(*) from pg_stat_activity where application_name like 'longshore%'`;
  for (const stack of [shop, dev]) await waitFor(async () => (await sql(stack, ours)) === '0');
}

it('reads on one host and works on the other; both are named, and undo finds the target', async () => {
  const plan = await api.plan(copy());
  expect(plan).toMatchObject({ host: 'lab', source: { host: 'prod' }, confirm: { level: 'click' } });
  expect(plan.command.slice(-4)).toEqual(['--host', 'prod', '--to-host', 'lab']);
  const job = await start(copy());
  expect(succeeded(await endOf(api, job)).services[0]?.proof).toMatchObject({ ok: true, rows: 150_000 });
  succeeded(await endOf(api, await start({ operation: 'undo', job })));
  await expectUntouched(job);
});

it('a source that is lost in the middle: the target is whole at once, and recover ends the rest when the source is back', async () => {
  const job = await halfCopied();
  await prod.lose();
  const { outcome, error } = await endOf(api, job);
  expect({ outcome, key: error?.message.key }).toEqual({ outcome: 'failed', key: 'recovery-needed.source' });
  expect(error?.message.params).toEqual({ host: 'prod' });
  expect(await sql(dev, `select count(*) from pg_database where datname like '%longshore%'`)).toBe('0');
  await prod.restore();
  const recovered = succeeded(await endOf(api, await start({ operation: 'recover', host: 'lab', job })));
  expect(recovered.repaired?.length).toBeGreaterThan(0);
  await expectUntouched(job);
});

it('a target that is lost in the middle: the job says so, waits for it, and takes back what it had begun there', async () => {
  const job = await halfCopied();
  await lab.lose();
  const notes: string[] = [];
  for await (const event of api.events({ job })) {
    if (event.type !== 'note') continue;
    notes.push(event.message.key);
    if (event.message.key === 'note.connection-lost') break;
  }
  await lab.restore();
  expect(await endOf(api, job)).toMatchObject({ outcome: 'failed', error: { code: 'host-unreachable' } });
  expect(notes).toContain('note.connection-lost');
  await expectUntouched(job);
});

it('killed while the source is away: recover brings the target back first, and says what is left', async () => {
  const job = await halfCopied();
  prod.silence();
  process.kill((await readJob(core.dataDir, job))?.ledger.owner.owner.pid ?? Number.NaN, 'SIGKILL');
  // A process is there for a moment after it was killed, and until then there is nothing to recover.
  await waitFor(async () => (await api.jobs({})).items.some(({ id, state }) => id === job && state === 'interrupted'));
  await prod.lose();
  const first = await endOf(api, await start({ operation: 'recover', host: 'lab', job }));
  expect(first.error?.message.key, JSON.stringify(first)).toBe('recovery-needed.source');
  expect(await sql(dev, `select count(*) from pg_database where datname like '%longshore%'`)).toBe('0');
  await prod.restore();
  succeeded(await endOf(api, await start({ operation: 'recover', host: 'lab', job })));
  await expectUntouched(job);
});
