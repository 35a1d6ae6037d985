import { expect, test } from 'vitest';
import { RestoreErrors } from './restoreErrors.ts';

const refused = (statement: string): string => `pg_restore: error: could not execute query: ERROR:  function f() does not exist
LINE 1: f()
        ^
Command was: ${statement}


`;
const sum = 'pg_restore: warning: errors ignored on restore: 1\n';

function judge(...chunks: string[]): RestoreErrors {
  const one = new RestoreErrors();
  for (const chunk of chunks) one.hear(Buffer.from(chunk));
  return one;
}

test('accepts materialised views that could not be filled, however the output is cut', () => {
  const said = `${refused('REFRESH MATERIALIZED VIEW "a\nb".c;')}${refused('REFRESH MATERIALIZED VIEW public.d;')}${sum}`;
  for (let at = 0; at < said.length; at += 7) {
    const one = judge(said.slice(0, at), said.slice(at));
    expect(one.acceptable).toBe(true);
    expect(one.unfilled).toEqual(['"a', 'public.d']);
  }
});

test.each([
  ['another statement', `${refused('REFRESH MATERIALIZED VIEW a;')}${refused('CREATE INDEX i ON t (f(x));')}${sum}`],
  ['lost rows', `pg_restore: error: COPY failed for table "t": ERROR:  no space left\nCONTEXT:  COPY t, line 1\n${sum}`],
  ['a cut archive', 'pg_restore: error: could not read from input file: end of file\n'],
  ['an error that nothing follows', refused('').replace(/Command.*/s, '')],
  ['an error within an error', `${refused('').replace(/Command.*/s, '')}${refused('REFRESH MATERIALIZED VIEW a;')}${sum}`],
  ['no error at all', ''],
  ['a sum that never came', refused('REFRESH MATERIALIZED VIEW a;')],
])('does not accept %s', (_, said) => {
  expect(judge(said).acceptable).toBe(false);
});

test('stops at once, and keeps what was said', () => {
  const one = new RestoreErrors();
  expect(one.hear(Buffer.from(refused('REFRESH MATERIALIZED VIEW a;')))).toBe(true);
  expect(one.hear(Buffer.from(refused('CREATE VIEW v AS SELECT f();')))).toBe(false);
  expect(one.complaint).toContain('function f() does not exist');
  expect(one.complaint).toContain('Command was: CREATE VIEW v');
});
