import { toErrorInfo } from '@longshore/shared/errors';
import type { ErrorInfo } from '@longshore/shared/model/error';
import type { Words } from '@longshore/shared/render/words';
import { type Row, noteRow } from './row.ts';

/** Returns the row in the place of rows that could not be read: it says why, and the way out. */
export function errorRow(parent: string, error: unknown, words: Words): Row {
  const info: ErrorInfo = toErrorInfo(error);
  const said = words.say(info.message);
  return noteRow(`${parent}/error`, said, {
    icon: 'error',
    tint: 'bad',
    tooltip: [said, ...(info.hint ? [words.say(info.hint)] : [])],
  });
}
