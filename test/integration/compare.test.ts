import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../shared/src/model/comparison.ts';
import { type TestCli, openCli } from '../support/cli.ts';
import { type TestCore, openCore, succeeded } from '../support/core.ts';
import { type TestStack, openStack } from '../support/stack.ts';

let stack: TestStack;
let core: TestCore;
let saved: string;

const sql = (text: string, database = 'shop'): Promise<string> => stack.sql('postgres', text, database);
/** What differs, in one line each. */
const told = ({ services }: Comparison): string[] =>
  services.flatMap(({ contrasts }) =>
    contrasts
      .filter(({ differs }) => differs !== 'no')
      .map(({ item, name, in: side, differs, facts }) => {
        const changed = facts.filter((fact) => fact.differs !== 'no').map(({ field, a, b }) => `${field} ${a} ${b}`);
        return [item, name, side, differs, ...changed].join(' | ');
      }),
  );

beforeAll(async () => {
  stack = await openStack('plain');
  core = await openCore();
  await sql('create database "a ""b\n"');
  await sql('create table "t\nx" as select generate_series(1, 10) n', 'a "b\n');
  await sql('create table orders as select generate_series(1, 1000) n; analyze orders; create sequence s');
  await stack.exec('redis', 'redis-cli', 'mset', 'a', '1', 'b', '2');
  saved = succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

describe('a snapshot and what lives', () => {
  it('are the same as long as nobody writes, counted or estimated', async () => {
    const exact = await core.api.compare({ a: `${stack.project}/latest`, b: stack.project, exact: true });
    expect(told(exact)).toEqual([]);
    expect(exact).toMatchObject({ differs: 'no', a: { name: saved, live: false }, b: { live: true } });
    expect(exact.services.map(({ kind, contrasts }) => [kind, contrasts.length > 0])).toEqual([
      ['postgres', true],
      ['valkey', true],
    ]);
    const estimated = await core.api.compare({ a: saved, b: stack.project });
    // Never looked at by the server: it cannot say how many rows there are.
    expect(told(estimated)).toEqual(['a "b\n | public."t\nx" | both | maybe | rows 10 null']);
    const orders = estimated.services[0]?.contrasts.find(({ name }) => name === 'public.orders');
    expect(orders?.facts.find(({ field }) => field === 'rows')).toEqual({
      field: 'rows',
      a: 1000,
      b: 1000,
      estimated: 'b',
      differs: 'no',
    });
  });

  it('differ in what was written since', async () => {
    await sql(`insert into orders select generate_series(1, 7); create table added (n int); select nextval('s')`);
    await sql('drop table "t\nx"', 'a "b\n');
    await stack.exec('redis', 'redis-cli', 'set', 'c', '3', 'ex', '10000');
    const found = await core.api.compare({ a: saved, b: `live:${stack.project}`, exact: true });
    expect(found.differs).toBe('yes');
    expect(told(found)).toEqual([
      'a "b\n | public."t\nx" | a | yes | owner shop null | rows 10 null',
      'shop | public.orders | both | yes | rows 1000 1007',
      'shop | public.s | both | yes | value null 1',
      'shop | public.added | b | yes | owner null shop | rows null 0',
      'data | 0 | both | yes | keys 2 3 | expiring 0 1',
    ]);
  });

  it('of one service only, when one is named', async () => {
    const found = await core.api.compare({ a: `${stack.project}/latest`, b: `${stack.project}/redis` });
    expect(found.services.map(({ kind, a, b }) => [kind, a?.service, b?.service])).toEqual([['valkey', 'redis', 'redis']]);
  });

  it('two snapshots are compared without touching what lives', async () => {
    const next = succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
    const found = await core.api.compare({ a: saved, b: next });
    expect(told(found)).toContain('shop | public.orders | both | yes | rows 1000 1007');
    expect((await core.api.compare({ a: next, b: next })).differs).toBe('no');
  });
});

describe('on the command line', () => {
  let cli: TestCli;
  beforeAll(async () => {
    cli = await openCli();
  });
  afterAll(() => cli[Symbol.asyncDispose]());

  it('ends with 4 only when it was asked to, as diff would', async () => {
    expect((await cli.run(['backup', stack.project, '--yes'])).code).toBe(0);
    const same = await cli.run(['compare', `${stack.project}/latest`, stack.project, '--exit-code']);
    expect(same).toMatchObject({ code: 0, out: expect.stringContaining('No difference') as string });
    await sql('insert into orders values (0)');
    const latest = ['compare', `${stack.project}/latest`, stack.project];
    expect((await cli.run([...latest, '--exact'])).code).toBe(0);
    const different = await cli.run([...latest, '--exit-code']);
    expect(different.code).toBe(4);
    expect(different.out).toMatch(/public\.orders +rows +1,007 +1,008/);
    const german = await cli.run([...latest, '--exact', '--lang', 'de']);
    expect(german.out).toContain('Sie unterscheiden sich in 1 von');
  });

  it('says what is wrong with a name', async () => {
    expect(await cli.run(['compare', stack.project, `${stack.project}/nothing`])).toMatchObject({ code: 12 });
    expect(await cli.run(['compare', `${stack.project}/redis`, `${stack.project}/postgres`])).toMatchObject({ code: 2 });
    expect(await cli.run(['compare', 'no-such-stack', stack.project])).toMatchObject({ code: 12 });
  });
});
