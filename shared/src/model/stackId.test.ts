import { expect, test } from 'vitest';
import type { StackId } from './service.ts';
import { fullName, isSamePlace, isSameProject, isSameStack, nameAmong, stackKey } from './stackId.ts';

const shop: StackId = { name: 'shop', engine: 'e', project: 'shop', workingDir: '/srv/shop' };

test.each<[string, Partial<StackId>, { stack: boolean; project: boolean; place: boolean }]>([
  ['itself', {}, { stack: true, project: true, place: true }],
  ['under another name for display', { name: 'shop-3f9a1c' }, { stack: true, project: true, place: true }],
  ['from another folder', { workingDir: '/srv/old' }, { stack: false, project: true, place: false }],
  ['on another engine', { engine: 'f' }, { stack: false, project: false, place: true }],
  ['another project in its folder', { project: 'blog' }, { stack: false, project: false, place: false }],
])('a stack and %s', (_what, parts, same) => {
  const other = { ...shop, ...parts };
  expect({ stack: isSameStack(shop, other), project: isSameProject(shop, other), place: isSamePlace(shop, other) }).toEqual(same);
  expect(stackKey(shop) === stackKey(other)).toBe(same.stack);
});

test('a stack is called by its hash, too, where another one has its name', () => {
  const one = { id: shop, hash: '3f9a1c' };
  const two = { id: { ...shop, workingDir: '/srv/old' }, hash: 'b20e77' };
  expect(nameAmong([one], one)).toBe('shop');
  expect(nameAmong([one, two], one)).toBe('shop-3f9a1c');
  expect(fullName(two)).toBe('shop-b20e77');
});
