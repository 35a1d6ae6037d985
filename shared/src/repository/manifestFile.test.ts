import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seeded, shop } from '../../../test/support/snapshots.ts';
import { AppError } from '../errors.ts';
import type { Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { stackFolder } from './layout.ts';
import { readManifest, writeManifest } from './manifestFile.ts';

const folder = stackFolder(shop);
const id = '2026-02-17_02-00-00Z';
const manifest: Manifest = {
  format: 1,
  id,
  sequence: 7,
  stack: shop,
  startedAt: '2026-02-17T02:00:00.000Z',
  finishedAt: '2026-02-17T02:01:00.000Z',
  mode: 'freeze',
  environment: 'production',
  complete: true,
  missing: [],
  job: 'job-1',
  writer: 'longshore/test',
  services: [
    { name: 'db', kind: 'postgres', image: { reference: 'postgres:17', id: 'sha256:0' }, version: '17.2', items: ['app'] },
  ],
  artifacts: [
    { service: 'db', name: 'app.dump', key: 'db/app.dump', bytes: 5, sha256: '0'.repeat(64), logicalBytes: 5, codecs: [] },
    { service: '', name: 'inventory.json', key: 'inventory.json', bytes: 2, sha256: '1'.repeat(64), logicalBytes: 2, codecs: [] },
  ],
};

/** Any JSON with a seal that fits: what a user with a text editor and patience, or a newer version, may leave. */
function sealed(json: unknown): Buffer {
  const text = `${JSON.stringify(json, undefined, 2)}\n`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return Buffer.from(`${text.slice(0, -3)},\n  "sha256": "${sha256}"\n}\n`);
}

function keyOf(bytes: Buffer): string {
  try {
    readManifest(bytes, folder, id);
  } catch (error) {
    if (AppError.is(error)) return error.key;
    throw error;
  }
  return 'fine';
}

describe('a manifest', () => {
  it('is read as it was written', () => {
    const bytes = Buffer.from(writeManifest(manifest));
    expect(readManifest(bytes, folder, id)).toEqual({ manifest, hash: createHash('sha256').update(bytes).digest('hex') });
  });

  it('may hold fields that this version does not know', () => {
    expect(readManifest(sealed({ ...manifest, later: { any: 'thing' } }), folder, id).manifest).toEqual(manifest);
  });

  it('is refused when any bit of it has changed', () => {
    const bytes = Buffer.from(writeManifest(manifest));
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (at % 8)), at);
      expect([at, keyOf(damaged)]).not.toEqual([at, 'fine']);
    }
  });

  it('is refused wherever it was cut', () => {
    const bytes = Buffer.from(writeManifest(manifest));
    for (let length = 0; length < bytes.length; length += 1) expect(keyOf(bytes.subarray(0, length))).toBe('corrupt.manifest');
    expect(keyOf(Buffer.concat([bytes, Buffer.from('\n')]))).toBe('corrupt.manifest');
  });

  it('of a newer format is refused by its number, with or without a seal', () => {
    expect(keyOf(Buffer.from('{"format": 2}'))).toBe('incompatible.manifest');
    expect(keyOf(sealed({ ...manifest, format: 17 }))).toBe('incompatible.manifest');
    expect(keyOf(sealed({ ...manifest, format: 0 }))).toBe('corrupt.manifest');
  });

  it('with kinds or codecs of a newer version is refused by their names', () => {
    const [service] = manifest.services;
    const [artifact] = manifest.artifacts;
    const newer = sealed({
      ...manifest,
      services: [{ ...service, kind: 'neo4j' }],
      artifacts: [{ ...artifact, codecs: ['zstd', 'age'] }],
    });
    expect(() => readManifest(newer, folder, id)).toThrow('incompatible.content');
    expect(() => readManifest(newer, folder, id)).toThrow('["neo4j","age"]');
  });

  it('in the folder of another snapshot or stack is refused', () => {
    const bytes = Buffer.from(writeManifest(manifest));
    expect(() => readManifest(bytes, folder, '2026-02-17_02-00-01Z')).toThrow('corrupt.misplaced');
    expect(() => readManifest(bytes, 'blog-123456', id)).toThrow('corrupt.misplaced');
  });

  it.each([
    '../../etc/passwd',
    '/etc/passwd',
    'db//x',
    'db/../x',
    'manifest.json',
    'started.json',
    "db/it's",
    'db/$(id)',
    'db/new\nline',
    '',
  ])('with the key %j is refused', (key) => {
    const [artifact] = manifest.artifacts;
    expect(keyOf(sealed({ ...manifest, artifacts: [{ ...artifact, key }] }))).toBe('corrupt.manifest');
  });

  it('that lists a file twice is refused', () => {
    const [artifact] = manifest.artifacts;
    expect(keyOf(sealed({ ...manifest, artifacts: [artifact, artifact] }))).toBe('corrupt.manifest');
  });
});

describe('fuzzed manifests never do worse than a clear refusal', () => {
  it('in their bytes', () => {
    const next = seeded(1);
    const original = Buffer.from(writeManifest(manifest));
    for (let round = 0; round < 3000; round += 1) {
      let bytes = Buffer.from(original);
      for (let edits = 1 + next(4); edits > 0; edits -= 1) {
        const at = next(bytes.length);
        const some = Buffer.from(Array.from({ length: next(9) }, () => next(256)));
        bytes = Buffer.concat([bytes.subarray(0, at), some, bytes.subarray(at + next(20))]);
      }
      expect(keyOf(bytes)).toMatch(bytes.equals(original) ? /^fine$/ : /^(corrupt|incompatible)\./);
    }
  });

  it('in their values, under a seal that fits', () => {
    const next = seeded(2);
    let refused = 0;
    for (let round = 0; round < 3000; round += 1) {
      const json: Json = JSON.parse(JSON.stringify(manifest));
      for (let edits = 1 + next(3); edits > 0; edits -= 1) mutate(json, next);
      const key = keyOf(sealed(json));
      expect(key).toMatch(/^fine$|^(corrupt|incompatible)\./);
      if (key !== 'fine') refused += 1;
    }
    expect(refused).toBeGreaterThan(1500);
  });

  it('in their depth', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(keyOf(Buffer.from(deep))).toBe('corrupt.manifest');
    expect(keyOf(Buffer.from(`{"format":1,"services":${deep}}`))).toBe('corrupt.manifest');
  });
});

const odd: Json[] = [
  null,
  true,
  -1,
  1e308,
  0.5,
  '',
  '..',
  '__proto__',
  '\0',
  [],
  {},
  [[]],
  { length: -1 },
  '9'.repeat(400),
  'x'.repeat(5000),
];

/** Replaces, removes or adds one value somewhere. */
function mutate(json: Json, next: (below: number) => number): void {
  if (typeof json !== 'object' || json === null) return;
  const names = Object.keys(json);
  const name = names[next(names.length || 1)] ?? 'added';
  const target = json as Record<string, Json>;
  const value = target[name] ?? null;
  if (typeof value === 'object' && value !== null && next(3) > 0) return mutate(value, next);
  if (next(4) === 0) delete target[name];
  else target[name] = structuredClone(odd[next(odd.length)] ?? null);
}
