import { describe, expect, test } from 'vitest';
import { backupEvents } from '../../../test/support/answers.ts';
import { type JobView, emptyView, reduce } from '../model/job.ts';
import { wordsIn } from './words.ts';
import { width } from './layout.ts';
import type { Page } from './page.ts';
import { bar, liveRows, plainProgress } from './progress.ts';
import { plain } from './style.ts';

const words = wordsIn('en');
const page = (columns: number): Page => ({ style: plain, width: columns });
const view: JobView = backupEvents.slice(0, 5).reduce(reduce, emptyView('j-1'));

describe('the bar', () => {
  test.each([
    [undefined, '················'],
    [0, '················'],
    [0.5, '████████········'],
    [0.53, '████████▍·······'],
    [1, '████████████████'],
  ])('at %d', (part, drawn) => expect(bar(part)).toBe(drawn));
});

test('rows tell phase, amount, rate and time left', () => {
  expect(liveRows(view, 65, words, page(100))).toEqual([
    'Save db  1 min 5 s',
    '  db  saving  ████████········  600 MB / 1.2 GB  120 MB/s  5 s left',
  ]);
  expect(plainProgress(view, words)).toEqual(['db: saving 600 MB / 1.2 GB, 50 %, 120 MB/s, 5 s left']);
});

test.each([80, 60, 40, 20])('no row is wider than a terminal of %d columns, which would break the redrawing', (columns) => {
  const long: JobView = {
    ...view,
    services: { 'a-service-with-quite-a-long-name-データ': { phase: 'store', bytes: 1, total: 2e12, rate: 1 } },
  };
  for (const row of liveRows(long, 3, words, page(columns))) expect(width(row)).toBeLessThan(columns);
});

test('an estimate that was too low is not shown, and a phase that only a newer engine knows is', () => {
  const odd: JobView = { ...view, services: { db: { phase: 'polish', bytes: 30, total: 20, rate: 0 } } };
  expect(plainProgress(odd, words)).toEqual(['db: polish 30 B, 100 %']);
});
