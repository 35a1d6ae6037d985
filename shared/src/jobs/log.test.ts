import { expect, test } from 'vitest';
import { cappedLog } from './log.ts';

test('what a job logs has an end, which is said', () => {
  const lines: string[] = [];
  const log = cappedLog((line) => lines.push(line));
  log.warn('first', { error: 'x' });
  for (let nth = 0; nth < 10_000; nth += 1) log.debug('again'.repeat(200));
  log.error('last');
  expect(lines[0]).toMatch(/ warn first \{"error":"x"\}\n$/);
  expect(lines.at(-1)).toMatch(/this log is full/);
  expect(lines.filter((line) => line.includes('full'))).toHaveLength(1);
  expect(lines.join('').length).toBeLessThan(5.3e6);
});
