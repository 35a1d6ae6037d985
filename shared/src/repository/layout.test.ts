import { describe, expect, it } from 'vitest';
import {
  artifactKey,
  foldersOf,
  isSnapshotId,
  isStackFolder,
  parseProofKey,
  proofKey,
  slug,
  slugOf,
  snapshotId,
  stackFolder,
} from './layout.ts';
import { isKey } from '../storage/key.ts';

const stack = { name: 'shop', engine: 'E1', project: 'shop', workingDir: '/srv/shop' };
/** Any string at all, the same in each run. */
function* names(count: number): Generator<string> {
  let seed = 7;
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const letters = [
    'a',
    'Z',
    '.',
    '-',
    '_',
    '/',
    ' ',
    '\n',
    '\0',
    "'",
    '"',
    '\\',
    'ä',
    '語',
    '\u{1F433}',
    '~',
    '$',
    '9',
    ':',
    '..',
  ];
  for (let index = 0; index < count; index += 1)
    yield Array.from({ length: next(120) }, () => letters[next(letters.length)]).join('');
}

describe('slug', () => {
  it.each(['app', 'my-app_2.0', 'a', '9', 'a'.repeat(80)])('keeps %j', (name) => expect(slug(name)).toBe(name));

  it.each([
    ['My App', /^my-app-[0-9a-f]{8}$/],
    ['APP', /^app-[0-9a-f]{8}$/],
    ['ä/b', /^b-[0-9a-f]{8}$/],
    ['日本語', /^x-[0-9a-f]{8}$/],
    ['', /^x-[0-9a-f]{8}$/],
    ['..', /^x-[0-9a-f]{8}$/],
    ['-rf', /^rf-[0-9a-f]{8}$/],
    ['.hidden', /^hidden-[0-9a-f]{8}$/],
    ['end.', /^end-[0-9a-f]{8}$/],
    ['a'.repeat(81), /^a{80}-[0-9a-f]{8}$/],
    ['manifest.json', /^manifest\.json-[0-9a-f]{8}$/],
    ['readme.txt', /^readme\.txt-[0-9a-f]{8}$/],
    ['con', /^con-[0-9a-f]{8}$/],
    ['nul.x', /^nul\.x-[0-9a-f]{8}$/],
  ])('changes %j', (name, expected) => expect(slug(name)).toMatch(expected));

  it('is a safe part of a key for any name, and another one for another name', () => {
    const all = new Set(names(5000));
    const slugs = [...all].map(slug);
    for (const one of slugs) expect(one).toMatch(/^[a-z0-9_][a-z0-9._-]{0,88}$/);
    expect(new Set(slugs).size).toBe(all.size);
  });
});

describe('stack folders', () => {
  it('differ by engine, project and working folder', () => {
    const others = [stack, { ...stack, engine: 'E2' }, { ...stack, workingDir: '/srv/other' }, { ...stack, project: 'other' }];
    const folders = others.map(stackFolder);
    expect(new Set(folders).size).toBe(4);
    for (const folder of folders) {
      expect(isStackFolder(folder)).toBe(true);
      expect(slugOf(folder)).toBe('shop');
    }
  });

  it('are found by folder, name and slug', () => {
    const folders = ['shop-aaaaaa', 'shop-bbbbbb', 'blog-cccccc', `${slug('My Shop')}-dddddd`];
    expect(foldersOf('shop', folders)).toEqual(['shop-aaaaaa', 'shop-bbbbbb']);
    expect(foldersOf('shop-bbbbbb', folders)).toEqual(['shop-bbbbbb']);
    expect(foldersOf('My Shop', folders)).toEqual([`${slug('My Shop')}-dddddd`]);
    expect(foldersOf(slug('My Shop'), folders)).toEqual([`${slug('My Shop')}-dddddd`]);
    expect(foldersOf('my shop', folders)).toEqual([]);
    expect(foldersOf('', folders)).toEqual([]);
  });
});

describe('snapshot ids', () => {
  it('tell the second in UTC', () => {
    const at = new Date('2026-02-17T02:00:00.999Z');
    expect(snapshotId(at)).toBe('2026-02-17_02-00-00Z');
    expect(snapshotId(at, 2)).toBe('2026-02-17_02-00-00Z-2');
    expect(isSnapshotId(snapshotId(at, 12))).toBe(true);
  });

  it.each(['proofs', 'pins', 'latest', '2026-02-17', '2026-02-17_02-00-00Z/x', '2026-02-17_02-00-00Z-', ' 2026-02-17_02-00-00Z'])(
    'are not %j',
    (name) => expect(isSnapshotId(name)).toBe(false),
  );
});

describe('artifact keys', () => {
  it.each([
    ['db', 'globals.sql', ['zstd'], 'db/globals.sql.zst'],
    ['db', 'app.dump', [], 'db/app.dump'],
    ['db', 'a.b.dump', [], 'db/a.b.dump'],
    ['db', 'noending', [], 'db/noending'],
  ] as const)('of %s %s', (service, name, codecs, key) => expect(artifactKey(service, name, codecs)).toBe(key));

  it('keep the ending and number those that meet', () => {
    expect(artifactKey('db', 'My App.dump', ['zstd'])).toMatch(/^db\/my-app-[0-9a-f]{8}\.dump\.zst$/);
    expect(artifactKey('db', 'app.dump', ['zstd'], 2)).toBe('db/app-2.dump.zst');
    expect(artifactKey('db', 'new\nline.dump', [])).toMatch(/^db\/new-line-[0-9a-f]{8}\.dump$/);
  });

  it('are keys for any name', () => {
    for (const name of names(2000)) {
      const key = artifactKey(name, `${name}.dump`, ['zstd']);
      expect(isKey(key)).toBe(true);
      expect(key).toMatch(/^[\w.\-/]+$/);
    }
  });
});

it('puts proofs beside the snapshots and reads their keys back', () => {
  const key = proofKey('shop-aaaaaa', '2026-02-17_02-00-00Z', new Date('2026-02-18T03:04:05.678Z'), 'drill');
  expect(key).toBe('shop-aaaaaa/proofs/2026-02-17_02-00-00Z/2026-02-18_03-04-05.678Z-drill.json');
  expect(parseProofKey('shop-aaaaaa', key)).toEqual({ snapshot: '2026-02-17_02-00-00Z', kind: 'drill' });
  expect(parseProofKey('shop-aaaaaa', 'shop-aaaaaa/proofs/notes.txt')).toBeUndefined();
});
