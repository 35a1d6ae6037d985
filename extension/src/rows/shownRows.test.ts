import { beforeEach, expect, it } from 'vitest';
import { type Row, noteRow } from './row.ts';
import { ShownRows } from './shownRows.ts';

/** What there is: the rows below each id, and the first ones below ''. */
let there: Record<string, Row[]>;
let read: string[];
let changed: (string | undefined)[];
let shown: ShownRows;

const row = (id: string, description = ''): Row => noteRow(id, id, { description, expands: 'open' });

beforeEach(() => {
  there = { '': [row('a'), row('b')], a: [row('a/1'), row('a/2')], b: [row('b/1')] };
  read = [];
  changed = [];
  shown = new ShownRows(
    (below) => {
      read.push(below?.id ?? '');
      return Promise.resolve(there[below?.id ?? ''] ?? []);
    },
    (below) => changed.push(below?.id),
  );
});

/** What the editor does: it asks for the first rows and those below the ones that are open. */
async function showAll(): Promise<Row[]> {
  const first = await shown.below(undefined);
  for (const one of first) await shown.below(one);
  read = [];
  return first;
}

it('what is the same is not reported, and stays the same objects', async () => {
  const first = await showAll();
  there = structuredClone(there);
  await shown.renew();
  expect(changed).toEqual([]);
  expect(await shown.below(undefined)).toEqual(first);
  expect((await shown.below(undefined))[0]).toBe(first[0]);
  expect(read.toSorted()).toEqual(['', 'a', 'b']);
});

it('a row that looks different is reported alone, and is the same object', async () => {
  const [a] = await showAll();
  there[''] = [row('a', 'saved'), row('b')];
  await shown.renew();
  expect(changed).toEqual(['a']);
  expect(a).toMatchObject({ id: 'a', description: 'saved' });
});

it('a field that a row no longer has is gone', async () => {
  const [a] = await showAll();
  const { description: _, ...bare } = row('a');
  there[''] = [bare, row('b')];
  await shown.renew();
  expect(a).not.toHaveProperty('description');
});

it('commands act upon what is newest, and that alone is no change', async () => {
  const [a] = await showAll();
  there[''] = [{ ...row('a'), subject: { is: 'repository', repo: 'new' } }, row('b')];
  await shown.renew();
  expect(changed).toEqual([]);
  expect(a?.subject).toEqual({ is: 'repository', repo: 'new' });
});

it('a list with a row more, less or elsewhere is reported by the row above it', async () => {
  await showAll();
  there['a'] = [row('a/2'), row('a/1')];
  there['b'] = [row('b/1'), row('b/2')];
  await shown.renew();
  expect(new Set(changed)).toEqual(new Set(['a', 'b']));
  changed = [];
  there[''] = [row('b')];
  await shown.renew();
  expect(changed).toEqual([undefined]);
});

it('rows that were given are given again without a question, until they are read anew', async () => {
  const [a] = await showAll();
  await shown.below(a);
  expect(read).toEqual([]);
  there['a'] = [];
  await shown.renew();
  expect(await shown.below(a)).toEqual([]);
});

it('what the user closes is not read; what is opened again is', async () => {
  const [a] = await showAll();
  if (!a) throw new Error('no row');
  expect(shown.reopen(a)).toBe(false);
  shown.close(a);
  await shown.renew();
  expect(read.toSorted()).toEqual(['', 'b']);
  expect(shown.reopen(a)).toBe(true);
  read = [];
  await shown.renew();
  expect(read.toSorted()).toEqual(['', 'a', 'b']);
});

it('a row that comes back is another row', async () => {
  const [a] = await showAll();
  there[''] = [row('b')];
  await shown.renew();
  there = { ...there, '': [row('a'), row('b')] };
  await shown.renew();
  const [again] = await shown.below(undefined);
  expect(again).not.toBe(a);
  read = [];
  await shown.below(again);
  expect(read).toEqual(['a']);
});

it('nothing is read before the editor has asked', async () => {
  await shown.renew();
  expect(read).toEqual([]);
});

it('a row of which the editor asks while everything is read anew is given as it is by then', async () => {
  const [a] = await showAll();
  if (!a) throw new Error('no row');
  const renewed = shown.renew();
  const asked = shown.below(a);
  await renewed;
  expect(await asked).toEqual(await shown.below(a));
});

it('a row whose rows are long in coming holds up no other, and is read once more when they are there', async () => {
  const [a, b] = await showAll();
  if (!a || !b) throw new Error('no row');
  const { promise, resolve } = Promise.withResolvers<Row[]>();
  const slow = new ShownRows(
    (below) => {
      read.push(below?.id ?? '');
      return below === a && read.filter((id) => id === 'a').length === 2
        ? promise
        : Promise.resolve(there[below?.id ?? ''] ?? []);
    },
    (below) => changed.push(below?.id),
  );
  await slow.below(undefined);
  for (const one of [a, b]) await slow.below(one);
  const first = slow.renew();
  await new Promise(setImmediate);
  there['b'] = [];
  await slow.renew();
  expect(changed).toContain('b');
  changed = [];
  resolve([row('a/1')]);
  await first;
  expect(changed).toEqual(['a', 'a']);
  expect((await slow.below(a)).map(({ id }) => id)).toEqual(['a/1', 'a/2']);
});
