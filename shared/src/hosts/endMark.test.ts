import { expect, test } from 'vitest';
import { EndMark } from './endMark.ts';

function read(mark: EndMark, bytes: Buffer, size: number): string {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...mark.strip(bytes.subarray(at, at + size)));
  return Buffer.concat(found).toString('latin1');
}

const outputs = ['', 'x', 'a line\n', '\x1e', '\x1e\x1e\x1e', 'x'.repeat(100), '\x1ehalf a mark', '\x00\xff'.repeat(50)];

test('the mark and its exit code are taken off, whatever the chunks are', () => {
  for (const output of outputs) {
    for (const exitCode of ['000', '003', '255']) {
      for (const size of [1, 2, 7, 39, 40, 41, 1000]) {
        const mark = new EndMark();
        expect(read(mark, Buffer.from(`${output}\x1e${mark.id}${exitCode}`, 'latin1'), size)).toBe(output);
        expect(mark.exitCode).toBe(Number(exitCode));
      }
    }
  }
});

test('without the whole mark there is no exit code', () => {
  for (let missing = 1; missing <= 40; missing += 1) {
    const mark = new EndMark();
    const bytes = Buffer.from(`output\x1e${mark.id}000`);
    read(mark, bytes.subarray(0, bytes.length - missing), 5);
    expect(mark.exitCode).toBeUndefined();
  }
});

test('a mark that is not at the end is output', () => {
  const mark = new EndMark();
  const text = `output\x1e${mark.id}000 and more`;
  expect(read(mark, Buffer.from(text), 5)).toBe(text);
  expect(mark.exitCode).toBeUndefined();
});

test("another command's mark is output", () => {
  const mark = new EndMark();
  const text = `\x1e${new EndMark().id}000`;
  expect(read(mark, Buffer.from(text), 3)).toBe(text);
  expect(mark.exitCode).toBeUndefined();
});

test('text is never held back', () => {
  const mark = new EndMark();
  for (const line of ['a', 'prompt> ', 'a line\n'])
    expect(Buffer.concat([...mark.strip(Buffer.from(line))]).toString()).toBe(line);
});
