import { expect, test } from 'vitest';
import { stateOf, type Change } from './change.ts';
import type { Database } from './databases.ts';

const database = (id: string, name: string, over: Partial<Database> = {}): Database => ({
  id,
  name,
  bytes: 1,
  template: false,
  open: true,
  encoding: 'UTF8',
  broken: false,
  mark: '',
  ...over,
});
const item = (name: string, next: string | null, last: string | null): Change['items'][number] => ({
  item: name,
  target: name,
  next: { oid: next, name: `${name}_new` },
  last: last === null ? null : { oid: last, name: `${name}_old` },
});
const change = (...items: Change['items']): Change => ({ mode: 'rename', origin: 'made', items, roles: [] });

test('goes by identity, not by name', () => {
  const one = change(item('a', '2', '1'));
  const state = (...databases: Database[]): string => stateOf(one, 'id', databases);
  expect(state(database('1', 'a'))).toBe('absent');
  expect(state(database('1', 'a'), database('2', 'a_new'))).toBe('staged');
  expect(state(database('1', 'a', { open: false }), database('2', 'a_new'))).toBe('half');
  expect(state(database('1', 'a_old', { open: false }), database('2', 'a'))).toBe('swapped');
  expect(state(database('2', 'a'))).toBe('swapped');
  expect(state(database('1', 'a_old'), database('3', 'a'))).toBe('absent');
});

test('a replacement that somebody has moved on was live: it is not merely staged', () => {
  const one = change(item('a', '2', '1'));
  const state = (...databases: Database[]): string => stateOf(one, 'id', databases);
  expect(state(database('1', 'a_old', { open: false }), database('2', 'renamed'))).toBe('swapped');
  expect(state(database('2', 'a_undo', { mark: 'undo later' }), database('3', 'a'))).toBe('swapped');
  expect(state(database('1', 'a'), database('2', 'renamed', { mark: 'staged id' }))).toBe('staged');
});

test('knows a database by its name as long as its identity was not noted', () => {
  expect(stateOf(change(item('a', null, '1')), 'id', [database('1', 'a'), database('7', 'a_new')])).toBe('staged');
});

test('calls a mixture half done, unless part of it merely does not exist yet', () => {
  const two = change(item('a', '2', '1'), item('b', '4', '3'));
  const state = (...databases: Database[]): string => stateOf(two, 'id', databases);
  expect(state(database('1', 'a'), database('2', 'a_new'), database('3', 'b'))).toBe('staged');
  expect(state(database('1', 'a_old'), database('2', 'a'), database('3', 'b'), database('4', 'b_new'))).toBe('half');
});

test('of an undo that leads back to nothing', () => {
  const gone: Change = { ...change({ ...item('a', null, '1'), next: null }), origin: 'kept' };
  expect(stateOf(gone, 'id', [database('1', 'a')])).toBe('staged');
  expect(stateOf(gone, 'id', [database('1', 'a', { open: false })])).toBe('half');
  expect(stateOf(gone, 'id', [database('1', 'a_old', { open: false })])).toBe('swapped');
});

test('in place it goes by the mark that the change leaves', () => {
  const replaced: Change = { ...change({ ...item('a', null, '1'), next: { oid: null, name: 'a' } }), mode: 'replace' };
  const state = (...databases: Database[]): string => stateOf(replaced, 'id', databases);
  expect(state(database('1', 'a'))).toBe('absent');
  expect(state(database('1', 'a', { mark: 'replacing id' }))).toBe('half');
  expect(state()).toBe('half');
  expect(state(database('2', 'a'))).toBe('half');
  expect(state(database('2', 'a', { mark: 'replacing id' }))).toBe('half');
  expect(state(database('2', 'a', { mark: 'replaced id' }))).toBe('swapped');
  expect(state(database('1', 'a', { mark: 'replaced other' }))).toBe('absent');
});
