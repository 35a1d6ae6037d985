import { expect, test } from 'vitest';
import type { Comparison } from '../model/comparison.ts';
import { renderComparison } from './comparison.ts';
import { plain } from './style.ts';
import { wordsIn } from './words.ts';

const style = { ...plain, warn: (text: string): string => `<${text}>` };
const words = wordsIn('en', () => new Date('2026-02-17T04:00:00.000Z'));

const said = (differs: 'yes' | 'maybe'): string => {
  const side = { name: 'shop', live: true, at: '2026-02-17T03:00:00.000Z' };
  const view = { item: 'app', name: 'v', type: 'view', in: 'b' as const, differs, facts: [] };
  const service = { service: 'db', version: '17' };
  const comparison: Comparison = {
    a: side,
    b: side,
    differs,
    services: [{ kind: 'postgres', a: service, b: service, differs, contrasts: [view] }],
  };
  const page = { style, width: 100 };
  return renderComparison(comparison, false, words, page).join('\n');
};

test('what one side did not look for is no sure difference', () => {
  expect(said('yes')).toMatch(/<v \(view\) *>.*<–>.*only here/);
  expect(said('maybe')).toMatch(/v \(view\) .*not looked at.*only here/);
  expect(said('maybe')).not.toContain('<v');
});
