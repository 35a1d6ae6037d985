import { catalogue } from '../text/catalogue.ts';
import type { Words } from './words.ts';

/**
 * Returns the same words for people who click: what names a command line is said in another way, where there is one
 * (`text/clicks.ts`).
 */
export function forClicks(words: Words): Words {
  const say: Words['say'] = ({ key, params }) => words.say({ key: `click.${key}` in catalogue ? `click.${key}` : key, params });
  return { ...words, say, t: (key, ...[params]) => say({ key, params: params ?? {} }) };
}
