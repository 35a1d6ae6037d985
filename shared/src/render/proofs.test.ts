import { expect, test } from 'vitest';
import { bestProof } from './proofs.ts';
import { wordsIn } from './words.ts';

const words = wordsIn('en', () => new Date('2026-02-17T04:00:00.000Z'));
const drill = { kind: 'drill' as const, ok: true, at: '2026-02-17T03:00:00.000Z', services: ['db'] };
const said = (notCompared?: string[]): ReturnType<typeof bestProof> =>
  bestProof({ services: ['db'], proofs: [{ ...drill, ...(notCompared && { notCompared }) }] }, words);

test('a list says what a proof did not compare, and a restore after which nobody counted is not good', () => {
  expect(said()).toEqual({ text: 'Restore tested 1 hour ago', good: true });
  expect(said(['policy'])).toEqual({ text: 'Restore tested 1 hour ago; not compared: policy', good: true });
  expect(said(['table.rows'])).toEqual({ text: 'Restore tested 1 hour ago; not compared: rows of tables', good: false });
});
