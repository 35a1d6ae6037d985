import { AppError } from '../errors.ts';
import type { Plan, PlannedService, Step } from '../model/plan.ts';
import type { ServiceKind } from '../model/service.ts';
import { undoUntil } from '../model/undoPeriod.ts';
import { english } from '../text/english.ts';
import { message } from '../text/message.ts';
import { type UsableService, dropFacts, dropSteps, unreadable } from './makePlan.ts';
import type { Act } from './confirm.ts';
import { onlyOverwrites, overwrites, takesNewNames } from './demands.ts';
import type { PlanSeed, StackFacts } from './facts.ts';
import { type Taken, switchOver } from './switchOver.ts';

/** What restores and copies have in common: services of a stack get other data, and keep what they had. */
export interface Replacement {
  /** The service whose data it is, in a snapshot or in another stack. */
  from: { name: string; kind: ServiceKind };
  to: UsableService;
  items: string[];
  bytes: number;
}

/**
 * Returns the service of the same name and kind, else the only one of the same kind. Throws `not-found.target-service`, and the
 * reason why it cannot be read, or `incomplete.target-unreadable`.
 */
export function targetFor({ name, kind }: Replacement['from'], stack: StackFacts): UsableService {
  const same = stack.services.find((service) => service.name === name && service.kind === kind);
  const ofKind = stack.services.filter((service) => service.kind === kind);
  const found = same ?? (ofKind.length === 1 ? ofKind[0] : undefined);
  if (!found) throw new AppError('not-found.target-service', { service: name, kind, stack: stack.id.name });
  const { inspected } = found;
  if (!inspected.ok) {
    throw unreadable(inspected.reason, 'incomplete.target-unreadable', { service: found.name, stack: stack.id.name });
  }
  return { ...found, inspected };
}

export interface Wishes {
  /** New name of the one item. */
  as?: string | undefined;
  inPlace: boolean;
  /** What is overwritten in place is not saved first: there is no undo of it. */
  noSafety?: boolean | undefined;
}

/**
 * Throws `usage.as-needs-one-item` for a new name of anything but one item, `usage.as-whole` where the service holds its items under
 * no other names, and `usage.target-twice` for two services into one.
 */
export function assertSound(replacements: Replacement[], { as }: Wishes): void {
  const count = replacements.reduce((sum, one) => sum + one.items.length, 0);
  if (as !== undefined && count !== 1) throw new AppError('usage.as-needs-one-item', { items: count });
  const whole = replacements.find(({ to }) => !takesNewNames(to.inspected));
  if (as !== undefined && whole) throw new AppError('usage.as-whole', { name: as, service: whole.to.name });
  const names = replacements.map(({ to }) => to.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  const sources = replacements.filter(({ to }) => to.name === twice).map(({ from }) => from.name);
  throw new AppError('usage.target-twice', { service: twice, sources });
}

/** Returns the items that live under the names of the new ones. Empty when all would be added. `as` is the name of the only one. */
export const liveItems = ({ to, items }: Replacement, { as }: Wishes): UsableService['inspected']['items'] =>
  items.flatMap((item) => to.inspected.items.filter(({ name }) => name === (as ?? item)));

/**
 * Returns the service as it will be changed, with `inPlace` where it {@link overwrites}. Throws `unsupported.blocked-item` when a
 * live item cannot be replaced, and `usage.in-place-as` or `usage.in-place-absent` when another item would be saved than the one
 * that goes.
 */
export function planService(one: Replacement, wishes: Wishes): PlannedService {
  const { from, to, items, bytes } = one;
  const [first] = items;
  const rename: Record<string, string> = wishes.as !== undefined && first !== undefined ? { [first]: wishes.as } : {};
  const live = liveItems(one, wishes);
  const blocked = live.find((item) => item.blocked.length > 0);
  const [why] = blocked?.blocked ?? [];
  if (blocked && why)
    throw new AppError(
      'unsupported.blocked-item',
      { item: blocked.name, service: to.name },
      { detail: english(why), cause: why },
    );
  const { traits } = to.inspected;
  const inPlace = overwrites(to.inspected, live, wishes.inPlace);
  if (inPlace && live.length > 0) assertInPlace(items, live, rename, to);
  return {
    name: to.name,
    ...(to.name !== from.name && { from: from.name }),
    kind: from.kind,
    containers: to.containers,
    ...(to.locator !== undefined && { locator: to.locator }),
    version: to.inspected.version,
    traits: inPlace ? { ...traits, swap: 'replace' } : traits,
    items,
    bytes,
    ...(Object.keys(rename).length > 0 && { rename }),
    ...(inPlace && { inPlace: true }),
  };
}

/**
 * Throws `usage.in-place-as` for a new name, and `usage.in-place-absent` for items that do not live: the safety snapshot holds what
 * is overwritten, under the names of what is restored. A kind that can only be replaced takes out what its safety snapshot does not
 * hold, so that it may add to what it overwrites.
 */
function assertInPlace(items: string[], live: { name: string }[], rename: Record<string, string>, to: UsableService): void {
  const service = to.name;
  const [renamed] = Object.values(rename);
  if (renamed !== undefined) throw new AppError('usage.in-place-as', { item: renamed, service });
  const absent = items.filter((item) => !live.some(({ name }) => name === item));
  if (absent.length > 0 && !onlyOverwrites(to.inspected)) throw new AppError('usage.in-place-absent', { items: absent, service });
}

/** Returns the facts on which live data goes, and on what comes beside it. */
export function replacedFacts(one: Replacement, wishes: Wishes): Plan['facts'] {
  const service = one.to.name;
  const live = replacedBy(one, wishes);
  const added = one.items.map((item) => wishes.as ?? item).filter((name) => !live.includes(name));
  return [
    ...(live.length > 0 ? [message('fact.replaces', { service, items: live })] : []),
    ...(added.length > 0 ? [message('fact.adds', { service, items: added })] : []),
  ];
}

/** Returns the names of the live items that the new ones take the place of. Empty when all come beside them. */
const replacedBy = (one: Replacement, wishes: Wishes): string[] => liveItems(one, wishes).map(({ name }) => name);

/**
 * Returns the gravest act of a plan: one item that is overwritten outweighs all that is added. `fromItself`: the data is of the
 * same stack.
 */
export function actOf(
  all: Replacement[],
  wishes: Wishes,
  stack: StackFacts,
  services: PlannedService[],
  fromItself: boolean,
): Act {
  if (services.some((service) => service.inPlace)) return { act: wishes.noSafety ? 'overwrites-for-good' : 'overwrites', stack };
  if (!all.some((one) => replacedBy(one, wishes).length > 0)) return { act: 'adds' };
  return { act: 'switches', stack, from: fromItself ? 'itself' : 'another-stack' };
}

/**
 * Returns the steps from the lock to its release, around `load`, which loads the replacements, and what there is to say of all
 * that. What only comes beside the live data, with no service `inPlace`, stops no writer, costs no client its connection unless
 * its service must be stopped for the switch-over, and leaves nothing to keep. Throws as {@link switchOver} does.
 */
export function replacing(
  stack: StackFacts,
  pairs: Replacement[],
  services: PlannedService[],
  load: Step[],
  wishes: Wishes,
  seed: PlanSeed,
): Pick<Plan, 'containers' | 'steps' | 'facts' | 'warnings'> {
  const taken = takenBy(pairs, wishes);
  const names = services.map(({ name }) => name);
  const { containers, steps, facts, warnings } = switchOver(stack, services, taken, !wishes.noSafety);
  const until = undoUntil(seed.now);
  const reversible = services.filter(({ inPlace }) => !inPlace || !wishes.noSafety);
  const keeps = reversible.some(({ name, inPlace }) => inPlace || (taken.get(name)?.length ?? 0) > 0);
  return {
    containers,
    steps: [
      { do: 'lock' },
      ...dropSteps(stack, seed.now),
      ...load,
      { do: 'prove', services: names },
      ...steps,
      { do: 'settle', services: names },
      { do: 'unlock' },
    ],
    facts: [
      ...facts,
      ...(reversible.length === 0 ? [] : [keeps ? message('fact.undo-until', { until }) : message('fact.undo-adds', { until })]),
      ...dropFacts(stack, seed.now),
    ],
    warnings: [...warnings, ...stack.kept.filter((kept) => kept.until >= seed.now).flatMap((kept) => secondUndo(kept, taken))],
  };
}

const takenBy = (pairs: Replacement[], wishes: Wishes): Taken =>
  new Map(pairs.map((one) => [one.to.name, replacedBy(one, wishes)]));

/**
 * Returns warnings of what the undo of an earlier job would do to what this plan puts in place. Empty when it would do nothing to
 * that.
 */
function secondUndo(kept: StackFacts['kept'][number], taken: Taken): Plan['warnings'] {
  const meets = (service: string): boolean => (taken.get(service)?.length ?? 0) > 0;
  const items = [...kept.added].flatMap(([service, added]) => added.filter((item) => taken.get(service)?.includes(item)));
  return [
    ...(kept.services.some(meets) ? [message('warning.second-undo', { job: kept.job })] : []),
    ...(items.length > 0 ? [message('warning.second-undo-adds', { job: kept.job, items })] : []),
  ];
}
