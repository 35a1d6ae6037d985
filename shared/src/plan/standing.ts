import type { ProofSummary, SnapshotSummary } from '../model/manifest.ts';

/** What is known of a snapshot, as far as it decides whether it may go. */
export interface Standing {
  reference: string;
  complete: boolean;
  /** Services that it holds. */
  services: string[];
  /** Latest record of each kind. */
  proofs: Pick<ProofSummary, 'kind' | 'at' | 'ok' | 'services'>[];
}

export const standingOf = ({ reference, complete, services, proofs }: SnapshotSummary): Standing => ({
  reference,
  complete,
  services: services.map(({ name }) => name),
  proofs,
});

/** From worst to best. `bad`: it lacks services on purpose, or was found damaged. */
export const grades = ['bad', 'unproven', 'read', 'tested'] as const;
export type Grade = (typeof grades)[number];

/** A restore that worked says more than one that was read; one that failed speaks against it, whatever was proven before. */
export function gradeOf({ complete, services, proofs }: Standing): Grade {
  const newest = (kinds: ProofSummary['kind'][]): Standing['proofs'][number] | undefined =>
    proofs.filter(({ kind }) => kinds.includes(kind)).toSorted((a, b) => b.at.localeCompare(a.at))[0];
  const restored = newest(['drill', 'restore']);
  const read = newest(['verify']);
  if (!complete || restored?.ok === false || read?.ok === false) return 'bad';
  if (restored && services.every((service) => restored.services.includes(service))) return 'tested';
  return read ? 'read' : 'unproven';
}

/** The best grade that a stack would have no snapshot of any more; undefined when as good a one is left, or none was good. */
export function lostGrade(all: Standing[], going: readonly string[]): Exclude<Grade, 'bad'> | undefined {
  const best = (of: Standing[]): number => Math.max(0, ...of.map((standing) => grades.indexOf(gradeOf(standing))));
  const before = best(all);
  const grade = grades[before] ?? 'bad';
  return grade !== 'bad' && best(all.filter(({ reference }) => !going.includes(reference))) < before ? grade : undefined;
}
