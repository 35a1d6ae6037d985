import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { longshore } from '../support/commandLine.ts';

const root = join(import.meta.dirname, '../..');
const rows = readFileSync(join(root, 'docs/coverage.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\|[ |-]*\|$/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter(([what]) => !what?.startsWith('what the '));

const unproven = rows.filter(([, , proof]) => proof === '_not yet_');
const proven = rows.filter((row) => !unproven.includes(row));

describe('what is said of security', () => {
  const text = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const proofs = [...text.matchAll(/`([^`]+\.test\.ts)`: '([^']+)'/g)].map(([, file = '', title = '']): [string, string] => [
    title,
    file,
  ]);

  test.each(proofs)('“%s” is a test of %s', (title, file) => {
    expect(titlesIn(file).filter((found) => found.includes(title))).not.toEqual([]);
  });

  test('the places that are named are there', () => {
    const places = [...text.matchAll(/`((?:shared|extension|desktop|test|image|scripts)\/[\w./-]+)`/g)].map(
      ([, place = '']) => place,
    );
    expect(places.length).toBeGreaterThan(30);
    expect(places.filter((place) => !existsSync(join(root, place)))).toEqual([]);
  });
});

test('whatever has no test says so', () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(unproven.filter(([, command]) => !command?.includes('_not yet_'))).toEqual([]);
});

test.each(proven)('the tests that are named for “%s” exist', (_, __, proof = '') => {
  const named = [...proof.matchAll(/`([^`]+)`: '([^']+)'(?:; |$)/g)];
  expect(named.map(([text]) => text).join('')).toBe(proof);
  const missing = named.filter(([, file = '', title = '']) => !titlesIn(file).some((found) => found.includes(title)));
  expect(missing.map(([text]) => text)).toEqual([]);
});

/** Beginnings of tests, with their titles; none where there is no such file. */
function titlesIn(file: string): string[] {
  if (!existsSync(join(root, file))) return [];
  const text = readFileSync(join(root, file), 'utf8');
  const plain = text.match(/\b(?:it|test|describe)\b[^\n]*?\(\s*(['"`])(.*?)\1,/g) ?? [];
  // A matrix has a name before its title.
  return [...plain, ...(text.match(/\bmatrix\(\s*'[\w-]+',\s*(['"`])(.*?)\1,/g) ?? [])];
}

test('every command that is named exists, with its options', async () => {
  const commands = rows.flatMap(([, command = '']) => [...command.matchAll(/`longshore (\w+)([^`]*)`/g)]);
  expect(commands.length).toBeGreaterThan(10);
  const helps = new Map<string, string>();
  for (const [line, name = '', rest = ''] of commands) {
    const help = helps.get(name) ?? (await longshore([name, '--help'])).out;
    helps.set(name, help);
    expect(help, line).toContain(`longshore ${name}`);
    for (const [option] of rest.matchAll(/--[\w-]+/g)) expect(help, line).toContain(option);
  }
});
