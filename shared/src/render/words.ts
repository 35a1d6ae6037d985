import type { Message } from '../model/message.ts';
import type { Language } from '../text/language.ts';
import type { MessageKey, Params } from '../text/message.ts';
import { render } from '../text/catalogue.ts';
import { ago, bytes, clock, count, duration, moment } from '../text/units.ts';
import { visible } from './layout.ts';

/** Everything that is said, in one language, safe to print. */
export interface Words {
  readonly language: Language;
  /** Returns the text of a key. */
  readonly t: <K extends MessageKey>(key: K, ...params: Params<K> extends Record<string, never> ? [] : [Params<K>]) => string;
  /** Returns the words for a message, or its key and parameters when the key is unknown. */
  readonly say: (message: Message) => string;
  /** Returns a number of bytes in words: `1.2 GB`. */
  readonly bytes: (value: number) => string;
  /** Returns a number with the separators of the language: `1,204,311`. */
  readonly count: (value: number) => string;
  /** Returns seconds in words: `3 min 12 s`. */
  readonly duration: (seconds: number) => string;
  /** Returns how long ago an ISO time was: `2 hours ago`. Throws a RangeError for what is no time. */
  readonly ago: (time: string) => string;
  /** Returns an ISO time as date and time where the reader is: `3 May 2026, 14:02`. What is no time stays as it is. */
  readonly moment: (time: string) => string;
  /** Returns the time of day of an ISO time: `14:02:09`. `Invalid Date` for what is no time. */
  readonly clock: (time: string) => string;
}

/** Returns the words of one language. Every parameter is made {@link visible} in them. `ago` counts from `now`. */
export function wordsIn(language: Language, now: () => Date = () => new Date()): Words {
  const say = ({ key, params }: Message): string => render({ key, params: mapValues(params, harmless) }, language);
  return {
    language,
    t: (key, ...[params]) => say({ key, params: params ?? {} }),
    say,
    bytes: (value) => bytes(value, language),
    count: (value) => count(value, language),
    duration: (seconds) => duration(seconds, language),
    ago: (time) => ago(new Date(time), now(), language),
    moment: (time) => moment(time, language),
    clock: (time) => clock(time, language),
  };
}

type Param = Message['params'][string];
const harmless = (value: Param): Param =>
  typeof value === 'string' ? visible(value) : Array.isArray(value) ? value.map(visible) : value;
const mapValues = <V, W>(record: Record<string, V>, change: (value: V) => W): Record<string, W> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/**
 * Returns the language that `--lang` asks for or, where it is not given, the environment, as for other programs. English for one
 * that we do not speak, and for none.
 */
export function chooseLanguage(option: string | undefined, env: Record<string, string | undefined>): Language {
  const wanted = option ?? (env['LONGSHORE_LANG'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '');
  return /^de(?![a-z])/i.test(wanted) ? 'de' : 'en';
}
