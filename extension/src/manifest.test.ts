import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '@longshore/shared/text/catalogue';
import { expect, test } from 'vitest';
import { nlsFiles } from './nls.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  contributes: { commands: { command: string; title: string }[]; menus: Record<string, { command: string }[]> };
};

test.each(Object.entries(nlsFiles()))('%s is what the catalogue says: npm run nls', (name, content) => {
  expect(read(name)).toBe(content);
});

test('every text of the manifest is used, and exists', () => {
  const used = new Set([...read('package.json').matchAll(/%([^%"\s]+)%/g)].map(([, key]) => key));
  const known = Object.keys(catalogue).filter((key) => key.startsWith('manifest.'));
  expect(used).toEqual(new Set(known));
});

test('every command of the menus is one that is contributed', () => {
  const contributed = manifest.contributes.commands.map(({ command }) => command);
  const inMenus = Object.values(manifest.contributes.menus).flatMap((menu) => menu.map(({ command }) => command));
  expect(inMenus.filter((command) => !contributed.includes(command))).toEqual([]);
});

test('every command is implemented, and every implementation contributed, but for what only rows call', () => {
  const source = readFileSync(join(import.meta.dirname, 'commands/index.ts'), 'utf8');
  const implemented = [...source.slice(source.indexOf('export const commands')).matchAll(/^ {2}(\w+)[:,]/gm)].map(
    ([, name]) => `longshore.${name}`,
  );
  const contributed = manifest.contributes.commands.map(({ command }) => command);
  expect(implemented.filter((command) => command !== 'longshore.showMore').toSorted()).toEqual(contributed.toSorted());
});

test("the commands of titles of views are known: the editor gives them nothing in a row's place", () => {
  const source = readFileSync(join(import.meta.dirname, 'commands/index.ts'), 'utf8');
  const [, listed = ''] = /ofViews[^[]*\[([^\]]*)\]/.exec(source) ?? [];
  const inTitles = (manifest.contributes.menus['view/title'] ?? []).map(({ command }) => command);
  expect([...listed.matchAll(/'(\w+)'/g)].map(([, name]) => `longshore.${name}`).toSorted()).toEqual(
    [...new Set(inTitles)].toSorted(),
  );
});

test('the palette offers ten commands where nothing is open or under way', () => {
  const hidden = new Set((manifest.contributes.menus['commandPalette'] ?? []).map(({ command }) => command));
  expect(manifest.contributes.commands.filter(({ command }) => !hidden.has(command)).length).toBeLessThanOrEqual(10);
});
