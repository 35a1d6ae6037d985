import { expect, test } from 'vitest';
import { similar } from './suggest.ts';

test.each([
  ['shpo', ['shop']],
  ['Shop', ['shop', 'shop2']],
  ['sho', ['shop', 'shop2']],
  ['langfsue', ['langfuse']],
  ['x', []],
  ['entirely-else', []],
])('%s means %j', (name, expected) => {
  expect(similar(name, ['langfuse', 'shop', 'shop2', 'postgres'])).toEqual(expected);
});
