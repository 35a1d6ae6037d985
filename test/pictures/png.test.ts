import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { chunk, decode, signature, smaller } from './png.ts';

/** Three channels; each row as it is filtered. */
function png(width: number, rows: number[][]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('rows are read by each of the five filters', () => {
  const rows = [
    [0, 1, 2, 3, 11, 12, 13],
    [1, 1, 2, 3, 10, 10, 10],
    [2, 0, 0, 0, 0, 0, 0],
    [3, 1, 1, 2, 5, 5, 5],
    [4, 0, 0, 0, 0, 0, 0],
  ];
  const colours = [...decode(png(2, rows)).colours].map((colour) => colour.toString(16).padStart(6, '0'));
  expect(colours.slice(0, 6)).toEqual(['010203', '0b0c0d', '010203', '0b0c0d', '010203', '0b0c0d']);
  expect(colours.slice(6)).toEqual(['010203', '0b0c0d', '010203', '0b0c0d']);
});

test('of many colours the rare one that is unlike all others is kept', () => {
  const width = 600;
  const row = [0, ...Array.from({ length: width }, (_, at) => (at === 0 ? [255, 0, 0] : [at >> 2, at >> 2, at & 255])).flat()];
  const palette = smaller(png(width, [row]));
  const from = palette.indexOf('PLTE') + 4;
  const colours = palette.subarray(from, from + 256 * 3);
  expect(Array.from({ length: 256 }, (_, at) => colours.subarray(at * 3, at * 3 + 3).toString('hex'))).toContain('ff0000');
});
