import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { zstdDecompressSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../errors.ts';
import type { Codec, StoredArtifact } from '../model/manifest.ts';
import { decode, encode } from './codec.ts';

const text = Buffer.from(
  Array.from({ length: 40_000 }, (_, index) => `INSERT INTO orders VALUES (${index}, 'name ${index % 97}');\n`).join(''),
);

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const inPieces = (bytes: Buffer, length = 32 << 10): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
    })(),
  );

async function store(bytes: Buffer, codecs: Codec[]): Promise<{ stored: Buffer; artifact: StoredArtifact }> {
  const encoded = encode(inPieces(bytes), codecs, () => {});
  const stored = await collect(encoded.body);
  return { stored, artifact: { service: 'db', name: 'app.dump', key: 'db/app.dump', ...encoded.result() } };
}

const read = (stored: Buffer, artifact: StoredArtifact): Promise<Buffer> =>
  collect(decode(inPieces(stored, 10_007), artifact, 'shop/1', () => {}));

afterEach(() => vi.unstubAllGlobals());

it('what is read is counted once for the collector, and what is written is not', async () => {
  // It counts for a whole process, in which other tests have let bytes flow.
  vi.resetModules();
  const fresh = await import('./codec.ts');
  const collected = vi.fn<() => void>();
  vi.stubGlobal('gc', collected);
  const encoded = fresh.encode(inPieces(Buffer.alloc(64 << 20)), [], () => {});
  const stored = await collect(encoded.body);
  expect(collected).not.toHaveBeenCalled();
  const artifact = { service: 'db', name: 'app.dump', key: 'db/app.dump', ...encoded.result() };
  await finished(fresh.decode(inPieces(stored), artifact, 'shop/1', () => {}).resume());
  expect(collected).toHaveBeenCalledTimes(4);
});

async function keyOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (AppError.is(error)) return error.key;
    throw error;
  }
  return 'nothing was thrown';
}

describe.each([
  ['as it is', []],
  ['zstd', ['zstd']],
] as [string, Codec[]][])('%s', (_, codecs) => {
  it.each([0, 1, 65_536, text.length])('gives back %i bytes', async (length) => {
    const bytes = text.subarray(0, length);
    const { stored, artifact } = await store(bytes, codecs);
    expect(artifact).toMatchObject({ logicalBytes: length, bytes: stored.length, codecs });
    expect(artifact.sha256).toBe(createHash('sha256').update(stored).digest('hex'));
    expect((await read(stored, artifact)).equals(bytes)).toBe(true);
  });

  it('reports logical bytes both ways', async () => {
    let written = 0;
    let readBack = 0;
    const encoded = encode(inPieces(text), codecs, (bytes) => (written += bytes));
    const stored = await collect(encoded.body);
    const artifact = { service: 'db', name: 'x', key: 'x', ...encoded.result() };
    await collect(decode(inPieces(stored), artifact, 'shop/1', (bytes) => (readBack += bytes)));
    expect([written, readBack]).toEqual([text.length, text.length]);
  });

  it('finds one changed bit wherever it is', async () => {
    const { stored, artifact } = await store(text, codecs);
    const places = [0, 1, 4, 5, 9, Math.floor(stored.length / 2), stored.length - 5, stored.length - 1];
    for (const place of places) {
      const damaged = Buffer.from(stored);
      damaged.writeUInt8(damaged.readUInt8(place) ^ 0x10, place);
      expect([place, await keyOf(read(damaged, artifact))]).toEqual([place, 'corrupt.changed']);
    }
  });

  it('finds an end that came too early, or too late', async () => {
    const { stored, artifact } = await store(text, codecs);
    for (const length of [0, 1, stored.length >> 1, stored.length - 1]) {
      expect(await keyOf(read(stored.subarray(0, length), artifact))).toBe('corrupt.truncated');
    }
    expect(await keyOf(read(Buffer.concat([stored, Buffer.from('x')]), artifact))).toBe('corrupt.changed');
    expect(await keyOf(read(Buffer.concat([stored, stored]), artifact))).toBe('corrupt.changed');
  });

  it('does not end when the logical bytes are not those that were counted', async () => {
    const { stored, artifact } = await store(text, codecs);
    expect(await keyOf(read(stored, { ...artifact, logicalBytes: artifact.logicalBytes + 1 }))).toBe('corrupt.changed');
  });

  it('passes an error of the source on, and never ends', async () => {
    const failure = new AppError('internal.bug', {});
    const source = Readable.from(
      (async function* () {
        yield text;
        await Promise.resolve();
        throw failure;
      })(),
    );
    await expect(collect(encode(source, codecs, () => {}).body)).rejects.toBe(failure);
  });

  it('passes an error of the storage on', async () => {
    const { artifact } = await store(text, codecs);
    const failure = new AppError('storage-failed.io', { path: 'x', reason: 'EIO' });
    const source = new Readable({ read: () => source.destroy(failure) });
    await expect(collect(decode(source, artifact, 'shop/1', () => {}))).rejects.toBe(failure);
  });

  it('destroys the source when its reader goes away', async () => {
    const source = inPieces(randomBytes(20 << 20));
    const { body } = encode(source, codecs, () => {});
    for await (const _ of body) break;
    await finished(source).catch(() => undefined);
    expect(source).toMatchObject({ destroyed: true, readableEnded: false });
  });

  it('holds back a source that nobody reads', async () => {
    let produced = 0;
    const source = new Readable({
      highWaterMark: 256 << 10,
      read() {
        produced += 256 << 10;
        this.push(randomBytes(256 << 10));
      },
    });
    const { body } = encode(source, codecs, () => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(produced).toBeLessThan(16 << 20);
    body.destroy();
  });
});

it('writes what the standard tool reads', async () => {
  const { stored } = await store(text, ['zstd']);
  expect(stored.length).toBeLessThan(text.length / 5);
  expect(zstdDecompressSync(stored).equals(text)).toBe(true);
});
