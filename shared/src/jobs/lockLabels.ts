import type { HeldLock } from '../hosts/host.ts';
import { labels } from '../hosts/labels.ts';
import { Owner } from '../model/owner.ts';

/** What a stack lock says to a client that finds it, on whatever machine. */
export interface LockLabels {
  job: string;
  owner: Owner;
  stack: string;
  since: string;
  /** Containers that the job may have made to stand still. */
  containers: { id: string; name: string }[];
  /** Containers in which the job may have started processes. */
  services: string[];
}

/** Returns the labels of a stack lock, as {@link readLabels} reads them. */
export function writeLabels(lock: LockLabels): Record<string, string> {
  return {
    [labels.job]: lock.job,
    [labels.owner]: JSON.stringify(lock.owner),
    [labels.stack]: lock.stack,
    [labels.since]: lock.since,
    [labels.containers]: JSON.stringify(lock.containers),
    [labels.services]: JSON.stringify(lock.services),
  };
}

/**
 * Returns what the labels of a lock say. Undefined when its owner cannot be read: not ours, damaged, or of a version with other
 * fields; and when a list in it is no JSON. Any other label that is missing is empty. Never throws.
 */
export function readLabels(lock: HeldLock): LockLabels | undefined {
  const { labels: found } = lock;
  try {
    return {
      job: found[labels.job] ?? '',
      owner: Owner.parse(JSON.parse(found[labels.owner] ?? '')),
      stack: found[labels.stack] ?? '',
      since: found[labels.since] ?? '',
      containers: JSON.parse(found[labels.containers] ?? '[]') as LockLabels['containers'],
      services: JSON.parse(found[labels.services] ?? '[]') as LockLabels['services'],
    };
  } catch {
    return undefined;
  }
}
