import type { Message } from '../model/message.ts';
import type { Language } from './language.ts';
import type { Text } from './messages.ts';

/** Keys under which earlier versions wrote into journals what has another key now, with the same parameters. */
const renamed: Record<string, string> = {
  'recovery-needed.valkey-half': 'recovery-needed.half-exchanged',
  'conflict.valkey-undo-gone': 'conflict.undo-files-gone',
  'corrupt.postgres-change': 'corrupt.change',
};

/**
 * Returns the words for a message out of `texts`. A key that is not there is shown as it is, with its parameters, rather than not
 * at all.
 */
export function lookUp(texts: object, text: Message, language: Language): string {
  // It named the container where the service is named now.
  if (text.key === 'tool-missing.valkey-shell')
    return lookUp(texts, { key: 'tool-missing.shell', params: { service: text.params['container'] ?? '' } }, language);
  const known = (texts as Record<string, Text<unknown>>)[renamed[text.key] ?? text.key];
  return known ? known[language](text.params) : `${text.key} ${JSON.stringify(text.params)}`;
}
