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

test('a restore of a part says of which, and what it did not compare', () => {
  const partly = (notCompared: string[]): unknown =>
    bestProof({ services: ['db', 'cache'], proofs: [{ ...drill, notCompared }] }, words);
  expect(partly(['policy'])).toEqual({ text: 'Restore of db alone tested 1 hour ago; not compared: policy', good: false });
  expect(partly(['table.rows'])).toEqual({
    text: 'Restore of db alone tested 1 hour ago; not compared: rows of tables',
    good: false,
  });
});

test('a failure goes first, with the services that failed', () => {
  const failed = { ...drill, ok: false, services: [], failed: 'db' };
  const said = (services: string[], ...more: (typeof drill)[]): unknown =>
    bestProof({ services, proofs: [failed, ...more] }, words);
  const later = { ...drill, at: '2026-02-17T03:30:00.000Z', services: ['cache'] };
  expect(said(['db'])).toEqual({ text: 'Restore FAILED 1 hour ago', good: false });
  expect(said(['db', 'cache'], later)).toEqual({ text: 'Restore of db FAILED 1 hour ago', good: false });
  const ofApp = { ...later, services: [], items: { db: ['app'] } };
  expect(said(['db'], ofApp)).toEqual({ text: 'Restore FAILED 1 hour ago', good: false });
  expect(bestProof({ services: ['db'], proofs: [ofApp] }, words)).toEqual({ text: 'Restore never tested', good: false });
});
