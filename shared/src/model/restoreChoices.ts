import type * as z from 'zod';
import type { SnapshotSummary } from './manifest.ts';
import type { RestoreRequest } from './plan.ts';
import type { Service, StackId } from './service.ts';
import { isSameStack } from './stackId.ts';

/** What every face that asks for a restore has in the end, whatever it asked and in whichever order. */
export interface Chosen {
  repo: string;
  /** The snapshot's reference. */
  snapshot: string;
  /** Everything when absent. */
  what?: { services: string[] } | { items: { service: string; item: string }[] } | undefined;
  /** `host`: the default one when absent. The stack that the snapshot was made of is not named: the core finds it by its place. */
  target?: { host?: string; name: string; same: boolean } | undefined;
  /** Another name for the one item. */
  as?: string | undefined;
}

/**
 * Returns the restore request that these choices mean, as the command line has it. What goes without saying is left out: no `to`
 * for the stack that the snapshot was made of, neither `services` nor `items` for everything.
 */
export function restoreRequest({ repo, snapshot, what, target, as }: Chosen): z.input<typeof RestoreRequest> {
  return {
    operation: 'restore',
    repo,
    snapshot,
    ...(target?.host !== undefined && { host: target.host }),
    ...(target && !target.same && { to: target.name }),
    ...(what && 'services' in what && { services: what.services }),
    ...(what && 'items' in what && { items: what.items.map(({ service, item }) => `${service}/${item}`) }),
    ...(as !== undefined && { as }),
  };
}

/** A stack that may be restored into. */
interface Running {
  stack: { id: StackId; services: readonly Pick<Service, 'kind'>[] };
}

/**
 * Returns the stacks of `running` into which `services` of a snapshot (all when undefined) can be restored: those with a service of
 * each of their kinds, because the plan finds it by its kind. Empty when there is none. The stack that the snapshot was made of
 * comes first, and is marked as the same. The others stay in their order.
 */
export function targetsFor<Found extends Running>(
  snapshot: Pick<SnapshotSummary, 'stack' | 'services'>,
  services: readonly string[] | undefined,
  running: readonly Found[],
): { to: Found; same: boolean }[] {
  const kinds = snapshot.services.filter(({ name }) => services?.includes(name) ?? true).map(({ kind }) => kind);
  return running
    .filter(({ stack }) => kinds.every((kind) => stack.services.some((service) => service.kind === kind)))
    .map((to) => ({ to, same: isSameStack(to.stack.id, snapshot.stack) }))
    .sort((a, b) => Number(b.same) - Number(a.same));
}
