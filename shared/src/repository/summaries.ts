import type { ProofSummary, SnapshotSummary } from '../model/manifest.ts';
import type { KnownSnapshot } from './indexFile.ts';
import { slugOf } from './layout.ts';

/** Returns a stack's folder without the hash at its end where no other folder is the same without it; otherwise as it is. */
export const shortName = (folder: string, folders: readonly string[]): string =>
  folders.filter((other) => other !== folder && slugOf(other) === slugOf(folder)).length === 0 ? slugOf(folder) : folder;

/** Returns what a list tells of a snapshot, under the short name of its stack. */
export function summaryOf(known: KnownSnapshot, stack: string, proofs: ProofSummary[], pinned: boolean): SnapshotSummary {
  const { id, stack: of, startedAt, environment, complete, missing, scope, services, bytes } = known;
  const reference = `${stack}/${id}`;
  const asked = scope ? { scope } : {};
  return { reference, stack: of, startedAt, environment, complete, missing, ...asked, services, bytes, proofs, pinned };
}

/** Returns a snapshot's id within its stack. */
const idOf = ({ reference }: SnapshotSummary): string => reference.slice(reference.lastIndexOf('/') + 1);

/** Yields the snapshots of several lists that each have their newest first, newest first. Within a stack the order stays. */
export function* merge(stacks: SnapshotSummary[][]): Generator<SnapshotSummary> {
  const rest = stacks.map((snapshots) => snapshots.values());
  const heads = rest.map((snapshots) => snapshots.next().value);
  for (;;) {
    let newest = -1;
    let greatest = '';
    for (const [index, head] of heads.entries()) {
      if (!head || idOf(head) <= greatest) continue;
      newest = index;
      greatest = idOf(head);
    }
    const summary = heads[newest];
    if (!summary) return;
    heads[newest] = rest[newest]?.next().value;
    yield summary;
  }
}
