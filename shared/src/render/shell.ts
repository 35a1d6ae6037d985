import { visible } from './layout.ts';

/**
 * Returns a command that a shell reads back as exactly these words. A word with control characters is written as `$'…'`, so that
 * no terminal is sent one: bash, zsh, ksh and busybox read it, dash does not.
 */
export const shellLine = (words: string[]): string => words.map(quote).join(' ');

function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001F\u007F]/.test(word)) return `$'${visible(word.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))}'`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
