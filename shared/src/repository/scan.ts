import type { Storage, StoredObject } from '../storage/storage.ts';
import { fileNames, isSnapshotId, isStackFolder, parseProofKey, pinsPrefix, proofsPrefix } from './layout.ts';

/** The keys of a stack's folder that tell what there is, as the storage has them now. */
export interface StackKeys {
  /** Snapshots and attempts, in the order of their keys. */
  ids: Set<string>;
  /** By snapshot: it exists because this does. */
  manifests: Map<string, StoredObject>;
  /** By snapshot and kind, the latest first. */
  proofs: Map<string, { snapshot: string; objects: StoredObject[] }>;
  pins: Set<string>;
}

/** Resolves with the names of all stack folders; empty when there are none. */
export async function stackFolders(storage: Storage, signal: AbortSignal): Promise<string[]> {
  return (await childFolders(storage, '', signal)).filter(isStackFolder);
}

/**
 * Resolves with the ids of the snapshots and attempts of a stack, in the order of their keys; empty when there are none. One that
 * holds nothing any more may be among them for a while.
 */
export async function snapshotFolders(storage: Storage, folder: string, signal: AbortSignal): Promise<string[]> {
  return (await childFolders(storage, `${folder}/`, signal)).filter(isSnapshotId);
}

/** Resolves with the ids of a stack's attempts: folders without a manifest; empty when there are none. */
export async function attemptsOf(storage: Storage, folder: string, signal: AbortSignal): Promise<string[]> {
  const { ids, manifests } = await scanStack(storage, folder, signal);
  return [...ids].filter((id) => !manifests.has(id));
}

async function childFolders(storage: Storage, prefix: string, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for await (const { key } of storage.list(prefix, signal, { shallow: true })) {
    if (key.endsWith('/')) names.push(key.slice(prefix.length, -1));
  }
  return names;
}

/**
 * Resolves with the keys of a stack that tell what there is. Lists all keys where that is cheap, else only the names of the
 * folders, the manifests, the proofs and the pins.
 */
export async function scanStack(storage: Storage, folder: string, signal: AbortSignal): Promise<StackKeys> {
  const keys: StackKeys = { ids: new Set(), manifests: new Map(), proofs: new Map(), pins: new Set() };
  const take = async (objects: AsyncIterable<StoredObject>): Promise<void> => {
    for await (const object of objects) takeKey(keys, folder, object);
  };
  if (storage.inEach) {
    // A manifest that comes after its folder was seen is taken, one that goes is not.
    for (const id of await snapshotFolders(storage, folder, signal)) keys.ids.add(id);
    await take(storage.inEach(`${folder}/`, fileNames.manifest, signal));
    await take(storage.list(proofsPrefix(folder), signal));
    await take(storage.list(pinsPrefix(folder), signal));
  } else await take(storage.list(`${folder}/`, signal));
  return keys;
}

function takeKey(keys: StackKeys, folder: string, object: StoredObject): void {
  const name = object.key.slice(folder.length + 1);
  const slash = name.indexOf('/');
  const [first, rest] = [name.slice(0, slash), name.slice(slash + 1)];
  if (isSnapshotId(first)) {
    keys.ids.add(first);
    if (rest === fileNames.manifest) keys.manifests.set(first, object);
    return;
  }
  const proof = parseProofKey(folder, object.key);
  // Keys sort by time.
  if (first === 'proofs' && proof) {
    const { snapshot, kind } = proof;
    const objects = keys.proofs.get(`${snapshot}/${kind}`)?.objects ?? [];
    keys.proofs.set(`${snapshot}/${kind}`, { snapshot, objects: [object, ...objects] });
  }
  if (first === 'pins' && rest.endsWith('.json')) keys.pins.add(rest.slice(0, -'.json'.length));
}
