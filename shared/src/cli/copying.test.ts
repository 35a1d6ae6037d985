import { expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { readSources, readTarget } from './copying.ts';

test.each([
  [['shop'], { from: 'shop' }],
  [['shop/db'], { from: 'shop', what: [{ service: 'db' }] }],
  [['shop/db/a/b'], { from: 'shop', what: [{ service: 'db', item: 'a/b' }] }],
  [['shop/db//'], { from: 'shop', what: [{ service: 'db', item: '/' }] }],
  [['shop/db/-- "x"\n'], { from: 'shop', what: [{ service: 'db', item: '-- "x"\n' }] }],
  [['shop/db/app', 'shop/cache'], { from: 'shop', what: [{ service: 'db', item: 'app' }, { service: 'cache' }] }],
  // The whole stack holds whatever else was named of it.
  [['shop', 'shop/db'], { from: 'shop' }],
])('%j', (sources, meant) => {
  expect(readSources(sources)).toEqual(meant);
});

test.each([
  [['/db'], 'usage.copy-source'],
  [['shop/'], 'usage.copy-source'],
  [['shop/db/'], 'usage.copy-source'],
  [['shop/db', 'other/db'], 'usage.copy-stacks'],
])('%j is refused', (sources, key) => {
  expect(() => readSources(sources)).toThrow(expect.objectContaining({ key }) as AppError);
});

test('a target is a stack, or a service of one', () => {
  expect(readTarget('dev')).toEqual({ to: 'dev' });
  expect(readTarget('dev/db')).toEqual({ to: 'dev', toService: 'db' });
  for (const wrong of ['', '/db', 'dev/', 'dev/db/app']) expect(() => readTarget(wrong)).toThrow(AppError);
});
