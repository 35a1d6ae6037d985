import type { ErrorInfo } from '../model/error.ts';
import type { Page } from './page.ts';
import type { Words } from './words.ts';
import { visible, wrap } from './layout.ts';

const detailLines = 20;

/** Returns what happened, the way out, and the last 20 lines of what the tool said, as lines for the terminal. */
export function renderError(error: ErrorInfo, words: Words, { style, width }: Page): string[] {
  const label = words.t('error.label');
  const [first = '', ...rest] = wrap(`${label} ${words.say(error.message)}`, width);
  const detail = (error.detail ?? '').split('\n').filter((line) => line.trim() !== '');
  return [
    style.bad(style.strong(label)) + first.slice(label.length),
    ...rest,
    ...(error.hint ? wrap(words.say(error.hint), width).map((line) => style.strong(line)) : []),
    ...detail.slice(-detailLines).map((line) => style.faint(`  ${visible(line)}`)),
  ];
}
