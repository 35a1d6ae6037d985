import { Transform } from 'node:stream';
import { AppError } from '../../errors.ts';
import { GroupFold, groupHash, type Groups } from './groups.ts';
import { libraryOf, type Library } from './libraries.ts';
import { assertParsed, type RdbFormat } from './formats.ts';
import type { Steps } from './rdbReader.ts';
import { RdbReader } from './rdbReader.ts';
import { isStream, longestName, moduleName, readStream, skipKeyMetadata, skipModuleValue, skipValue } from './rdbValue.ts';

/** What a dump holds, counted key by key while it streamed by. */
export interface RdbSummary {
  format: RdbFormat;
  bytes: number;
  /** False when the server is set to write no checksum: then only the structure was checked. */
  checksum: boolean;
  /** Notes of the server that wrote it: `redis-ver`, `ctime`, `used-mem`. */
  notes: Record<string, string>;
  databases: { index: number; keys: number; expiring: number }[];
  /** Function libraries. */
  functions: number;
  /** What each of them is. Undefined when one is too long to be read, or in the format of a release candidate. */
  libraries: Library[] | undefined;
  /** Groups of consumers in streams, by database. Undefined when one has too long a name. */
  groups: Map<number, Groups> | undefined;
  /**
   * Hashes of Valkey of which each field expires: one that is gone by the time of a load is counted nowhere. Redis counts those of its
   * own.
   */
  fading: number;
  /** Names of the module types that values have, or data beside them: a server without these modules refuses the dump. */
  modules: string[];
}

/** A library of functions is a program that people write, in bytes. */
const longestLibrary = 64 * 2 ** 20;

const opcode = {
  metadata: 243,
  slot: 244,
  functions: 245,
  functionsOfCandidate: 246,
  moduleNotes: 247,
  idle: 248,
  frequency: 249,
  note: 250,
  sizes: 251,
  expiryMilliseconds: 252,
  expirySeconds: 253,
  database: 254,
  end: 255,
} as const;

/**
 * Reads a Redis or Valkey dump to its last byte, whatever its size, in constant memory: structure, end mark and, where it has
 * one, checksum. `write` throws `corrupt.rdb-*` when one of these is wrong or something follows. After that, neither method may
 * be called again: what they do then proves nothing.
 */
export class RdbParser {
  readonly #reader = new RdbReader();
  readonly #databases = new Map<number, { keys: number; expiring: number }>();
  readonly #notes: Record<string, string> = {};
  readonly #modules = new Set<string>();
  readonly #groups = new Map<number, GroupFold>();
  #groupsKnown = true;
  readonly #libraries: Library[] = [];
  #functions = 0;
  #fading = 0;
  #header: RdbFormat | undefined;
  #checksum = false;
  #ended = false;
  readonly #steps = this.#parse();

  /** Returns the format of the dump. Undefined before its first nine bytes are there. */
  get format(): RdbFormat | undefined {
    return this.#header;
  }

  /**
   * Takes the next bytes. Throws `corrupt.rdb-*` when they cannot be, `unsupported.rdb-version` or `unsupported.rdb-module` when we
   * cannot read them.
   */
  write(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#reader.feed(chunk);
    if (!this.#ended) this.#ended = this.#steps.next().done === true;
    if (this.#ended && !this.#reader.exhausted) throw new AppError('corrupt.rdb-trailing', { offset: this.#reader.offset });
  }

  /** Returns what the dump holds. Throws `corrupt.rdb-truncated` when its end has not come. */
  end(): RdbSummary {
    if (!this.#ended || !this.#header) throw new AppError('corrupt.rdb-truncated', { offset: this.#reader.offset });
    return {
      format: this.#header,
      bytes: this.#reader.offset,
      checksum: this.#checksum,
      notes: this.#notes,
      databases: [...this.#databases].map(([index, counts]) => ({ index, ...counts })).sort((a, b) => a.index - b.index),
      functions: this.#functions,
      fading: this.#fading,
      libraries: this.#libraries.length === this.#functions ? this.#libraries : undefined,
      groups: this.#groupsKnown ? new Map([...this.#groups].map(([index, fold]) => [index, fold.groups()])) : undefined,
      modules: [...this.#modules],
    };
  }

  *#parse(): Steps {
    const reader = this.#reader;
    this.#header = parseMagic((yield* reader.bytes(9)).toString('latin1'));
    const { family, version } = this.#header;
    let database = 0;
    let expires = false;
    for (;;) {
      const type = yield* reader.byte();
      switch (type) {
        case opcode.end:
          return yield* this.#verify(version);
        case opcode.database:
          database = yield* reader.length();
          break;
        case opcode.sizes:
          yield* reader.length();
          yield* reader.length();
          break;
        case opcode.note:
          yield* this.#note();
          break;
        case opcode.expiryMilliseconds:
          yield* reader.skip(8);
          expires = true;
          break;
        case opcode.expirySeconds:
          yield* reader.skip(4);
          expires = true;
          break;
        case opcode.idle:
          yield* reader.length();
          break;
        case opcode.frequency:
          yield* reader.byte();
          break;
        case opcode.functions:
          yield* this.#library();
          break;
        case opcode.functionsOfCandidate:
          yield* reader.strings(2);
          yield* reader.strings((yield* reader.length()) === 0 ? 1 : 2);
          this.#functions += 1;
          break;
        case opcode.moduleNotes:
          this.#modules.add(moduleName(yield* reader.identity()));
          yield* reader.length();
          yield* reader.length();
          yield* skipModuleValue(reader);
          break;
        case opcode.slot:
          for (let left = 3; left > 0; left--) yield* reader.length();
          break;
        case opcode.metadata:
          // One number, two meanings: Valkey notes cluster slots that are being imported, Redis metadata of the next key.
          if (family === 'redis') yield* skipKeyMetadata(reader);
          else {
            yield* reader.string();
            for (let left = 2 * (yield* reader.length()); left > 0; left--) yield* reader.length();
          }
          break;
        default:
          if (isStream(type)) yield* this.#stream(type, family, database);
          else {
            yield* reader.string();
            if (yield* skipValue(reader, type, family, this.#modules)) this.#fading += 1;
          }
          this.#count(database, expires);
          expires = false;
      }
    }
  }

  *#library(): Steps {
    const code = yield* this.#reader.content(longestLibrary);
    if (code) this.#libraries.push(libraryOf(code.toString()));
    this.#functions += 1;
  }

  *#stream(type: number, family: RdbFormat['family'], database: number): Steps {
    const key = yield* this.#reader.content(longestName);
    const fold = this.#groups.get(database) ?? new GroupFold();
    this.#groups.set(database, fold);
    yield* readStream(this.#reader, type, family, (group) => {
      if (key && group.name) fold.add(groupHash(key, group.name, group));
      else this.#groupsKnown = false;
    });
  }

  *#note(): Steps {
    const name = yield* this.#reader.text();
    const value = yield* this.#reader.text();
    if (name !== undefined && value !== undefined) this.#notes[name] = value;
  }

  *#verify(version: number): Steps {
    if (version < 5) return;
    const computed = this.#reader.checksum();
    const stored = (yield* this.#reader.bytes(8)).readBigUInt64LE();
    this.#checksum = stored !== 0n;
    if (this.#checksum && stored !== computed) throw new AppError('corrupt.rdb-checksum', {});
  }

  #count(database: number, expires: boolean): void {
    const counts = this.#databases.get(database) ?? { keys: 0, expiring: 0 };
    counts.keys += 1;
    if (expires) counts.expiring += 1;
    this.#databases.set(database, counts);
  }
}

function parseMagic(magic: string): RdbFormat {
  const [, redis, valkey] = /^(?:REDIS(\d{4})|VALKEY(\d{3}))$/.exec(magic) ?? [];
  const format: RdbFormat | undefined =
    redis !== undefined
      ? { family: 'redis', version: Number(redis) }
      : valkey !== undefined
        ? { family: 'valkey', version: Number(valkey) }
        : undefined;
  if (!format) throw new AppError('corrupt.rdb-magic', {});
  assertParsed(format);
  return format;
}

/**
 * Returns a stream that passes a dump on unchanged and checks it. Ends only if the dump is whole, right after `found` got what it
 * holds. Errors with `corrupt.rdb-*` or `unsupported.rdb-*` as {@link RdbParser} throws.
 */
export function rdbCheck(found: (summary: RdbSummary) => void): Transform {
  const parser = new RdbParser();
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        parser.write(chunk);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        found(parser.end());
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
