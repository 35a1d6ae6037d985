import { expect, test } from 'vitest';
import { backupPlan } from '../../../test/support/answers.ts';
import type { Proof } from '../model/proof.ts';
import { proofOf, sayCancelled, sorts } from './result.ts';
import { wordsIn } from './words.ts';

const proof = (parts: Partial<Proof>): Proof => ({
  ok: true,
  checked: 12,
  rows: 0,
  differences: [],
  notCompared: [],
  notes: [],
  ...parts,
});
const said = (parts: Partial<Proof>, language: 'en' | 'de' = 'en'): string =>
  proofOf({ service: 'db', seconds: {}, proof: proof(parts) }, backupPlan, wordsIn(language));

test('what a proof did not compare is said with it', () => {
  expect(said({ rows: 1204 })).toBe('checked: all there, 1,204 rows');
  expect(said({ notCompared: ['table.rows'] })).toBe('checked: all there, 12 facts compared; not compared: rows of tables');
  expect(said({ rows: 5, notCompared: ['database.owner', 'table.owner', 'view'] })).toBe(
    'checked: all there, 5 rows; not compared: owners, view',
  );
  expect(said({ notCompared: ['table.rows'] }, 'de')).toContain('nicht verglichen: Zeilen der Tabellen');
});

test('a name that a newer version wrote does no harm to a terminal', () => {
  expect(sorts(['\u001b[2J'], wordsIn('en'))[0]).not.toContain('\u001b');
});

test('a cancel says what became of what was begun, and that new data is live where it is', () => {
  const ended = (key: string, hint?: string): Parameters<typeof sayCancelled>[0] => ({
    type: 'ended',
    outcome: 'cancelled',
    error: {
      code: 'cancelled',
      message: { key, params: { services: ['db'] } },
      ...(hint !== undefined && { hint: { key: hint, params: { job: 'j1' } } }),
    },
    v: 1,
    seq: 1,
    time: '2026-02-17T04:00:00.000Z',
  });
  const words = wordsIn('en');
  expect(sayCancelled(ended('cancelled.by-user'), undefined, words)).toBe('Cancelled. What it had begun was taken back.');
  const said = sayCancelled(ended('cancelled.watching', 'hint.undo'), undefined, words);
  expect(said).toMatch(/^Cancelled while it was only watched: the new data of db .*longshore undo j1$/);
});
