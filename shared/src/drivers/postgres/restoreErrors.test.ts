import { expect, test } from 'vitest';
import { RestoreErrors, withoutRows } from './restoreErrors.ts';

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

test('waits for the end of the statement that was refused, however the output is cut', () => {
  const said = refused('ALTER TABLE ONLY public.status\n    ADD CONSTRAINT whose FOREIGN KEY (a) REFERENCES public.account(id);');
  const at = said.indexOf('    ADD');
  const one = new RestoreErrors();
  expect(one.hear(Buffer.from(said.slice(0, at)))).toBe(true);
  expect(one.hear(Buffer.from(said.slice(at)))).toBe(false);
  expect(one.complaint).toContain('ADD CONSTRAINT whose');
});

test('no row is said, and a key is', () => {
  const said = (...lines: string[]): string => lines.join('\n');
  const first = 'pg_restore: error: COPY failed for table "t": ERROR:  new row for relation "t" violates check constraint "c"';
  expect(
    withoutRows(
      said(
        first,
        'DETAIL:  Failing row contains (1, my',
        'secret).',
        'CONTEXT:  COPY t, line 1: "1	my',
        'secret"',
        'Command was: x',
      ),
    ),
  ).toBe(said(first, 'DETAIL:  Failing row contains (…)', 'CONTEXT:  COPY t, line 1', 'Command was: x'));
  expect(withoutRows(said(first, 'CONTEXT:  COPY t, line 7, column name: "secret"'))).toBe(
    said(first, 'CONTEXT:  COPY t, line 7'),
  );
  expect(withoutRows('DETAIL:  Key (name)=(zebra) is duplicated.')).toContain('zebra');
});
