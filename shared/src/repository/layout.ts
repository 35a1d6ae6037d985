import { createHash } from 'node:crypto';
import type { Codec } from '../model/manifest.ts';
import type { StackId } from '../model/service.ts';
import { stackHash } from '../stackHash.ts';

/** Names that are the same in every repository. */
export const fileNames = {
  repository: 'longshore.json',
  started: 'started.json',
  inventory: 'inventory.json',
  readme: 'README.txt',
  manifest: 'manifest.json',
} as const;

/** Names that the format uses itself, and devices of Windows, which no file there can be called. */
const reserved = /^(?:started\.json|inventory\.json|readme\.txt|manifest\..*|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?)$/;
const extensions: Record<Codec, string> = { zstd: '.zst' };

const hash = (text: string, digits: number): string => createHash('sha256').update(text).digest('hex').slice(0, digits);

/**
 * Returns a name as one part of a key, the same on every system. Another name has the same one by a rare chance, or when it was
 * made for that: what must be kept apart has to be compared.
 */
export function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80)
    .replace(/[.-]+$/, '');
  return plain === name && name !== '' && !reserved.test(name) ? name : `${plain || 'x'}-${hash(name, 8)}`;
}

/** Returns the folder of a stack: {@link stackHash} at its end tells two Docker Engines, or two folders on one, apart. */
export function stackFolder(stack: StackId): string {
  return `${slug(stack.name)}-${stackHash(stack)}`;
}

/**
 * Returns the stack folders that a person means by a name: the folder itself, a stack's name, or its slug. Empty when none fits.
 */
export function foldersOf(name: string, folders: readonly string[]): string[] {
  if (folders.includes(name)) return [name];
  const slugs = [name, slug(name)];
  return folders.filter((folder) => slugs.includes(slugOf(folder)));
}

export const isStackFolder = (name: string): boolean => /^[a-z0-9][a-z0-9._-]*-[0-9a-f]{6}$/.test(name);

/** Returns a stack folder without its hash. */
export const slugOf = (folder: string): string => folder.slice(0, -7);

const stamp = (at: Date, digits: number): string =>
  `${at.toISOString().slice(0, digits).replace('T', '_').replaceAll(':', '-')}Z`;

/** Returns the id, and folder, of the snapshot that was begun then, by its time in UTC: the nth of that second. */
export const snapshotId = (at: Date, nth = 1): string => (nth === 1 ? stamp(at, 19) : `${stamp(at, 19)}-${nth}`);

export const isSnapshotId = (name: string): boolean => /^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\dZ(?:-\d{1,6})?$/.test(name);

/**
 * Returns the key of an artifact within the snapshot's folder, the nth that would have it. A short ending in lower case stays an
 * ending, before those of the codecs, so that people and tools know the file.
 */
export function artifactKey(service: string, name: string, codecs: readonly Codec[], nth = 1): string {
  const [, stem = name, ending = ''] = /^(.+)(\.[a-z0-9]{1,8})$/s.exec(name) ?? [];
  const number = nth === 1 ? '' : `-${nth}`;
  return `${slug(service)}/${slug(stem)}${number}${ending}${codecs.map((codec) => extensions[codec]).join('')}`;
}

/** Returns the prefix of a stack's proofs: beside the snapshots, never in them. */
export const proofsPrefix = (folder: string): string => `${folder}/proofs/`;
export const pinsPrefix = (folder: string): string => `${folder}/pins/`;

export const proofKey = (folder: string, snapshot: string, at: Date, kind: string): string =>
  `${proofsPrefix(folder)}${snapshot}/${stamp(at, 23)}-${kind}.json`;

/** Returns snapshot and kind of a proof's key; undefined for any other file. The key must be below {@link proofsPrefix}. */
export function parseProofKey(folder: string, key: string): { snapshot: string; kind: string } | undefined {
  const found = /^([^/]+)\/[^/]+Z-([a-z]+)\.json$/.exec(key.slice(proofsPrefix(folder).length));
  const [, snapshot, kind] = found ?? [];
  return snapshot !== undefined && kind !== undefined ? { snapshot, kind } : undefined;
}

export const pinKey = (folder: string, snapshot: string): string => `${pinsPrefix(folder)}${snapshot}.json`;
