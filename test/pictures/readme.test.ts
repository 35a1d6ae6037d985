import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/pictures');
const shown = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(
  ([, says = '', path = '']) => ({ says, path }),
);

test('the README shows every picture that there is, once, and no other', () => {
  expect(shown.map(({ path }) => path).sort()).toEqual(readdirSync(folder).map((name) => `docs/pictures/${name}`));
});

test('every picture says what is seen on it', () => {
  expect(shown.filter(({ says }) => says.length < 40)).toEqual([]);
});

test('pictures are small enough to be kept in the repository', () => {
  const sizes = shown.map(({ path }) => readFileSync(join(root, path)).length);
  expect(Math.max(...sizes)).toBeLessThan(150_000);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
});
