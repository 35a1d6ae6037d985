/** Tables for eight bytes at a step, each as high and low halves: 64-bit integers in JavaScript are far too slow for this. */
const high = Array.from({ length: 8 }, () => new Int32Array(256));
const low = Array.from({ length: 8 }, () => new Int32Array(256));
fillTables();

/** CRC-64 as Redis and Valkey use it (Jones' polynomial, reflected, starting at 0, not inverted). */
export class Crc64 {
  #hi = 0;
  #lo = 0;

  /** Takes in `buffer[from, to)`: offsets in bytes, all of it when absent. */
  update(buffer: Uint8Array, from = 0, to = buffer.length): void {
    const [h0, h1, h2, h3, h4, h5, h6, h7] = high as EightTables;
    const [l0, l1, l2, l3, l4, l5, l6, l7] = low as EightTables;
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    let hi = this.#hi;
    let lo = this.#lo;
    let at = from;
    for (; at + 8 <= to; at += 8) {
      const a = lo ^ view.getInt32(at, true);
      const b = hi ^ view.getInt32(at + 4, true);
      hi =
        at8(h7, a & 255) ^
        at8(h6, (a >>> 8) & 255) ^
        at8(h5, (a >>> 16) & 255) ^
        at8(h4, a >>> 24) ^
        at8(h3, b & 255) ^
        at8(h2, (b >>> 8) & 255) ^
        at8(h1, (b >>> 16) & 255) ^
        at8(h0, b >>> 24);
      lo =
        at8(l7, a & 255) ^
        at8(l6, (a >>> 8) & 255) ^
        at8(l5, (a >>> 16) & 255) ^
        at8(l4, a >>> 24) ^
        at8(l3, b & 255) ^
        at8(l2, (b >>> 8) & 255) ^
        at8(l1, (b >>> 16) & 255) ^
        at8(l0, b >>> 24);
    }
    for (; at < to; at++) {
      const index = (lo ^ at8(buffer, at)) & 255;
      lo = ((lo >>> 8) | (hi << 24)) ^ at8(l0, index);
      hi = (hi >>> 8) ^ at8(h0, index);
    }
    this.#hi = hi;
    this.#lo = lo;
  }

  /** Returns the checksum of all that was taken in, as an unsigned integer of 64 bits. 0 before anything was. */
  get value(): bigint {
    return (BigInt(this.#hi >>> 0) << 32n) | BigInt(this.#lo >>> 0);
  }
}

type EightTables = [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];

/** Returns an element of a table. Every index used here is inside its table. */
const at8 = (table: Int32Array | Uint8Array, index: number): number => table[index] as number;

function fillTables(): void {
  const polynomial = 0x95ac9329ac4bc9b5n;
  for (let byte = 0; byte < 256; byte++) {
    let crc = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
    for (const [step, table] of high.entries()) {
      table[byte] = Number(BigInt.asIntN(32, crc >> 32n));
      (low[step] as Int32Array)[byte] = Number(BigInt.asIntN(32, crc));
      let next = crc;
      for (let bit = 0; bit < 8; bit++) next = next & 1n ? (next >> 1n) ^ polynomial : next >> 1n;
      crc = next;
    }
  }
}
