/** What `notCompared` begins with for what was left out on purpose. */
export const withoutPrefix = 'without: ';

/** The longest value of a difference in a message, in characters: a definition may have pages. */
const longestValue = 300;

/** Returns a value of a difference as one line of at most about 300 characters. */
export function inOneLine(value: string | number | boolean | null): string {
  const line = String(value).replaceAll(/\s+/g, ' ').trim();
  return line.length > longestValue ? `${line.slice(0, longestValue)} …` : line;
}
