import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Inventory } from '../model/inventory.ts';
import { compare } from '../model/proof.ts';
import { type Thing, foldThings } from './fold.ts';

function* objects(change: (thing: Thing, at: number) => Thing[] = (thing) => [thing]): Generator<Thing> {
  for (let at = 0; at < 100_000; at += 1) {
    const name = `images/${String(at).padStart(6, '0')}.png`;
    yield* change({ name, bytes: at, facts: { type: 'image/png', sha256: `${at}` } }, at);
  }
}
const inventory = async (things: Iterable<Thing>): Promise<Inventory> => ({
  version: '1',
  recorded: { objects: ['things', 'bytes', 'digest'] },
  entries: [
    { item: 'images', name: '', type: 'objects', exact: { ...(await foldThings(things)) }, atLeast: {}, informative: {} },
  ],
});

test('a hundred thousand things are one small entry, and any that is not as it was is found', async () => {
  const saved = await inventory(objects());
  expect(JSON.stringify(saved).length).toBeLessThan(400);
  expect(saved.entries[0]?.exact).toMatchObject({ things: 100_000, bytes: 4_999_950_000 });
  expect(compare(saved, await inventory(objects()))).toMatchObject({ ok: true, checked: 3 });
  const at = 77_777;
  const changes: Record<string, Iterable<Thing>> = {
    gone: objects((thing, n) => (n === at ? [] : [thing])),
    more: objects((thing, n) => (n === at ? [thing, { name: `${thing.name.toString()}~`, bytes: 0 }] : [thing])),
    larger: objects((thing, n) => [n === at ? { ...thing, bytes: thing.bytes + 1 } : thing]),
    'of another content': objects((thing, n) => [n === at ? { ...thing, facts: { ...thing.facts, sha256: 'other' } } : thing]),
    'without a header': objects((thing, n) => [n === at ? { ...thing, facts: { sha256: `${n}` } } : thing]),
  };
  for (const [what, things] of Object.entries(changes)) {
    expect([what, compare(saved, await inventory(things)).ok]).toEqual([what, false]);
  }
});

test('the order of facts is nothing, that of things must ascend as bytes', async () => {
  const one = await foldThings([{ name: 'a', bytes: 1, facts: { x: 1, y: 2 } }]);
  expect(await foldThings([{ name: 'a', bytes: 1, facts: { y: 2, x: 1 } }])).toEqual(one);
  for (const names of [
    ['b', 'a'],
    ['a', 'a'],
    // As UTF-16 they would ascend.
    ['\u{1f600}', '\uffff'],
  ]) {
    await expect(foldThings(names.map((name) => ({ name, bytes: 1 })))).rejects.toThrow('capture-failed.unordered');
  }
  await expect(foldThings(['\uffff', '\u{1f600}'].map((name) => ({ name, bytes: 1 })))).resolves.toMatchObject({ things: 2 });
});

test('facts are in the order of their names, also of those that look like numbers; what has no value of its own is refused', async () => {
  const line = '["YQ==",1,[["10",1],["9",2]]]\n';
  const { digest } = await foldThings([{ name: 'a', bytes: 1, facts: { '9': 2, '10': 1 } }]);
  expect(digest).toBe(createHash('sha256').update(line).digest('hex'));
  for (const thing of [
    { name: 'a', bytes: NaN },
    { name: 'a', bytes: 1, facts: { size: Infinity } },
    { name: '\ud800', bytes: 1 },
  ]) {
    await expect(foldThings([thing])).rejects.toThrow('internal.bug');
  }
});

test('a name may hold anything, and no two lists look alike', async () => {
  const folds = await Promise.all([
    foldThings([{ name: 'a\nb', bytes: 1 }]),
    foldThings([
      { name: 'a', bytes: 1 },
      { name: 'b', bytes: 0 },
    ]),
    foldThings([{ name: Uint8Array.of(0xff, 0xfe), bytes: 1 }]),
    foldThings([{ name: '\ufffd\ufffd', bytes: 1 }]),
    foldThings([]),
  ]);
  expect(new Set(folds.map(({ digest }) => digest)).size).toBe(folds.length);
});

test('the digest can be made by hand, as the format says', async () => {
  const { digest } = await foldThings([{ name: 'ü.txt', bytes: 3, facts: { b: true, a: 'x' } }]);
  const line = `["${Buffer.from('ü.txt').toString('base64')}",3,[["a","x"],["b",true]]]\n`;
  expect(digest).toBe(createHash('sha256').update(line).digest('hex'));
});
