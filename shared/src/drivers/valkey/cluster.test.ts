import { expect, test } from 'vitest';
import { slotOf, slotsOf, wordIn } from './cluster.ts';

test('the slot of a key is the published one', () => {
  expect(slotOf('123456789')).toBe(0x31c3);
  expect(slotOf('')).toBe(0);
});

test.each([[['0-16383']], [['5461-10922']], [['7', '9-10']], [['16383']]])('a word in %j is found', (ranges) => {
  const slot = slotOf(wordIn(ranges) ?? '');
  expect(ranges.map((range) => range.split('-').map(Number)).some(([from = 0, to = from]) => slot >= from && slot <= to)).toBe(
    true,
  );
});

test('there is none where no slot is served', () => expect(wordIn([])).toBeUndefined());

test('the slots of the node itself are read, those under way left out', () => {
  const nodes = [
    'aa 10.0.0.2:6379@16379,cache master - 0 1 2 connected 5461-10922',
    'bb 10.0.0.1:6379@16379 myself,master - 0 0 1 connected 0-5460 12000 [77->-aa] [93-<-aa]',
    'cc 10.0.0.3:6379@16379 slave aa 0 1 2 connected',
  ].join('\n');
  expect(slotsOf(nodes)).toEqual(['0-5460', '12000']);
  expect(slotsOf('bb :6379@16379 myself,master - 0 0 0 connected')).toEqual([]);
});
