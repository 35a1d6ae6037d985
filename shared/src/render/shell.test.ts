import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellLine } from './shell.ts';

test('a shell reads back exactly the words', () => {
  const words = ['a', 'my db', "it's", '$HOME', '"', '', '-x', 'ü', 'a\nb', '\\', "\u001B'\\n"];
  const read = execFileSync('bash', ['-c', `printf '%s\\0' ${shellLine(words)}`], { encoding: 'utf8' });
  expect(read.split('\0').slice(0, -1)).toEqual(words);
});
