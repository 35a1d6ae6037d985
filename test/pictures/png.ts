import { crc32, deflateSync, inflateSync } from 'node:zlib';

export const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const most = 256;

interface Pixels {
  width: number;
  height: number;
  /** One number for each: red, green, blue. */
  colours: Uint32Array;
}

/**
 * A picture of a browser with at most 256 colours, which makes it less than half as large. Those that smooth the edges of letters
 * become the ones that are nearest.
 */
export function smaller(png: Buffer): Buffer {
  const { width, height, colours } = decode(png);
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const { palette, index } = reduce(counts);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + x + 1] = index.get(colours[y * width + x] ?? 0) ?? 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => parts(colour)))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * The colours that are kept, and for each colour which of them stands for it. One is kept after the other: that which all before
 * are worst for, by how far away and how frequent it is. So a small icon keeps its colour.
 */
function reduce(counts: ReadonlyMap<number, number>): { palette: number[]; index: Map<number, number> } {
  const all = [...counts].sort(([a, often], [b, oftener]) => oftener - often || a - b);
  const index = new Map<number, number>();
  const error = new Map(all.map(([colour]) => [colour, Number.POSITIVE_INFINITY]));
  const palette: number[] = [];
  while (palette.length < Math.min(most, all.length)) {
    let worst = -1;
    let kept = 0;
    for (const [colour, count] of all) {
      const harm = (error.get(colour) ?? 0) * count;
      if (harm > worst) [worst, kept] = [harm, colour];
    }
    for (const [colour] of all) {
      const distance = distanceOf(colour, kept);
      if (distance >= (error.get(colour) ?? 0)) continue;
      error.set(colour, distance);
      index.set(colour, palette.length);
    }
    palette.push(kept);
  }
  return { palette, index };
}

const parts = (colour: number): [number, number, number] => [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];

function distanceOf(one: number, other: number): number {
  const [red, green, blue] = parts(one);
  const [r, g, b] = parts(other);
  return (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2;
}

/** What Chromium writes: eight bits for each of three or four channels, in one pass. */
export function decode(png: Buffer): Pixels {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const channels = { 2: 3, 6: 4 }[png[25] ?? 0];
  if (!png.subarray(0, 8).equals(signature) || png[24] !== 8 || channels === undefined || png[28] !== 0)
    throw new Error('It is not a PNG as Chromium writes them.');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), height, width * channels, channels);
  const colours = new Uint32Array(width * height);
  for (let at = 0; at < colours.length; at += 1) {
    const from = at * channels;
    colours[at] = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
  }
  return { width, height, colours };
}

/** See the PNG specification, section 9: each row says first how it was made from the row above and what is on its left. */
function unfiltered(rows: Buffer, height: number, length: number, channels: number): Buffer {
  const bytes = Buffer.alloc(height * length);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (length + 1)];
    for (let x = 0; x < length; x += 1) {
      const at = y * length + x;
      const left = x < channels ? 0 : (bytes[at - channels] ?? 0);
      const above = y === 0 ? 0 : (bytes[at - length] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (bytes[at - length - channels] ?? 0);
      const expected = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0] ?? 0;
      bytes[at] = (rows[y * (length + 1) + x + 1] ?? 0) + expected;
    }
  }
  return bytes;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

export function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
