import pMap from 'p-map';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { ProofRecord, ProofSummary } from '../model/manifest.ts';
import { saysAll } from '../model/standing.ts';
import type { Storage, StoredObject } from '../storage/storage.ts';
import { parseJson, readDocument } from './documents.ts';
import { type KnownProof, type KnownSnapshot, knownOf, readIndex, writeIndex } from './indexFile.ts';
import { fileNames } from './layout.ts';
import { type FoundSnapshot, readManifest } from './manifestFile.ts';
import { type StackKeys, scanStack, snapshotFolders } from './scan.ts';

/** How many manifests and proofs are read side by side. */
const lanes = 32;

/** A stack's folder, and where this machine remembers what it has read of it. */
export interface StackPlace {
  storage: Storage;
  folder: string;
  /** Folder of the indexes of the repository; undefined where nothing is remembered. */
  index: string | undefined;
}

/** There, but its manifest cannot be read; the error names the snapshot. */
interface Unreadable {
  id: string;
  error: AppError;
  /** Absent where the index does not know it. */
  sequence?: number;
}

/** All that a stack's folder holds. */
export interface StackContent {
  /** Newest first: the highest sequence, and among equals the greatest id. */
  snapshots: KnownSnapshot[];
  unreadable: Unreadable[];
  /** By snapshot, as a `SnapshotSummary` lists them. */
  proofs: Map<string, ProofSummary[]>;
  pins: Set<string>;
}

const nothing = { snapshots: [], proofs: [] };
const remembered = ({ index, folder }: StackPlace, ctx: Context): ReturnType<typeof readIndex> =>
  index === undefined ? Promise.resolve(nothing) : readIndex(index, folder, ctx);

/**
 * Resolves with what a stack holds. What is there is what the storage lists now; the index only spares reading again what has
 * been read. Whatever the index says, it can neither hide a snapshot nor show one that is gone. One that cannot be read hides
 * no other, and is in `unreadable`; rejects when the storage does not give a proof.
 */
export async function readStack(place: StackPlace, ctx: Context): Promise<StackContent> {
  const { storage, folder, index } = place;
  const [keys, known] = await Promise.all([scanStack(storage, folder, ctx.signal), remembered(place, ctx)]);
  const { snapshots, unreadable, learnt } = await readManifests(place, keys, known.snapshots, ctx);
  const proofs = await readProofs(storage, keys, known.proofs, snapshots, ctx);
  const gone = known.snapshots.length > snapshots.length - learnt || known.proofs.length > proofs.known.length - proofs.learnt;
  if (index !== undefined && (learnt > 0 || proofs.learnt > 0 || gone))
    await writeIndex(index, folder, { snapshots, proofs: proofs.known }, ctx);
  return { snapshots, unreadable, proofs: proofs.found, pins: keys.pins };
}

async function readManifests(
  { storage, folder }: StackPlace,
  { manifests }: StackKeys,
  known: KnownSnapshot[],
  ctx: Context,
): Promise<{ snapshots: KnownSnapshot[]; unreadable: Unreadable[]; learnt: number }> {
  const snapshots = known.filter(({ id, tag }) => tag !== '' && manifests.get(id)?.tag === tag);
  const had = new Set(snapshots.map(({ id }) => id));
  const wanted = [...manifests].filter(([id]) => !had.has(id));
  const { found, unreadable } = await readAll(
    storage,
    folder,
    wanted.map(([id]) => id),
    ctx,
  );
  const learnt = found.map((one) => knownOf(one, manifests.get(one.id)?.tag ?? ''));
  return { snapshots: [...snapshots, ...learnt].sort(newestFirst), unreadable, learnt: learnt.length };
}

/**
 * Resolves with those that have a manifest, and apart from them with those whose reading fails with an {@link AppError}, whatever
 * its code.
 */
async function readAll(
  storage: Storage,
  folder: string,
  ids: string[],
  ctx: Context,
): Promise<{ found: FoundSnapshot[]; unreadable: Unreadable[] }> {
  const unreadable: Unreadable[] = [];
  const read = async (id: string): Promise<FoundSnapshot | undefined> => {
    try {
      return await readSnapshot(storage, folder, id, ctx);
    } catch (error) {
      if (!AppError.is(error)) throw error;
      unreadable.push({ id, error });
      return undefined;
    }
  };
  const found = await pMap(ids, read, { concurrency: lanes, signal: ctx.signal });
  return { found: found.filter((one) => one !== undefined), unreadable };
}

/**
 * Resolves with the proofs that say something of a snapshot, and with all that were read for that. A record that is damaged or of
 * other bytes proves nothing: an older one takes its place.
 */
async function readProofs(
  storage: Storage,
  keys: StackKeys,
  known: KnownProof[],
  snapshots: KnownSnapshot[],
  ctx: Context,
): Promise<{ found: Map<string, ProofSummary[]>; known: KnownProof[]; learnt: number }> {
  const there = new Map(known.map((proof) => [proof.key, proof]));
  const whole = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]));
  const found = new Map<string, ProofSummary[]>();
  let learnt = 0;
  const read = async ({ key, tag }: StoredObject): Promise<KnownProof> => {
    const before = there.get(key);
    if (before?.tag === tag) return before;
    learnt += 1;
    const { manifest, proof } = (await readProof(storage, key, ctx)) ?? {};
    return { key, tag, ...(manifest !== undefined && { manifest }), ...(proof && { proof: ProofSummary.parse(proof) }) };
  };
  const readKind = async ({ snapshot, objects }: { snapshot: string; objects: StoredObject[] }): Promise<KnownProof[]> => {
    const of = whole.get(snapshot);
    const all: KnownProof[] = [];
    for (const object of objects) {
      const one = await read(object);
      all.push(one);
      if (!one.proof || one.manifest !== of?.hash) continue;
      found.set(snapshot, [...(found.get(snapshot) ?? []), one.proof]);
      if (of && saysAll(one.proof, namesOf(of))) break;
    }
    return all;
  };
  const each = await pMap(keys.proofs.values(), readKind, { concurrency: lanes, signal: ctx.signal });
  return { found, known: each.flat(), learnt };
}

const namesOf = ({ services }: Pick<KnownSnapshot, 'services'>): string[] => services.map(({ name }) => name);

/**
 * Resolves with a proof and the SHA-256 of the manifest that it is about; undefined when the record is gone or damaged: it proves
 * nothing. Rejects as {@link readDocument} does.
 */
export async function readProof(
  storage: Storage,
  key: string,
  ctx: Context,
): Promise<{ manifest: string; proof: ProofRecord } | undefined> {
  const bytes = await readDocument(storage, key, ctx.signal);
  const json = bytes && parseJson(bytes);
  const manifest = z.object({ manifest: z.string() }).safeParse(json).data?.manifest;
  const proof = ProofRecord.safeParse(json).data;
  return manifest !== undefined && proof ? { manifest, proof } : undefined;
}

/** What may be the newest of a stack, without looking at every manifest. */
export interface Newest {
  snapshot: FoundSnapshot | undefined;
  /** There and not readable: not in the index, or in it, suiting, and newer than `snapshot`. */
  unreadable: Unreadable[];
}

/**
 * Resolves with the snapshot with the highest sequence among those that suit and can be read, undefined when there is none, and
 * with those that cannot be read. Only names are listed: manifests that the index knows are taken to be as they were, as
 * snapshots never change, and only the one that is returned was read again.
 */
export async function newestOf(place: StackPlace, suits: (snapshot: KnownSnapshot) => boolean, ctx: Context): Promise<Newest> {
  const { storage, folder, index } = place;
  const [ids, known] = await Promise.all([snapshotFolders(storage, folder, ctx.signal), remembered(place, ctx)]);
  const there = new Set(ids);
  const had = new Set(known.snapshots.map(({ id }) => id));
  const { found, unreadable } = await readAll(
    storage,
    folder,
    ids.filter((id) => !had.has(id)),
    ctx,
  );
  const snapshots = [...known.snapshots.filter(({ id }) => there.has(id)), ...found.map((one) => knownOf(one, ''))];
  if (index !== undefined && found.length > 0) await writeIndex(index, folder, { ...known, snapshots }, ctx);
  for (const candidate of snapshots.sort(newestFirst)) {
    if (!suits(candidate)) continue;
    const now = await readSnapshot(storage, folder, candidate.id, ctx).catch((error: unknown) => {
      if (!AppError.is(error)) throw error;
      unreadable.push({ id: candidate.id, error, sequence: candidate.sequence });
      return undefined;
    });
    if (now?.hash === candidate.hash) return { snapshot: now, unreadable };
    // Another manifest was put in its place: what the index says is worth nothing here.
    if (now) return newestOf({ ...place, index: undefined }, suits, ctx);
  }
  return { snapshot: undefined, unreadable };
}

/**
 * Resolves with one snapshot; undefined when it has no manifest. Rejects as {@link readDocument} does, and as
 * {@link readManifest} throws.
 */
export async function readSnapshot(
  storage: Storage,
  folder: string,
  id: string,
  ctx: Context,
): Promise<FoundSnapshot | undefined> {
  const bytes = await readDocument(storage, `${folder}/${id}/${fileNames.manifest}`, ctx.signal);
  return bytes && { folder, id, ...readManifest(bytes, folder, id) };
}

function newestFirst(a: KnownSnapshot, b: KnownSnapshot): number {
  return b.sequence - a.sequence || (a.id < b.id ? 1 : -1);
}
