import { afterAll, beforeAll, expect, it } from 'vitest';
import { readJob } from '../../shared/src/jobs/store.ts';
import { waitFor } from '../support/docker.ts';
import { type TestCore, endOf, openCore, succeeded } from '../support/core.ts';
import { type TestStack, docker, leftovers, openStack } from '../support/stack.ts';

// What lives is overwritten: it is saved first, while nothing writes to it.
let stack: TestStack;
let core: TestCore;
let before: Record<string, string>;
let restore: { operation: 'restore'; snapshot: string; items: string[]; inPlace: true };

beforeAll(async () => {
  stack = await openStack('sample');
  core = await openCore();
  before = await stack.states();
  await sql(`create table word as select 'saved' as value`);
  const { snapshot = '' } = succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended);
  restore = { operation: 'restore', snapshot, items: ['db/app'], inPlace: true };
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const sql = (text: string): Promise<string> => stack.sql('db', text);
const word = (): Promise<string> => sql('select value from word');
const writer = (): string => `${stack.project}-writer-1`;

it('stops the writers, saves what lives, reads that back, and only then overwrites; undo brings it back', async () => {
  await sql(`update word set value = 'present'`);
  const { job, ended } = await core.run(restore);
  const result = succeeded(ended);
  expect(await word()).toBe('saved');
  expect(Object.keys(result.secondsDown ?? {})).toEqual([writer()]);
  expect(await stack.states()).toEqual(before);
  expect(await leftovers(job)).toEqual([]);
  const { ledger } = (await readJob(core.dataDir, job)) ?? {};
  const { manifest } = await core.api.snapshot({ snapshot: ledger?.safety ?? '' });
  expect(manifest.mode).toBe('stop');
  expect(manifest.point).toBeDefined();
  expect(manifest.services.map(({ name, items }) => [name, items])).toEqual([['db', ['app']]]);
  // It is no backup of the stack, and is never taken for one.
  expect(manifest).toMatchObject({ complete: false, scope: ['db'] });
  expect(manifest.missing.map(({ service }) => service)).toContain('cache');
  expect((await core.api.snapshot({ snapshot: `${stack.project}/latest` })).reference).toBe(restore.snapshot);

  const undo = await core.run({ operation: 'undo', job });
  expect(Object.keys(succeeded(undo.ended).secondsDown ?? {})).toEqual([writer()]);
  expect(await word()).toBe('present');
  expect(await stack.states()).toEqual(before);
});

it('fails when an application does not stay up with it, leaves what is live, and can be undone', async () => {
  await sql(`update word set value = 'present'`);
  const plan = await core.api.plan({ ...restore, watchSeconds: 60 });
  const { job } = await core.api.run({ plan: plan.id, confirm: stack.project });
  for await (const event of core.api.events({ job })) {
    if (event.type === 'note' && event.message.key === 'note.watching') await docker(['kill', writer()]);
  }
  const failed = await endOf(core.api, job);
  expect(failed.outcome).toBe('failed');
  expect(failed.error).toMatchObject({
    message: { key: 'unproven.stopped-since', params: { container: writer(), exitCode: 137 } },
    hint: { key: 'hint.undo', params: { job } },
  });
  expect(await word()).toBe('saved');
  expect(await leftovers(job)).toEqual([]);
  // It tells of the application, and not of the snapshot.
  expect((await core.api.snapshot({ snapshot: restore.snapshot })).proofs.map(({ ok }) => ok)).not.toContain(false);

  await docker(['start', writer()]);
  expect((await readJob(core.dataDir, job))?.summary.undo?.services).toEqual(['db']);
  succeeded((await core.run({ operation: 'undo', job, watchSeconds: 1 })).ended);
  expect(await word()).toBe('present');
  expect(await stack.states()).toEqual(before);
});

it.each(['after committed', 'after swapping', 'before swapped'])(
  'a death %s leaves old or new data, and everything up',
  async (place) => {
    await sql(`update word set value = 'present'`);
    const { job, ended } = await core.run(restore, { env: { LONGSHORE_TEST_DIE_AFTER: place } });
    expect(ended.error).toMatchObject({ message: { key: 'recovery-needed.interrupted' } });
    succeeded((await core.run({ operation: 'recover', job })).ended);
    expect(await word()).toBe(place.endsWith('swapped') ? 'saved' : 'present');
    expect(await stack.states()).toEqual(before);
    expect(await leftovers(job)).toEqual([]);
  },
);

it('does not overwrite what cannot be saved, until the user types that there is no undo', async () => {
  await sql(`create table big (id int, body text); alter table big alter body set storage external`);
  await sql(`insert into big select g, repeat(md5(g::text), 200) from generate_series(1, 50) g; checkpoint`);
  const file = await sql(
    `select current_setting('data_directory') || '/' || pg_relation_filepath(reltoastrelid) from pg_class where relname = 'big'`,
  );
  await stack.exec('db', 'dd', 'if=/dev/zero', `of=${file}`, 'bs=8192', 'count=1', 'conv=notrunc');
  await docker(['restart', `${stack.project}-db-1`]);
  await waitFor(async () => (await sql('select 1').catch(() => '')) === '1');
  await sql(`update word set value = 'present'`);

  const failed = await core.run(restore);
  expect(failed.ended.error).toMatchObject({
    message: { key: 'capture-failed.safety', params: { services: ['db'] } },
    hint: { key: 'hint.no-safety', params: { snapshot: restore.snapshot } },
  });
  expect(await word()).toBe('present');
  expect(await stack.states()).toEqual(before);
  expect(await leftovers(failed.job)).toEqual([]);

  const plan = await core.api.plan({ ...restore, noSafety: true });
  expect(plan.confirm).toEqual({ level: 'type', text: `${stack.project} without undo` });
  await expect(core.api.run({ plan: plan.id, confirm: stack.project })).rejects.toMatchObject({ key: 'usage.not-confirmed' });
  const { job, ended } = await core.run({ ...restore, noSafety: true });
  expect(succeeded(ended).undoUntil).toBeUndefined();
  expect(await word()).toBe('saved');
  expect(await stack.states()).toEqual(before);
  await expect(core.api.plan({ operation: 'undo', job })).rejects.toMatchObject({ key: 'conflict.undo-gone' });
});
