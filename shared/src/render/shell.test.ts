import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { visible } from './layout.ts';
import { shellLine } from './shell.ts';

test('a shell reads back exactly the words', () => {
  const words = [
    'a',
    'my db',
    "it's",
    '$HOME',
    '"',
    '',
    '-x',
    'ü',
    'a\nb',
    '\\',
    "\u001B'\\n",
    '\u0085\n',
    '\u009B1m',
    'a\u202Eb',
  ];
  const read = execFileSync('bash', ['-c', `printf '%s\\0' ${shellLine(words)}`], { encoding: 'utf8' });
  expect(read.split('\0').slice(0, -1)).toEqual(words);
  expect(shellLine(words)).toBe(visible(shellLine(words)));
});
