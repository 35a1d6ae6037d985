import { type Hash, createHash } from 'node:crypto';
import { type Readable, Transform, type TransformCallback, pipeline } from 'node:stream';
import * as zlib from 'node:zlib';
import { AppError } from '../errors.ts';
import { flowed } from '../machine/collectMemory.ts';
import type { Codec, StoredArtifact } from '../model/manifest.ts';

const buffered = 256 << 10;
const level = 3;

export type StoredBytes = Pick<StoredArtifact, 'bytes' | 'sha256' | 'logicalBytes' | 'codecs'>;

/** A stream on its way into a storage. */
export interface Encoded {
  body: Readable;
  /** Returns what was stored, once the body has ended. It must not be called before. */
  result(): StoredBytes;
}

/**
 * Returns stored bytes made of logical ones: counted, through the codecs, counted and hashed, in one pass. The body errors as the
 * source does. Throws `unsupported.zstd` for a codec that Node.js lacks, and destroys the source. Progress is in logical bytes.
 */
export function encode(source: Readable, codecs: Codec[], progress: (bytes: number) => void): Encoded {
  const logical = new Meter({ onBytes: progress });
  const stored = new Meter({ hash: createHash('sha256') });
  // An error of any of them destroys all of them with it; the reader of the body sees it there.
  pipeline([source, logical, ...transforms(codecs, encoder, source), stored], () => {});
  return {
    body: stored,
    result: () => ({ bytes: stored.bytes, sha256: stored.digest(), logicalBytes: logical.bytes, codecs }),
  };
}

/**
 * Returns logical bytes made of stored ones. The stream ends only if size and SHA-256 of the stored bytes and the number of logical
 * ones are those that were written; otherwise it errors with `corrupt.truncated` or `corrupt.changed`. Throws `unsupported.zstd`
 * for a codec that Node.js lacks, and destroys the source. Progress is in logical bytes.
 */
export function decode(
  stored: Readable,
  artifact: StoredArtifact,
  snapshot: string,
  progress: (bytes: number) => void,
): Readable {
  const changed = (cause?: unknown): AppError => new AppError('corrupt.changed', { snapshot, file: artifact.key }, { cause });
  const verified = verifier(artifact, snapshot);
  const logical = new Meter({
    onBytes: reading(progress),
    check: (bytes) => (bytes === artifact.logicalBytes ? undefined : changed()),
    // Only a decoder fails in its own words, and only on bytes that are not those that were written.
    explain: (error) => (codeOfDecoder.test('code' in error ? String(error.code) : '') ? changed(error) : error),
  });
  pipeline([stored, verified, ...transforms(artifact.codecs.toReversed(), decoder, stored), logical], () => {});
  return logical;
}

/**
 * Returns stored bytes as they are, checked on the way: the stream ends only if they are the ones that were written, and else
 * errors with `corrupt.truncated` or `corrupt.changed`.
 */
export function verified(
  stored: Readable,
  artifact: StoredArtifact,
  snapshot: string,
  progress: (bytes: number) => void,
): Readable {
  const meter = new Meter({ onBytes: reading(progress) });
  pipeline([stored, verifier(artifact, snapshot), meter], () => {});
  return meter;
}

/**
 * Returns a stream that passes stored bytes on and ends only if they are the ones that were written; otherwise it errors with
 * `corrupt.truncated` or `corrupt.changed`.
 */
export function verifier(artifact: StoredArtifact, snapshot: string): Transform {
  const at = { snapshot, file: artifact.key };
  const meter: Meter = new Meter({
    hash: createHash('sha256'),
    check: (bytes) => {
      if (bytes < artifact.bytes) return new AppError('corrupt.truncated', { ...at, expected: artifact.bytes, found: bytes });
      if (bytes > artifact.bytes || meter.digest() !== artifact.sha256) return new AppError('corrupt.changed', at);
      return undefined;
    },
  });
  return meter;
}

/**
 * Returns what reports progress and has spent chunks collected. Only what is read needs that, 25 MB less from a bucket: on the way
 * into a storage it saves no memory, and costs a tenth of a job's processor time.
 */
const reading =
  (progress: (bytes: number) => void) =>
  (bytes: number): void => {
    flowed(bytes);
    progress(bytes);
  };

const codeOfDecoder = /^(?:ZSTD_|Z_)/;

/**
 * Returns a stream for each codec. Throws `unsupported.zstd` when Node.js has none, and destroys the source so that its producer
 * fails too.
 */
function transforms(codecs: Codec[], make: (codec: Codec) => Transform, source: Readable): Transform[] {
  try {
    return codecs.map(make);
  } catch (error) {
    source.destroy();
    throw error;
  }
}

function encoder(codec: Codec): Transform {
  switch (codec) {
    case 'zstd':
      requireZstd();
      return zlib.createZstdCompress({
        chunkSize: 256 << 10,
        params: { [zlib.constants.ZSTD_c_compressionLevel]: level, [zlib.constants.ZSTD_c_checksumFlag]: 1 },
      });
  }
}

function decoder(codec: Codec): Transform {
  switch (codec) {
    case 'zstd':
      requireZstd();
      return zlib.createZstdDecompress({ chunkSize: 256 << 10 });
  }
}

function requireZstd(): void {
  // Older runtimes, and some that embed Node.js, come without it.
  if (typeof zlib.createZstdCompress !== 'function') throw new AppError('unsupported.zstd', { node: process.version });
}

interface MeterOptions {
  hash?: Hash;
  /** Reports progress. */
  onBytes?: (bytes: number) => void;
  /** Returns what is wrong with the whole, before the stream ends; undefined when all is right. */
  check?: (bytes: number) => Error | undefined;
  /** Returns the error that the stream is destroyed with instead of this one. */
  explain?: (error: Error) => Error;
}

/** Counts, and hashes if asked to, what passes through it unchanged. */
class Meter extends Transform {
  readonly #options: MeterOptions;
  #digest: string | undefined;
  bytes = 0;

  constructor(options: MeterOptions) {
    super({ highWaterMark: buffered });
    this.#options = options;
  }

  digest(): string {
    this.#digest ??= this.#options.hash?.digest('hex') ?? '';
    return this.#digest;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.#options.hash?.update(chunk);
    this.#options.onBytes?.(chunk.length);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    done(this.#options.check?.(this.bytes));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    done(error && this.#options.explain ? this.#options.explain(error) : error);
  }
}
