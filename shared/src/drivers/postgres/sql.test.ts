import { expect, test } from 'vitest';
import { connectionTo, derivedName, identifier, literal, nameList } from './sql.ts';

test('quotes names and texts, whatever they are made of', () => {
  expect(identifier('a "b"\n')).toBe('"a ""b""\n"');
  expect(literal(`it's \\n`)).toBe(`'it''s \\n'`);
});

test('names one database in a connection string, also one that looks like a connection string', () => {
  expect(connectionTo('dbname=postgres')).toBe("dbname='dbname=postgres'");
  expect(connectionTo(String.raw`a'b\c`)).toBe(String.raw`dbname='a\'b\\c'`);
});

test.each([
  ['"$user", public', ['$user', 'public']],
  ['"a ""b"", c",d', ['a "b", c', 'd']],
  ['""', ['']],
  ['one', ['one']],
  ['', []],
])('takes the list %s apart', (text, names) => {
  expect(nameList(text)).toEqual(names);
});

test('derives names of at most 63 bytes, never cut inside a character, never twice', () => {
  const name = 'ü'.repeat(31);
  const derived = derivedName(name, '__undo_abc', new Set());
  expect(derived).toBe(`${'ü'.repeat(26)}__undo_abc`);
  expect(Buffer.byteLength(derived)).toBeLessThanOrEqual(63);
  expect(derivedName(name, '__undo_abc', new Set([derived]))).toBe(`${'ü'.repeat(25)}__undo_abc_2`);
  expect(derivedName('app', '__undo_abc', new Set())).toBe('app__undo_abc');
});
