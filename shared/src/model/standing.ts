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

/** Returns what of a snapshot's summary decides how good the snapshot is. */
export const standingOf = ({ complete, services, missing, proofs }: SnapshotSummary): Standing => ({
  complete,
  services: services.map(({ name }) => name),
  missing,
  proofs,
});

/** From worst to best. `bad`: the snapshot lacks something of what is asked about, or a proof of it failed. */
export const grades = ['bad', 'unproven', 'read', 'tested'] as const;
export type Grade = (typeof grades)[number];

/** Returns whether a snapshot holds all of a service. False when it lacks the service or an item of it. */
export const holdsWhole = ({ services, missing }: Pick<Standing, 'services' | 'missing'>, service: string): boolean =>
  services.includes(service) && !missing.some((name) => name.startsWith(`${service}/`));

/**
 * Returns how good a snapshot is for one service, as {@link provenGradeOf} says. Without a service: for the whole stack, which is
 * as good as the worst of its services. Returns `bad` when it does not hold all of that, or no service at all. A restore that
 * worked says more than bytes that were read. A proof that failed speaks against the snapshot.
 */
export function gradeOf(standing: Standing, service?: string): Grade {
  if (service === undefined) {
    if (!standing.complete || standing.services.length === 0) return 'bad';
    const each = standing.services.map((one) => grades.indexOf(gradeOf(standing, one)));
    return grades[Math.min(grades.indexOf('tested'), ...each)] ?? 'bad';
  }
  return holdsWhole(standing, service) ? provenGradeOf(standing, service) : 'bad';
}

/**
 * Returns what is proven of the part of a service that a snapshot holds, all of it or not: `bad` when the newest drill or restore
 * failed, or the newest verify and no restore worked after it. `tested` when a restore worked. `read` when a verify did, or when
 * the restore left rows or the like uncounted. Else `unproven`.
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

/** Returns whether a proof left out anything that is counted, such as the rows of tables: data could be gone without it. */
export const leavesUncounted = ({ notCompared = [] }: Proven['proofs'][number]): boolean =>
  notCompared.some((name) => countedFacts().some((fact) => name.endsWith(`.${fact}`)));

/**
 * Returns the newest proof of these kinds that covers one of the services, or undefined when there is none. A proof that failed
 * counts for each service, whichever it names.
 */
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
 * Returns what a stack loses for good when only `stay` is left of `all` its snapshots: the best grade of the whole stack, else of
 * the first service of which nothing as good stays. Returns `undefined` when as good ones are left, or none was good.
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
