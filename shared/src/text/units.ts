import type { Language } from './language.ts';

const locales = { en: 'en-GB', de: 'de-DE' } as const;
const sizes = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Returns a number with the separators of the language: `1,204,311`. */
export const count = (value: number, language: Language): string => value.toLocaleString(locales[language]);

/**
 * Returns a number of bytes in words: `5 B`, `1.2 GB`, `12 GB`. Two digits below ten, but for single bytes; none behind the point
 * above. In steps of a thousand up to `PB`, as Docker shows them.
 */
export function bytes(value: number, language: Language): string {
  const step = value < 1000 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), sizes.length - 1);
  const scaled = value / 1000 ** step;
  // 999,999 bytes are 1.0 MB, not 1,000 kB.
  if (Math.round(scaled) >= 1000 && step < sizes.length - 1) return bytes(1000 ** (step + 1), language);
  return `${decimal(scaled, step === 0 || scaled >= 9.95 ? 0 : 1, language)} ${sizes[step]}`;
}

/**
 * Returns a span of time, given in seconds: `0 s`, `40 ms`, `0.4 s`, `3 s`, `3.4 s`, `14 s`, `3 min`, `3 min 12 s`, `2 h 5 min`,
 * `3 d 2 h`. The language changes the decimal point alone.
 */
export function duration(seconds: number, language: Language): string {
  if (seconds > 0 && seconds < 0.095) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${decimal(seconds, Number.isInteger(seconds) ? 0 : 1, language)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / 3600);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/**
 * Returns how long ago a time was, in one unit: `2 hours ago`, `vor 2 Stunden`. A time to come is 0 seconds ago. Throws a
 * RangeError for an invalid date.
 */
export function ago(then: Date, now: Date, language: Language): string {
  const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat(locales[language], { numeric: 'always' });
  if (seconds < 60) return words.format(-Math.floor(seconds), 'second');
  if (seconds < 3600) return words.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 48 * 3600) return words.format(-Math.floor(seconds / 3600), 'hour');
  return words.format(-Math.floor(seconds / 86_400), 'day');
}

/** Returns an ISO time as date and time where the reader is: `3 May 2026, 14:02`. What is no time stays as it is. */
export function moment(time: string, language: Language): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleString(locales[language], {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/**
 * Returns the time of day of an ISO time, to the second, where the reader is: `14:02:09`. `Invalid Date` for what is no time.
 */
export const clock = (time: string, language: Language): string => new Date(time).toLocaleTimeString(locales[language]);

const decimal = (value: number, digits: number, language: Language): string =>
  value.toLocaleString(locales[language], { minimumFractionDigits: digits, maximumFractionDigits: digits });

const pair = (major: number, majorUnit: string, minor: number, minorUnit: string): string =>
  minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`;
