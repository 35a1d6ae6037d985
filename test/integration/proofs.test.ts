import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestCli, openCli } from '../support/cli.ts';
import { type TestStack, openStack } from '../support/stack.ts';

let stack: TestStack;
let cli: TestCli;
beforeAll(async () => {
  [stack, cli] = await Promise.all([openStack('plain'), openCli()]);
});
afterAll(async () => {
  await Promise.all([cli[Symbol.asyncDispose](), stack[Symbol.asyncDispose]()]);
});

const sql = (database: string, ...commands: string[]): Promise<string> =>
  stack.exec('postgres', 'psql', '-U', 'shop', '-d', database, '-XqAt', ...commands.flatMap((command) => ['-c', command]));
const said = async (): Promise<string> => (await cli.run(['snapshots'])).out.replaceAll(/\s+/g, ' ');

it('a database that its own rules refuse is remembered, the restore of another one hides nothing, and it is restored without the rule', async () => {
  await sql('shop', 'create database broken', 'create database fine');
  await sql('fine', 'create table thing as select 1 as id');
  // Of the two, the one that is checked is loaded first.
  await sql(
    'broken',
    'create table reference as select 1 as id',
    `create function known(i int) returns boolean language sql as 'select exists (select from public.reference where id = i)'`,
    'create table a_child (id int check (known(id)))',
    'insert into a_child values (1)',
  );
  const { last } = await cli.json(['backup', stack.project]);
  const { snapshot } = last['result'] as { snapshot: string };

  const drill = await cli.run(['drill', snapshot, '--service', 'postgres']);
  expect(drill).toMatchObject({ code: 15 });
  expect(drill.err).toContain('pg_restore failed while it loaded broken');
  expect(await said()).toMatch(/Restore of postgres FAILED/);

  const restore = await cli.run(['restore', snapshot, '--item', 'fine', '--as', 'fine2', '--yes']);
  expect(restore).toMatchObject({ code: 0 });
  expect(await sql('fine2', 'select id from thing')).toBe('1');
  expect(await said()).toMatch(/Restore of postgres FAILED/);
  const { proofs } = (await cli.json(['show', snapshot])).last['data'] as { proofs: object[] };
  expect(proofs).toMatchObject([
    { kind: 'restore', ok: true, services: [], items: { postgres: ['fine'] } },
    { kind: 'drill', ok: false, failed: 'postgres', error: { code: 'tool-failed' } },
  ]);

  expect((await cli.run(['drill', snapshot, '--service', 'redis'])).code).toBe(0);
  expect(await said()).toMatch(/Restore of postgres FAILED/);

  // The failed drill says how to go on, and no row.
  expect(drill.err).toContain('Failing row contains (…)');
  const hint = drill.err.replaceAll(/\s+/g, ' ');
  const [, words = '', object = ''] = /: longshore (restore .*?) --without '(.*?)'/.exec(hint) ?? [];
  expect(object).toBe('broken/CHECK CONSTRAINT public a_child a_child_id_check');
  const partial = await cli.run([...words.split(' '), '--without', object, '--yes', '--watch', '0']);
  expect(partial).toMatchObject({ code: 0 });
  expect(partial.out.replaceAll(/\s+/g, ' ')).toContain(`not compared: ${object}`);
  expect(await sql('broken', 'select id from a_child')).toBe('1');
  expect(await sql('broken', `select convalidated from pg_constraint where conname = 'a_child_id_check'`)).toBe('f');
  expect((await cli.run(['drill', snapshot, '--service', 'postgres', '--without', object])).code).toBe(0);
  const after = (await cli.json(['show', snapshot])).last['data'] as { proofs: object[] };
  expect(after.proofs).toMatchObject([
    { kind: 'drill', ok: true, partial: true, services: [], notCompared: [`without: ${object}`] },
    { kind: 'restore', ok: true, partial: true, services: [] },
    { kind: 'drill', services: ['redis'] },
    { kind: 'restore', ok: true, items: { postgres: ['fine'] } },
    { kind: 'drill', ok: false },
  ]);
  expect(await said()).not.toMatch(/Restore tested/);

  const unknown = await cli.run(['drill', snapshot, '--without', 'broken/CHECK CONSTRAINT public.a_child.a_child_id_check']);
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('Meant may be') as string });
  const nowhere = await cli.run(['restore', snapshot, '--without', 'INDEX public i', '--yes']);
  expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('broken/, fine/') as string });
});

it('a database that cannot be read takes no other with it, and is named', async () => {
  await sql('shop', 'create database torn', 'create database whole');
  await sql('whole', 'create table thing as select 7 as id');
  await sql('torn', `create type mood as enum ('a')`, `create table t as select 'a'::mood as m`, 'delete from pg_enum');
  expect((await cli.run(['backup', stack.project])).code).toBe(22);

  const kept = await cli.json(['backup', stack.project, '--keep-going']);
  expect(kept.code).toBe(3);
  expect(kept.out).toContain('capture-failed.dump');
  const { snapshot } = kept.last['result'] as { snapshot: string };
  const { manifest } = (await cli.json(['show', snapshot])).last['data'] as {
    manifest: { complete: boolean; missing: object[]; services: { name: string; items: string[] }[] };
  };
  expect(manifest).toMatchObject({ complete: false, missing: [{ service: 'postgres', items: ['torn'] }] });
  const items = manifest.services.find(({ name }) => name === 'postgres')?.items;
  expect(items).toContain('whole');
  expect(items).not.toContain('torn');
  expect((await cli.run(['restore', snapshot, '--item', 'whole', '--as', 'whole2', '--yes'])).code).toBe(0);
  expect(await sql('whole2', 'select id from thing')).toBe('7');
});
