import { countedFacts } from './kinds.ts';
import type { ProofSummary, SnapshotSummary } from './manifest.ts';

type Kind = ProofSummary['kind'];

/** What of a record decides. */
export type DecidingProof = Pick<
  ProofSummary,
  'kind' | 'at' | 'ok' | 'services' | 'items' | 'failed' | 'partial' | 'notCompared'
>;

/** What a snapshot holds, and what is proven of it. */
export interface Proven {
  /** Names of the services that it holds. */
  services: readonly string[];
  /** Records of each kind, as far back as they are {@link telling}. */
  proofs: readonly DecidingProof[];
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
 * worked says more than bytes that were read. A proof that failed speaks against the service that failed, else against all.
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
 * Returns what is proven of the part of a service that a snapshot holds, all of it or not: `bad` when the {@link decidingProof} of
 * its restores failed, or that of its readings and no restore of it worked after that. `tested` when a restore of it worked.
 * `read` when a reading did, or when the restore left rows or the like uncounted. Else `unproven`.
 */
export function provenGradeOf(standing: Proven, service: string): Grade {
  const { restored, read } = decidingProofs(standing, service);
  if (restored?.ok === false || read?.ok === false) return 'bad';
  if (restored) return leavesUncounted(restored) ? 'read' : 'tested';
  return read ? 'read' : 'unproven';
}

/** Returns whether a proof left out anything that is counted, such as the rows of tables: data could be gone without it. */
export const leavesUncounted = ({ notCompared = [] }: DecidingProof): boolean =>
  notCompared.some((name) => countedFacts().some((fact) => name.endsWith(`.${fact}`) || name.includes(`.${fact}: `)));

/**
 * Returns the {@link decidingProof} of a service's restores, and that of its readings. A reading that failed is left out where a
 * restore worked after it: that has read the same bytes.
 */
export function decidingProofs(
  proven: Pick<Proven, 'proofs'>,
  service: string,
): { restored: DecidingProof | undefined; read: DecidingProof | undefined } {
  const restored = decidingProof(proven, service, ['drill', 'restore']);
  const read = decidingProof(proven, service, ['verify']);
  const stale = read?.ok === false && restored?.ok === true && restored.at > read.at;
  return { restored, read: stale ? undefined : read };
}

/**
 * Returns the record of these kinds that says how good a service is: the newest that failed for it or covers all its items, passing
 * over a failure of items that all worked later. Undefined when there is none. What worked of a part never speaks for the whole,
 * and what is `partial` for nothing.
 */
function decidingProof({ proofs }: Pick<Proven, 'proofs'>, service: string, kinds: Kind[]): DecidingProof | undefined {
  const workedLater = new Set<string>();
  for (const proof of proofs.filter(({ kind }) => kinds.includes(kind)).toSorted((a, b) => b.at.localeCompare(a.at))) {
    const items = proof.items && Object.hasOwn(proof.items, service) ? proof.items[service] : undefined;
    if (!proof.ok) {
      if (proof.failed !== undefined && proof.failed !== service) continue;
      const made = proof.failed === service && items?.every((item) => workedLater.has(item));
      if (!made) return proof;
    } else if (proof.partial !== true) {
      if (proof.services.includes(service)) return proof;
      for (const item of items ?? []) workedLater.add(item);
    }
  }
  return undefined;
}

/** Returns whether no older record of the same kind can say anything that this one leaves open of these services. */
export const saysAll = ({ ok, services, failed, partial }: DecidingProof, of: readonly string[]): boolean =>
  ok ? partial !== true && of.every((service) => services.includes(service)) : failed === undefined;

/** Returns those of the records, the newest first, that tell something of these services: of each kind until one {@link saysAll}. */
export function telling<P extends DecidingProof>(proofs: readonly P[], services: readonly string[]): P[] {
  const settled = new Set<Kind>();
  return proofs.filter((proof) => {
    if (settled.has(proof.kind)) return false;
    if (saysAll(proof, services)) settled.add(proof.kind);
    return true;
  });
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
