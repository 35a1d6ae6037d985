import { describe, expect, test } from 'vitest';
import { cut, table, visible, width, wrap } from './layout.ts';

test('width counts columns, not characters, and no colours', () => {
  expect(width('a\u001B[31mb\u001B[39mc')).toBe(3);
  expect(width('データ')).toBe(6);
  expect(width('e\u0301👍')).toBe(3);
});

test('what could confuse a terminal is shown instead', () => {
  expect(visible('a\nb\tc\u001B[2Jd')).toBe('a\\nb\\tc\\x1b[2Jd');
  expect(visible('invoice\u202Efdp.exe\u200B')).toBe('invoice\\u202efdp.exe\\u200b');
  expect(visible('Zürich データ "x"')).toBe('Zürich データ "x"');
});

test('cut says that it cut', () => {
  expect(cut('postgres', 8)).toBe('postgres');
  expect(cut('postgres-main', 8)).toBe('postgre…');
  expect(cut('データベース', 6)).toBe('デー…');
});

test('wrap breaks at spaces and leaves long words whole', () => {
  expect(wrap('one two three', 9, '  ')).toEqual(['  one two', '  three']);
  expect(wrap('a-very-long-name x', 8)).toEqual(['a-very-long-name', 'x']);
  expect(wrap('one two three', Number.POSITIVE_INFINITY)).toEqual(['one two three']);
});

describe('table', () => {
  test('aligns, and leaves out a column in which nothing stands', () => {
    const columns = [{ head: 'NAME' }, {}, { head: 'SIZE', align: 'right' as const }, { head: 'WHY' }];
    expect(
      table(
        columns,
        [
          ['db', '', '9 B', 'x'],
          ['a\nb', '', '1.2 GB', ''],
        ],
        { width: 80, indent: '  ' },
      ),
    ).toEqual(['  NAME    SIZE  WHY', '  db       9 B  x', '  a\\nb  1.2 GB']);
  });

  test('on a narrow terminal cuts only what may be cut', () => {
    const rows = [['shop/2026-05-03_12-02-00Z', 'a long explanation of this']];
    const lines = table([{}, { shrink: true }], rows, { width: 40 });
    expect(lines).toEqual(['shop/2026-05-03_12-02-00Z  a long expla…']);
  });

  test('colours do not disturb the columns', () => {
    const red = (cell: string): string => `\u001B[31m${cell}\u001B[39m`;
    const [first = '', second = ''] = table(
      [{}, {}],
      [
        ['a', 'x'],
        ['bbb', 'y'],
      ],
      { width: 80, paint: red },
    );
    expect(width(first)).toBe(width(second));
  });
});
