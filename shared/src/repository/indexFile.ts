import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { Manifest, ProofSummary, SnapshotSummary, missingNames } from '../model/manifest.ts';
import { parseJson } from './documents.ts';
import type { FoundSnapshot } from './manifestFile.ts';

/** What was read of a manifest once. */
export const KnownSnapshot = SnapshotSummary.omit({ reference: true, proofs: true, pinned: true }).extend({
  id: z.string(),
  sequence: Manifest.shape.sequence,
  /** SHA-256 of the manifest's bytes. */
  hash: z.string(),
  /** Of the stored manifest; empty when it was read without a listing. */
  tag: z.string(),
});
export type KnownSnapshot = z.infer<typeof KnownSnapshot>;

export const KnownProof = z.object({
  key: z.string(),
  tag: z.string(),
  /** SHA-256 of the manifest that was proven, and how that ended; absent when the record cannot be read. */
  manifest: z.string().optional(),
  proof: ProofSummary.optional(),
});
export type KnownProof = z.infer<typeof KnownProof>;

/** What this machine remembers of one stack of a repository. Everything in it can be read again from there. */
const Index = z.object({ version: z.literal(3), snapshots: z.array(KnownSnapshot), proofs: z.array(KnownProof) });
type Index = z.infer<typeof Index>;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Returns the path of the folder of a repository's indexes, by its id and place: a copy has the same id, and the two must not take
 * turns in one index.
 */
export const indexFolder = (base: string, repository: string, location: string): string =>
  join(base, sha256(JSON.stringify([repository, location])).slice(0, 32));

const fileOf = (dir: string, folder: string): string => join(dir, `${folder}.json`);

/**
 * Resolves with what is remembered of a stack; with nothing when there is no index, or when it is damaged, half written, of another
 * version, or may not be read: then it is made anew. Never rejects.
 */
export async function readIndex(dir: string, folder: string, ctx: Context): Promise<Omit<Index, 'version'>> {
  const nothing = { snapshots: [], proofs: [] };
  try {
    const text = await readFile(fileOf(dir, folder), 'utf8');
    const end = text.indexOf('\n');
    if (sha256(text.slice(end + 1)) !== text.slice(0, end)) return nothing;
    return Index.safeParse(parseJson(Buffer.from(text.slice(end + 1)))).data ?? nothing;
  } catch (error) {
    ctx.log.debug('No index of this stack.', { folder, error: String(error) });
    return nothing;
  }
}

/**
 * Replaces the index of a stack at once; of two processes the later one wins, and what the other had learnt is read again. Never
 * rejects: a failure is logged, and lists take longer.
 */
export async function writeIndex(dir: string, folder: string, content: Omit<Index, 'version'>, ctx: Context): Promise<void> {
  const body = JSON.stringify({ version: 3, ...content } satisfies Index);
  const draft = join(dir, `.${folder}.${randomUUID()}`);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    // Not synced: what a power cut leaves of it does not fit its own hash.
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${sha256(body)}\n${body}`);
    } finally {
      await file.close();
    }
    await rename(draft, fileOf(dir, folder));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    ctx.log.warn('The index of a stack could not be written: listing it will take longer.', { folder, error: String(error) });
  }
}

/** Returns what is remembered of a snapshot. `tag`: of its stored manifest; empty when that is unknown. */
export function knownOf({ id, manifest, hash }: FoundSnapshot, tag: string): KnownSnapshot {
  const { stack, startedAt, environment, complete, missing, scope, services, artifacts, sequence } = manifest;
  return {
    id,
    sequence,
    hash,
    tag,
    stack,
    startedAt,
    environment,
    complete,
    missing: missingNames(missing),
    ...(scope && { scope }),
    services: services.map(({ name, kind, version }) => ({ name, kind, version })),
    bytes: artifacts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
