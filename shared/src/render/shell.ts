import { visible } from './layout.ts';

/**
 * Returns a command that a shell reads back as exactly these words. A word with characters that {@link visible} shows by their
 * number is written as `$'…'`, so that no terminal is sent one: bash from 4.2 and zsh read it in a UTF-8 locale, busybox those below
 * 128, dash none. As its first letter, zsh expands `=`.
 */
export const shellLine = (words: string[]): string => words.map(quote).join(' ');

function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (visible(word) !== word) return `$'${visible(word.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))}'`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
