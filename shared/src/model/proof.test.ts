import { describe, expect, it } from 'vitest';
import { Entry, type Inventory } from './inventory.ts';
import { compare } from './proof.ts';

const entry = (name: string, parts: Partial<Entry> = {}): Entry => ({
  item: 'app',
  name,
  type: 'table',
  exact: {},
  atLeast: {},
  informative: {},
  ...parts,
});
const inventory = (...entries: Entry[]): Inventory => ({ version: '17', entries });

describe('compare', () => {
  it('counts the rows that agree', () => {
    const both = inventory(entry('a', { exact: { rows: 3 } }), entry('b', { exact: { rows: 4, owner: 'x' } }));
    expect(compare(both, both)).toEqual({ ok: true, checked: 3, rows: 7, differences: [], notCompared: [], notes: [] });
  });

  it('names a row that is missing', () => {
    const proof = compare(inventory(entry('a', { exact: { rows: 3 } })), inventory(entry('a', { exact: { rows: 2 } })));
    expect(proof.ok).toBe(false);
    expect(proof.differences).toEqual([{ item: 'app', name: 'a', type: 'table', field: 'rows', expected: 3, found: 2 }]);
  });

  it('finds a table that is gone and one that is too many', () => {
    const proof = compare(inventory(entry('a', { exact: { rows: 0 } })), inventory(entry('b', { exact: { rows: 0 } })));
    expect(proof.differences.map(({ name, expected, found }) => [name, expected, found])).toEqual([
      ['a', 'table', null],
      ['b', null, 'table'],
    ]);
  });

  it('lets sequences grow and not shrink, beyond what a number can hold', () => {
    const at = (value: string): Inventory =>
      inventory(entry('t', { exact: { rows: 1 } }), entry('s', { type: 'sequence', atLeast: { value } }));
    expect(compare(at('9223372036854775806'), at('9223372036854775807')).ok).toBe(true);
    expect(compare(at('9223372036854775807'), at('9223372036854775806')).ok).toBe(false);
  });

  it('takes no bound from a repository that is no integer', () => {
    const isEntry = (value: unknown): boolean => Entry.safeParse(entry('s', { atLeast: { value } as Entry['atLeast'] })).success;
    expect(['-5', '9223372036854775807', 7].map(isEntry)).toEqual([true, true, true]);
    expect(['', 'five', '1.5', '0x1', 1.5].map(isEntry)).toEqual([false, false, false, false, false]);
  });

  it('ignores what is only informative', () => {
    const at = (bytes: number): Inventory => inventory(entry('t', { exact: { rows: 1 }, informative: { bytes } }));
    expect(compare(at(1), at(2)).ok).toBe(true);
    const view = inventory(entry('t', { exact: { rows: 1 } }), entry('v', { type: 'matview', informative: { rows: 5 } }));
    expect(compare(view, inventory(entry('t', { exact: { rows: 1 } }))).ok).toBe(true);
  });

  it('proves nothing when nothing was compared', () => {
    const unchecked = inventory(entry('v', { type: 'matview', informative: { rows: 5 } }));
    expect(compare(unchecked, unchecked).ok).toBe(false);
    expect(compare(inventory(), inventory()).ok).toBe(true);
  });
});

describe('what a thing is made of', () => {
  const made = (columns: Record<string, string>): Inventory =>
    inventory(entry('t', { exact: { rows: 1 }, parts: { columns, triggers: {} } }));

  it('is compared part by part, by name', () => {
    expect(compare(made({ id: 'int' }), made({ id: 'int' }))).toMatchObject({ ok: true, checked: 2 });
    const proof = compare(made({ id: 'int', at: 'date' }), made({ id: 'text', more: 'int' }));
    expect(proof.ok).toBe(false);
    expect(proof.differences.map(({ field, expected, found }) => [field, expected, found])).toEqual([
      ['columns.id', 'int', 'text'],
      ['columns.at', 'date', null],
      ['columns.more', null, 'int'],
    ]);
  });

  it('is not missing where one side did not look for it', () => {
    const before = { ...inventory(entry('t', { exact: { rows: 1 } })), recorded: { table: ['rows'] } };
    const now = { ...made({ id: 'int' }), recorded: { table: ['rows', 'columns', 'triggers'] } };
    expect(compare(before, now)).toMatchObject({ ok: true, notCompared: ['table.columns', 'table.triggers'] });
  });

  it('names a thing that has nothing but parts when it is gone', () => {
    const view = entry('v', { type: 'view', parts: { rights: { public: 'SELECT' } } });
    const other = entry('t', { exact: { rows: 1 } });
    expect(compare(inventory(other, view), inventory(other)).differences).toMatchObject([{ name: 'v', found: null }]);
  });
});

it('what could not be read when it was saved is neither a difference nor proven', () => {
  const recorded = { table: ['owner', 'rows'] };
  const counted = { ...inventory(entry('t', { exact: { owner: 'a', rows: 1 } })), recorded };
  const uncounted = { ...inventory(entry('t', { exact: { owner: 'a' }, unknown: ['rows'] })), recorded };
  expect(compare(uncounted, counted)).toMatchObject({ ok: true, differences: [], notCompared: ['table.rows: app.t'], rows: 0 });
  // What was counted once and is unreadable now may be gone.
  expect(compare(counted, uncounted)).toMatchObject({ ok: false, differences: [{ field: 'rows', expected: 1, found: null }] });
});

it('what the driver knows to be no loss is noted', () => {
  const one = inventory(entry('t', { exact: { rows: 1 } }));
  const note = { item: 'app', name: 't', type: 'table', field: 'definition', expected: 'a', found: 'b' };
  expect(compare(one, { ...one, notes: [note] })).toMatchObject({ ok: true, notes: [note] });
});

describe('what both sides recorded is compared, and the rest is named', () => {
  const table = (exact: Entry['exact']): Entry => entry('t', { exact });
  const view = entry('v', { type: 'view', exact: { definition: 'select 1' } });
  const old = { ...inventory(table({ owner: 'a', rows: 1 })), recorded: { table: ['owner', 'rows'] } };
  const recorded = { table: ['owner', 'rows', 'security'], view: ['definition'] };
  const now = { ...inventory(table({ owner: 'a', rows: 1, security: true }), view), recorded };
  const notCompared = ['table.security', 'view'];

  it('a snapshot of before says nothing of what it did not look for', () => {
    expect(compare(old, now)).toEqual({ ok: true, checked: 2, rows: 1, differences: [], notCompared, notes: [] });
    expect(compare(now, now)).toMatchObject({ ok: true, checked: 4, notCompared: [] });
    // The same where there is none: it may have been lost.
    expect(compare(old, { ...now, entries: now.entries.slice(0, 1) }).notCompared).toEqual(notCompared);
  });

  it('a snapshot of a newer version is proven as far as this one looks', () => {
    expect(compare(now, old)).toEqual({ ok: true, checked: 2, rows: 1, differences: [], notCompared, notes: [] });
  });

  it('what both looked for is missed as before', () => {
    const lost = { ...now, entries: now.entries.slice(0, 1) };
    expect(compare(now, lost).differences).toMatchObject([{ name: 'v', type: 'view', found: null }]);
    expect(compare(lost, now).differences).toMatchObject([{ name: 'v', expected: null, found: 'view' }]);
    const { security: _, ...without } = table({ owner: 'a', rows: 1, security: true }).exact;
    const changed = { ...now, entries: [table(without), view] };
    expect(compare(now, changed).differences).toMatchObject([{ field: 'security', expected: true, found: null }]);
    expect(compare(old, { ...old, entries: [table({ owner: 'b', rows: 1 })] }).ok).toBe(false);
    expect(compare(changed, now).differences).toMatchObject([{ field: 'security', expected: null, found: true }]);
  });

  it('a sort may be called like something that every object has', () => {
    const odd = {
      ...inventory(entry('c', { type: 'constructor', exact: { a: 1 } })),
      recorded: { constructor: ['a'], table: ['owner'] },
    };
    expect(compare(odd, old).notCompared).toContain('constructor');
  });

  it('proves nothing where no sort is common to both', () => {
    expect(compare(old, { ...inventory(view), recorded: { view: ['definition'] } }).ok).toBe(false);
  });
});
