import { expect, test } from 'vitest';
import type { Entry } from './inventory.ts';
import { recordedIn } from './recorded.ts';

const table = (exact: Entry['exact']): Entry => ({ item: 'app', name: 't', type: 'table', exact, atLeast: {}, informative: {} });
const factsOfTables = (...entries: Entry[]): string[] | undefined =>
  recordedIn({ version: '17', entries }, 'postgres')?.['table'];

test('an inventory that says nothing recorded what the first version did, and rows where they were counted', () => {
  expect(factsOfTables(table({ owner: 'a', rows: 1 }), table({ owner: 'a' }))).toEqual(['owner', 'rows']);
  expect(factsOfTables(table({ owner: 'a' }))).toEqual(['owner']);
  expect(factsOfTables()).toEqual(['owner', 'rows']);
  expect(recordedIn({ version: '8', entries: [] }, 'valkey')).toEqual({ service: ['functions'], keyspace: ['keys', 'expiring'] });
});

test('one that says it is believed', () => {
  expect(recordedIn({ version: '17', entries: [], recorded: { view: [] } }, 'postgres')).toEqual({ view: [] });
});
