import { expect, test } from 'vitest';
import { Screen } from './screen.ts';

test('what was written over is not there any more', () => {
  const screen = new Screen();
  screen.write('kept\nstep 1\nstep 2\n');
  screen.write('\r\u001B[2A\u001B[Jdone\n');
  expect(screen.text).toBe('kept\ndone\n');
});

test('styles are those of the characters that follow, until they end', () => {
  const screen = new Screen();
  screen.write('\u001B[1m\u001B[32mgood\u001B[39m\u001B[22m \u001B[2mü\u001B[22m');
  expect(screen.text).toBe('good ü');
  expect(screen.lines[0]?.map(({ bold, faint, colour }) => ({ bold, faint, colour }))).toEqual([
    ...Array.from({ length: 4 }, () => ({ bold: true, faint: false, colour: 32 })),
    { bold: false, faint: false, colour: undefined },
    { bold: false, faint: true, colour: undefined },
  ]);
});

test('what it does not know is not passed over', () => {
  expect(() => new Screen().write('\u001B[4m')).toThrow('style 4');
  expect(() => new Screen().write('\u001B[3B')).toThrow('B');
});
