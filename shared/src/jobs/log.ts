import type { Log } from '../context.ts';

/** Characters after which a job logs no more: the same failure may come again and again for hours. */
const longest = 5 << 20;

/**
 * Returns a log that gives `write` a line for each entry, up to some five million characters in all. Reaching that is the last
 * entry, and nothing is written after it.
 */
export function cappedLog(write: (line: string) => void): Log {
  let left = longest;
  const line = (level: string) => (text: string, fields?: Record<string, unknown>) => {
    if (left < 0) return;
    const said = `${new Date().toISOString()} ${level} ${text}${fields ? ` ${JSON.stringify(fields)}` : ''}\n`;
    left -= said.length;
    write(left < 0 ? `${new Date().toISOString()} warn this log is full: nothing more is written into it\n` : said);
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
