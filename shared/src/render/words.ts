import type { Message } from '../model/message.ts';
import type { Language } from '../text/language.ts';
import type { MessageKey, Params } from '../text/message.ts';
import { render } from '../text/catalogue.ts';
import { ago, bytes, clock, count, duration, moment } from '../text/units.ts';
import { visible } from './layout.ts';

/** Everything that is said, in one language, safe to print. */
export interface Words {
  readonly language: Language;
  readonly t: <K extends MessageKey>(key: K, ...params: Params<K> extends Record<string, never> ? [] : [Params<K>]) => string;
  readonly say: (message: Message) => string;
  readonly bytes: (value: number) => string;
  readonly count: (value: number) => string;
  readonly duration: (seconds: number) => string;
  readonly ago: (time: string) => string;
  readonly moment: (time: string) => string;
  readonly clock: (time: string) => string;
}

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

/** Returns the language of `--lang`, else of the environment as other programs do; English when neither asks for a language that we speak. */
export function chooseLanguage(option: string | undefined, env: Record<string, string | undefined>): Language {
  const wanted = option ?? (env['LONGSHORE_LANG'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '');
  return /^de(?![a-z])/i.test(wanted) ? 'de' : 'en';
}
