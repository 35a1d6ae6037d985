import { countedFacts } from './kinds.ts';
import type { ProofSummary, SnapshotSummary } from './manifest.ts';

/** What a snapshot holds, and what is proven of it. */
export interface Proven {
  /** Names of the services that it holds. */
  services: readonly string[];
  /** The latest record of each kind. */
  proofs: readonly Pick<ProofSummary, 'kind' | 'at' | 'ok' | 'services' | 'notCompared'>[];
}

/** What decides how good a snapshot is. */
export interface Standing extends Proven {
  complete: boolean;
  /** Services, and items of services as `SERVICE/ITEM`, that it lacks of its stack. */
  missing: readonly string[];
}

export const standingOf = ({ complete, services, missing, proofs }: SnapshotSummary): Standing => ({
  complete,
  services: services.map(({ name }) => name),
  missing,
  proofs,
});

/** From worst to best. `bad`: the snapshot lacks something of what is asked about, or a proof of it failed. */
export const grades = ['bad', 'unproven', 'read', 'tested'] as const;
export type Grade = (typeof grades)[number];

/** Returns whether a snapshot holds all of a service. */
export const holdsWhole = ({ services, missing }: Pick<Standing, 'services' | 'missing'>, service: string): boolean =>
  services.includes(service) && !missing.some((name) => name.startsWith(`${service}/`));

/**
 * Returns how good a snapshot is: for one service, or for its whole stack when none is named. A restore that worked says more than
 * bytes that were read; a proof that failed speaks against the snapshot, whatever was proven before it. What is said of the whole holds
 * for each of its services.
 */
export function gradeOf(standing: Standing, service?: string): Grade {
  if (service === undefined) {
    if (!standing.complete) return 'bad';
    const each = standing.services.map((one) => grades.indexOf(gradeOf(standing, one)));
    return grades[Math.min(grades.indexOf('tested'), ...each)] ?? 'bad';
  }
  return holdsWhole(standing, service) ? provenGradeOf(standing, service) : 'bad';
}

/**
 * Returns what is proven of the part of a service that a snapshot holds, whether that is all of the service or not. A restore after
 * which nothing was counted is no test.
 */
export function provenGradeOf(standing: Proven, service: string): Grade {
  const restored = newestProof(standing, [service], ['drill', 'restore']);
  const read = newestProof(standing, [service], ['verify']);
  if (restored?.ok === false) return 'bad';
  // A restore that worked after that has read the same bytes.
  if (read?.ok === false && !(restored && restored.at > read.at)) return 'bad';
  if (restored) return leavesUncounted(restored) ? 'read' : 'tested';
  return read ? 'read' : 'unproven';
}

/** Returns whether a proof compared nothing of what is counted, such as rows: data could be gone without it. */
export const leavesUncounted = ({ notCompared = [] }: Proven['proofs'][number]): boolean =>
  notCompared.some((name) => countedFacts().some((fact) => name.endsWith(`.${fact}`)));

/** Returns the newest proof of these kinds that covers one of the services. A proof that failed names no service: it counts for each. */
export function newestProof(
  { proofs }: Proven,
  services: readonly string[],
  kinds: ProofSummary['kind'][],
): Proven['proofs'][number] | undefined {
  return proofs
    .filter((proof) => kinds.includes(proof.kind) && (!proof.ok || proof.services.some((name) => services.includes(name))))
    .toSorted((a, b) => b.at.localeCompare(a.at))[0];
}

/** What a stack would have no snapshot of any more. `service` is absent where it is the whole stack. */
export interface Loss {
  service?: string;
  grade: Exclude<Grade, 'bad'>;
}

/**
 * Returns what a stack loses for good when some of its snapshots go: the best grade of the whole stack, or of a service, that none
 * of those that stay has. Returns `undefined` when as good ones are left, or none was good.
 */
export function lossOf(all: readonly Standing[], stay: readonly Standing[]): Loss | undefined {
  const best = (of: readonly Standing[], service?: string): number =>
    Math.max(0, ...of.map((standing) => grades.indexOf(gradeOf(standing, service))));
  const services = new Set(all.flatMap((standing) => standing.services));
  for (const service of [undefined, ...services]) {
    const grade = grades[best(all, service)] ?? 'bad';
    if (grade !== 'bad' && best(stay, service) < best(all, service)) return { grade, ...(service !== undefined && { service }) };
  }
  return undefined;
}
