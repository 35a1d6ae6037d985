import { expect, test } from 'vitest';
import { assignWithout, withoutWords, writeWithout } from './without.ts';

const postgres = (name: string, ...items: string[]) => ({ name, kind: 'postgres' as const, items });
const cache = { name: 'cache', kind: 'valkey' as const, items: ['0'] };
const index = 'INDEX public a/b "c"';

test('an object is of the one database, or of the one that it names', () => {
  const assigned = (wanted: string[], ...services: ReturnType<typeof postgres>[]): unknown =>
    Object.fromEntries(assignWithout(wanted, [...services, cache]));
  expect(assigned([index, `app/${index}`], postgres('db', 'app'))).toEqual({ db: { app: [index, index] } });
  expect(assigned([`b/${index}`, `db/a/${index}`], postgres('db', 'a', 'b'))).toEqual({ db: { a: [index], b: [index] } });
  expect(assigned([`one/a/${index}`], postgres('one', 'a'), postgres('two', 'a'))).toEqual({ one: { a: [index] } });
});

test('what is not clear is refused', () => {
  expect(() => assignWithout([index], [cache])).toThrow(expect.objectContaining({ key: 'usage.without-nothing' }) as Error);
  for (const services of [[postgres('db', 'a', 'b')], [postgres('one', 'a'), postgres('two', 'a')]]) {
    const object = services.length === 1 ? index : `a/${index}`;
    expect(() => assignWithout([object], services)).toThrow(expect.objectContaining({ key: 'usage.without-item' }) as Error);
  }
});

test('what is written is read back, as short as it can be', () => {
  for (const [services, text] of [
    [[postgres('db', 'a'), { ...cache, items: ['a'] }], index],
    [[postgres('db', 'a', 'b')], `a/${index}`],
    [[postgres('db', 'a', 'b'), postgres('other', 'a')], `db/a/${index}`],
  ] as const) {
    expect(writeWithout('db', 'a', index, services as never)).toBe(text);
    expect(assignWithout([text], services as never).get('db')).toEqual({ a: [index] });
  }
  expect(withoutWords(['a', '-b'])).toEqual(['--without', 'a', '--without=-b']);
});
