import { AppError } from '../../errors.ts';
import type { RdbReader, Steps } from './rdbReader.ts';

/** Which program wrote the file: both count their format versions, and some type numbers mean different things. */
export type RdbFamily = 'redis' | 'valkey';

const streamId = 16;
const time = 8;
/** Names that are longer, in bytes, are not held in memory. */
export const longestName = 2 ** 20;

/** A group of consumers of a stream, as a server tells it by `XINFO GROUPS`. */
export interface Group {
  /** Undefined when it is absurdly long. */
  name: Buffer | undefined;
  consumers: number;
  pending: number;
  /** The last entry that was handed out: `1526569495631-0`. */
  last: string;
}

/** Returns whether a type of values is that of streams. */
export const isStream = (type: number): boolean => type in streamVersions;
const streamVersions: Record<number, 1 | 2 | 3 | 4> = { 15: 1, 19: 2, 21: 3, 26: 4 };

/**
 * Reads over a stream, and calls `found` with each of its groups. Throws `corrupt.rdb-structure` when it is damaged, and for a type
 * that this family does not write.
 */
export function* readStream(reader: RdbReader, type: number, family: RdbFamily, found: (group: Group) => void): Steps {
  const version = streamVersions[type];
  if (version === undefined || (version === 4 && family !== 'redis')) throw reader.broken();
  yield* readStreamOf(reader, version, found);
}

/**
 * Reads over one value of a type, other than a stream, without holding it. Returns whether it is a hash of Valkey of
 * which each field expires. Adds the name of a module's type to `modules`. Throws
 * `corrupt.rdb-structure` for an unknown type or a damaged value, `unsupported.rdb-module` for a module's value of a release
 * candidate.
 */
export function* skipValue(reader: RdbReader, type: number, family: RdbFamily, modules: Set<string>): Steps<boolean> {
  switch (type) {
    case 0: // string
    case 9: // hash as zipmap
    case 10: // list as ziplist
    case 11: // set as intset
    case 12: // sorted set as ziplist
    case 13: // hash as ziplist
    case 16: // hash as listpack
    case 17: // sorted set as listpack
    case 20: // set as listpack
      yield* reader.string();
      break;
    case 1: // list
    case 2: // set
    case 14: // list as quicklist of ziplists
      yield* reader.strings(yield* reader.length());
      break;
    case 4: // hash
      yield* reader.strings(2 * (yield* reader.length()));
      break;
    case 3: // sorted set, scores as text
      for (let left = yield* reader.length(); left > 0; left--) {
        yield* reader.string();
        const size = yield* reader.byte();
        // 253 to 255 stand for not-a-number and the infinities, and nothing follows them.
        if (size < 253) yield* reader.skip(size);
      }
      break;
    case 5: // sorted set, scores as doubles
      for (let left = yield* reader.length(); left > 0; left--) {
        yield* reader.string();
        yield* reader.skip(8);
      }
      break;
    case 6: // module value of a release candidate
      throw new AppError('unsupported.rdb-module', { offset: reader.offset });
    case 7: // module value
      modules.add(moduleName(yield* reader.identity()));
      yield* skipModuleValue(reader);
      break;
    case 18: // list as quicklist of listpacks and plain nodes
      for (let left = yield* reader.length(); left > 0; left--) {
        yield* reader.length();
        yield* reader.string();
      }
      break;
    case 22:
      if (family === 'valkey') return yield* skipValkeyHash(reader);
      yield* skipRedisHash(reader);
      break;
    default:
      if (family !== 'redis') throw reader.broken();
      yield* skipRedisValue(reader, type);
  }
  return false;
}

/** Reads over what modules attach to a key: class names and their data. Throws `corrupt.rdb-structure` when it is damaged. */
export function* skipKeyMetadata(reader: RdbReader): Steps {
  for (let left = yield* reader.length(); left > 0; left--) {
    yield* reader.skip(4);
    yield* skipModuleValue(reader);
  }
}

/** Reads over a module's value to its end mark. Throws `corrupt.rdb-structure` for an unknown part; pauses where the input ends. */
export function* skipModuleValue(reader: RdbReader): Steps {
  for (;;) {
    const kind = yield* reader.length();
    if (kind === 0) return;
    if (kind === 1 || kind === 2) yield* reader.length();
    else if (kind === 3) yield* reader.skip(4);
    else if (kind === 4) yield* reader.skip(8);
    else if (kind === 5) yield* reader.string();
    else throw reader.broken();
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Returns the name in a module's id, nine characters of six bits each. The ten bits of version behind it are left out. */
export function moduleName(id: bigint): string {
  return Array.from({ length: 9 }, (_, index) => alphabet[Number((id >> BigInt(58 - 6 * index)) & 63n)]).join('');
}

/** Reads over a value of a type that only Redis 7.4 and later write. Throws `corrupt.rdb-structure` for any other. */
function* skipRedisValue(reader: RdbReader, type: number): Steps {
  switch (type) {
    case 23: // hash with expiring fields as listpack, of a release candidate
      yield* reader.string();
      break;
    case 24: // hash with expiring fields
      yield* reader.skip(time);
      yield* skipRedisHash(reader);
      break;
    case 25: // the same as listpack
      yield* reader.skip(time);
      yield* reader.string();
      break;
    default:
      throw reader.broken();
  }
}

function* skipRedisHash(reader: RdbReader): Steps {
  for (let left = yield* reader.length(); left > 0; left--) {
    yield* reader.length();
    yield* reader.strings(2);
  }
}

/** Returns whether each field expires. */
function* skipValkeyHash(reader: RdbReader): Steps<boolean> {
  let all = true;
  for (let left = yield* reader.length(); left > 0; left--) {
    yield* reader.strings(2);
    // The time in milliseconds, or -1 for one that stays.
    if ((yield* reader.bytes(time)).readBigInt64LE() < 0n) all = false;
  }
  return all;
}

function* readStreamOf(reader: RdbReader, version: 1 | 2 | 3 | 4, found: (group: Group) => void): Steps {
  yield* reader.strings(2 * (yield* reader.length()));
  // Length and last id; since version 2 also the first id, the highest deleted id and the entries ever added.
  yield* skipLengths(reader, version >= 2 ? 8 : 3);
  for (let groups = yield* reader.length(); groups > 0; groups--) {
    const name = yield* reader.content(longestName);
    const last = `${yield* reader.identity()}-${yield* reader.identity()}`;
    if (version >= 2) yield* reader.length();
    const pending = yield* reader.length();
    for (let left = pending; left > 0; left--) {
      yield* reader.skip(streamId + time);
      yield* reader.length();
    }
    const consumers = yield* reader.length();
    for (let left = consumers; left > 0; left--) {
      yield* reader.string();
      yield* reader.skip(version >= 3 ? 2 * time : time);
      yield* reader.skip(streamId * (yield* reader.length()));
    }
    found({ name, consumers, pending, last });
  }
  if (version >= 4) yield* skipProducers(reader);
}

/** Reads over what a stream remembers of messages that must not be added twice. */
function* skipProducers(reader: RdbReader): Steps {
  yield* skipLengths(reader, 2);
  for (let producers = yield* reader.length(); producers > 0; producers--) {
    yield* reader.string();
    for (let entries = yield* reader.length(); entries > 0; entries--) {
      yield* reader.string();
      yield* skipLengths(reader, 2);
    }
  }
  yield* skipLengths(reader, 2);
}

function* skipLengths(reader: RdbReader, count: number): Steps {
  for (let left = count; left > 0; left--) yield* reader.length();
}
