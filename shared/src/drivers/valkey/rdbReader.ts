import { AppError } from '../../errors.ts';
import { Crc64 } from './crc64.ts';

/** A piece of parsing: it pauses where it needs the next chunk, however the chunks happen to be cut. */
export type Steps<T = void> = Generator<undefined, T, undefined>;

/** How a length announces that no length follows: a small integer, or a compressed string. */
const encoding = { int8: 0, int16: 1, int32: 2, lzf: 3 } as const;

/** The primitives of the RDB format over a stream of chunks. Holds one chunk at a time; checks nothing but the format. */
export class RdbReader {
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  #before = 0;
  readonly #crc = new Crc64();
  #digested = 0;
  /** The encoding of the last length that was read; -1 when it was a plain one. */
  #encoded = -1;
  /** The last length in two halves: ids of modules need all their 64 bits. */
  #high = 0;
  #low = 0;

  /** Returns the position in the file, in bytes. */
  get offset(): number {
    return this.#before + this.#at;
  }

  /** Returns whether every byte of the last chunk was read. */
  get exhausted(): boolean {
    return this.#at === this.#chunk.length;
  }

  /** Takes the next chunk. The caller offers it only when the last one is exhausted. */
  feed(chunk: Uint8Array): void {
    this.#digest();
    this.#before += this.#chunk.length;
    this.#chunk = chunk;
    this.#at = 0;
    this.#digested = 0;
  }

  /** Returns the CRC-64 of everything that was read so far. */
  checksum(): bigint {
    this.#digest();
    return this.#crc.value;
  }

  /** Returns the next byte. Pauses where it needs the next chunk. */
  *byte(): Steps<number> {
    while (this.exhausted) yield;
    return this.#chunk[this.#at++] as number;
  }

  /** Returns the next few bytes, copied. */
  *bytes(count: number): Steps<Buffer> {
    const bytes = Buffer.allocUnsafe(count);
    for (let filled = 0; filled < count;) {
      while (this.exhausted) yield;
      const taken = Math.min(count - filled, this.#chunk.length - this.#at);
      bytes.set(this.#chunk.subarray(this.#at, this.#at + taken), filled);
      this.#at += taken;
      filled += taken;
    }
    return bytes;
  }

  /** Passes over the next bytes, that many. */
  *skip(count: number): Steps {
    for (let left = count; left > 0;) {
      while (this.exhausted) yield;
      const taken = Math.min(left, this.#chunk.length - this.#at);
      this.#at += taken;
      left -= taken;
    }
  }

  /**
   * Returns a number of elements, a database, a time. Beyond 2^53 it is only approximate. Throws `corrupt.rdb-structure` for what
   * is no length, or announces an encoded string.
   */
  *length(): Steps<number> {
    const value = yield* this.#lengthOrEncoding();
    if (this.#encoded !== -1) throw this.broken();
    return value;
  }

  /** Returns all 64 bits of a length, unsigned, as for the id of a module. Throws as `length` does. */
  *identity(): Steps<bigint> {
    yield* this.length();
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  /** Passes over a string of any encoding. Throws `corrupt.rdb-structure` when it has no known one, or no possible length. */
  *string(): Steps {
    if (this.#skipBufferedString()) return;
    yield* this.skip(yield* this.#storedLength());
  }

  /** Passes over that many strings. Throws as `string` does. */
  *strings(count: number): Steps {
    for (let left = count; left > 0; left--) {
      if (!this.#skipBufferedString()) yield* this.skip(yield* this.#storedLength());
    }
  }

  /**
   * Returns the content of a string of at most `limit` bytes, or of an integer in digits. Undefined when it is longer or
   * compressed. Throws as `string` does.
   */
  *text(limit = 1024): Steps<string | undefined> {
    const length = yield* this.#storedLength();
    if (this.#encoded === -1 && length <= limit) return (yield* this.bytes(length)).toString();
    if (this.#encoded === -1 || this.#encoded === encoding.lzf) {
      yield* this.skip(length);
      return undefined;
    }
    return String((yield* this.bytes(length)).readIntLE(0, length));
  }

  /**
   * Returns the bytes of a string of at most `limit` bytes, whatever its encoding. Undefined for a longer one. Throws as `string`
   * does, and `corrupt.rdb-structure` for one that cannot be uncompressed.
   */
  *content(limit: number): Steps<Buffer | undefined> {
    const value = yield* this.#lengthOrEncoding();
    if (this.#encoded === encoding.lzf) {
      const compressed = yield* this.length();
      const length = yield* this.length();
      if (!Number.isSafeInteger(compressed)) throw this.broken();
      if (Math.max(compressed, length) > limit) {
        yield* this.skip(compressed);
        return undefined;
      }
      return uncompress(yield* this.bytes(compressed), length) ?? fail(this.broken());
    }
    if (this.#encoded !== -1) {
      if (this.#encoded > encoding.int32) throw this.broken();
      const size = 2 ** this.#encoded;
      return Buffer.from(String((yield* this.bytes(size)).readIntLE(0, size)));
    }
    if (!Number.isSafeInteger(value)) throw this.broken();
    if (value > limit) {
      yield* this.skip(value);
      return undefined;
    }
    return yield* this.bytes(value);
  }

  /** Returns `corrupt.rdb-structure` for something that cannot be: the file is damaged before or at the present position. */
  broken(): AppError {
    return new AppError('corrupt.rdb-structure', { offset: this.offset });
  }

  #digest(): void {
    this.#crc.update(this.#chunk, this.#digested, this.#at);
    this.#digested = this.#at;
  }

  /** Returns the bytes that a string occupies after its header. Throws as `string` does. */
  *#storedLength(): Steps<number> {
    const value = yield* this.#lengthOrEncoding();
    switch (this.#encoded) {
      case -1:
        if (!Number.isSafeInteger(value)) throw this.broken();
        return value;
      case encoding.int8:
        return 1;
      case encoding.int16:
        return 2;
      case encoding.int32:
        return 4;
      case encoding.lzf: {
        const compressed = yield* this.length();
        yield* this.length();
        this.#encoded = encoding.lzf;
        if (!Number.isSafeInteger(compressed)) throw this.broken();
        return compressed;
      }
      default:
        throw this.broken();
    }
  }

  *#lengthOrEncoding(): Steps<number> {
    const first = yield* this.byte();
    this.#encoded = -1;
    this.#high = 0;
    if (first < 0x40) this.#low = first;
    else if (first < 0x80) this.#low = ((first & 0x3f) << 8) | (yield* this.byte());
    else if (first === 0x80) this.#low = (yield* this.bytes(4)).readUInt32BE(0);
    else if (first === 0x81) {
      const bytes = yield* this.bytes(8);
      this.#high = bytes.readUInt32BE(0);
      this.#low = bytes.readUInt32BE(4);
    } else if (first >= 0xc0) {
      this.#encoded = first & 0x3f;
      this.#low = 0;
    } else throw this.broken();
    return this.#high * 2 ** 32 + this.#low;
  }

  /**
   * Returns whether it passed over a short string that lies whole in the chunk: the usual case without generators, ten times as
   * fast. False when nothing was read.
   */
  #skipBufferedString(): boolean {
    const chunk = this.#chunk;
    const at = this.#at;
    const left = chunk.length - at;
    if (left < 2) return false;
    const first = chunk[at] as number;
    let size: number;
    if (first < 0x40) size = 1 + first;
    else if (first < 0x80) size = 2 + (((first & 0x3f) << 8) | (chunk[at + 1] as number));
    else if (first >= 0xc0 && first <= 0xc2) size = 1 + 2 ** (first & 3);
    else return false;
    if (size > left) return false;
    this.#at += size;
    return true;
  }
}

/** Returns what LZF has compressed to these bytes. Undefined when they are none of its, or uncompress to another length. */
export function uncompress(from: Uint8Array, length: number): Buffer | undefined {
  const to = Buffer.allocUnsafe(length);
  let filled = 0;
  for (let at = 0; at < from.length;) {
    const control = from[at++] ?? 0;
    if (control < 32) {
      const end = at + control + 1;
      if (end > from.length || filled + control + 1 > length) return undefined;
      to.set(from.subarray(at, end), filled);
      filled += control + 1;
      at = end;
      continue;
    }
    const more = control >> 5 === 7 ? (from[at++] ?? 0) : 0;
    const count = (control >> 5) + more + 2;
    const start = filled - (((control & 0x1f) << 8) | (from[at++] ?? 0)) - 1;
    if (at > from.length || start < 0 || filled + count > length) return undefined;
    // One byte after the other: what is copied may overlap with where it goes.
    for (let step = 0; step < count; step += 1) to[filled + step] = to[start + step] ?? 0;
    filled += count;
  }
  return filled === length ? to : undefined;
}

function fail(error: AppError): never {
  throw error;
}
