import { describe, expect, test } from 'vitest';
import { anyOf, contrast } from './comparison.ts';
import type { Entry, Inventory } from './inventory.ts';

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
const one = (a: Entry | undefined, b: Entry | undefined) => {
  const [found] = contrast(a && inventory(a), b && inventory(b), 'postgres');
  if (!found) throw new Error('nothing was compared');
  return found;
};

describe('what two inventories say of the same thing', () => {
  test('rows that were counted twice differ, or do not', () => {
    const before = entry('orders', { exact: { rows: 5 } });
    expect(one(before, before)).toMatchObject({ in: 'both', differs: 'no' });
    expect(one(before, entry('orders', { exact: { rows: 7 } }))).toMatchObject({
      differs: 'yes',
      facts: [{ field: 'rows', a: 5, b: 7, differs: 'yes' }],
    });
  });

  test('an estimate never decides, and is marked on the side that it stands on', () => {
    const counted = entry('orders', { exact: { rows: 5 } });
    const guessed = entry('orders', { informative: { rows: 7 } });
    expect(one(counted, guessed)).toMatchObject({ differs: 'maybe', facts: [{ estimated: 'b', differs: 'maybe' }] });
    expect(one(guessed, counted)).toMatchObject({ differs: 'maybe', facts: [{ estimated: 'a' }] });
    expect(one(guessed, guessed)).toMatchObject({ differs: 'no', facts: [{ estimated: 'both' }] });
  });

  test('rows that nobody knows may differ', () => {
    expect(one(entry('orders', { exact: { rows: 5 } }), entry('orders'))).toMatchObject({
      differs: 'maybe',
      facts: [{ field: 'rows', a: 5, b: null }],
    });
  });

  test('a count goes before an estimate of the same side', () => {
    const both = entry('orders', { exact: { rows: 5 }, informative: { rows: 7 } });
    expect(one(both, both).facts).toEqual([{ field: 'rows', a: 5, b: 5, differs: 'no' }]);
  });

  test('sizes are told and never differ; versions of extensions, sequences and owners do', () => {
    expect(one(entry('t', { informative: { bytes: 1 } }), entry('t', { informative: { bytes: 2 } }))).toMatchObject({
      differs: 'no',
      facts: [{ a: 1, b: 2 }],
    });
    const extension = (version: string): Entry => entry('vector', { type: 'extension', informative: { version } });
    expect(one(extension('1'), extension('2')).differs).toBe('yes');
    const sequence = (atLeast: Entry['atLeast']): Entry => entry('s', { type: 'sequence', atLeast });
    expect(one(sequence({ value: '5' }), sequence({ value: '6' })).differs).toBe('yes');
    expect(one(sequence({}), sequence({ value: '6' })).differs).toBe('yes');
    expect(one(entry('t', { exact: { owner: 'a' } }), entry('t', { exact: { owner: 'b' } })).differs).toBe('yes');
  });
});

test('what only one of them has is told with its facts, in the order of A, then of B', () => {
  const found = contrast(
    inventory(entry('both'), entry('old', { exact: { rows: 1 } })),
    inventory(entry('new', { exact: { rows: 2 } }), entry('both')),
    'postgres',
  );
  expect(found.map(({ name, in: side, differs }) => [name, side, differs])).toEqual([
    ['both', 'both', 'no'],
    ['old', 'a', 'yes'],
    ['new', 'b', 'yes'],
  ]);
  expect(found[2]?.facts).toEqual([{ field: 'rows', a: null, b: 2, differs: 'yes' }]);
});

test('names that only look alike are not taken for each other', () => {
  const a = entry('t', { item: 'x","y' });
  const b = entry('t', { item: 'x', type: 'y' });
  expect(contrast(inventory(a), inventory(b), 'postgres').map(({ in: side }) => side)).toEqual(['a', 'b']);
});

test('one that differs for sure outweighs all that may', () => {
  expect(anyOf([{ differs: 'maybe' }, { differs: 'yes' }, { differs: 'no' }])).toBe('yes');
  expect(anyOf([{ differs: 'maybe' }, { differs: 'no' }])).toBe('maybe');
  expect(anyOf([])).toBe('no');
});

test('nothing at all on one side', () => {
  expect(contrast(undefined, inventory(entry('t')), 'postgres')).toMatchObject([{ in: 'b', differs: 'yes' }]);
  expect(contrast(undefined, undefined, 'postgres')).toEqual([]);
});

test('what one side did not look for may be there', () => {
  const before = { ...inventory(entry('t', { exact: { owner: 'a' } })), recorded: { table: ['owner'] } };
  const view = entry('v', { type: 'view', exact: { definition: 'select 1' } });
  const after = {
    ...inventory(entry('t', { exact: { owner: 'a', security: true } }), view),
    recorded: { table: ['owner', 'security'], view: ['definition'] },
  };
  expect(contrast(before, after, 'postgres')).toMatchObject([
    {
      name: 't',
      differs: 'maybe',
      facts: [
        { field: 'owner', differs: 'no' },
        { field: 'security', a: null, differs: 'maybe' },
      ],
    },
    { name: 'v', in: 'b', differs: 'maybe' },
  ]);
  const gone = { ...after, entries: after.entries.slice(0, 1) };
  expect(contrast(after, gone, 'postgres')[1]).toMatchObject({ name: 'v', in: 'a', differs: 'yes' });
});
