import type { Missing } from '../model/manifest.ts';
import type { Plan, PlannedContainer, PlannedService, Step } from '../model/plan.ts';
import { message } from '../text/message.ts';
import { planContainers, sumBytes } from './makePlan.ts';
import { assertNoneStoppedBeside, mustStop, swapDemands } from './demands.ts';
import type { PlanSeed, StackFacts } from './facts.ts';
import { assignRoles } from './roles.ts';

/** Live items that are replaced, by service; a service in which nothing is replaced has none. */
export type Taken = Map<string, string[]>;

export interface Switch {
  containers: PlannedContainer[];
  /** What is made ready for it, and then from the first container that stops to the last that is back. */
  steps: Step[];
  /** What stands still for it, and what is saved first. */
  facts: Plan['facts'];
  warnings: Plan['warnings'];
}

/**
 * Returns how services of a stack get other data. Writers are stopped where they could meet old and new data side by side, and
 * where data is overwritten: what lives is saved when the last of them stands still, before the first byte of it goes. `safety` is
 * false when the user gives up the undo. Throws `unsupported.stopped-beside`.
 */
export function switchOver(stack: StackFacts, services: PlannedService[], taken: Taken, safety = true): Switch {
  const roles = assignRoles(stack.containers, stack.services);
  const replaced = services.filter(({ name }) => (taken.get(name)?.length ?? 0) > 0).map(({ name }) => name);
  const { writers: stopsWriters, stopped, disconnected, overwritten } = swapDemands(services, replaced);
  const writers = stopsWriters ? stack.containers.filter((container) => roles.get(container.id)?.role === 'writer') : [];
  const saved = safety ? overwritten : [];
  assertNoneStoppedBeside(services.filter(({ name }) => saved.includes(name)));
  const restarted = services
    .filter((service) => stopped.includes(service.name) || (saved.includes(service.name) && mustStop(service, 'capture')))
    .flatMap((service) => service.containers);
  const down = [...writers.map(({ id }) => id), ...restarted];
  const containers = planContainers(stack, roles, ({ id }) => (down.includes(id) ? 'stop' : 'none'));
  const stops = writers.map(({ name }) => name);
  const restarts = containers.filter(({ id }) => restarted.includes(id)).map(({ name }) => name);
  return {
    containers,
    steps: [
      ...(saved.length > 0 ? [{ do: 'open' as const }, { do: 'prepare' as const, services: saved }] : []),
      ...(stops.length > 0 ? [{ do: 'quiet' as const, how: 'stop' as const, containers: writers.map(({ id }) => id) }] : []),
      ...(saved.length > 0 ? [{ do: 'safety' as const, services: saved, missing: leftOut(stack, saved, taken) }] : []),
      { do: 'swap', services: services.map(({ name }) => name) },
      ...(stops.length > 0 ? [{ do: 'resume' as const }] : []),
    ],
    facts: [
      ...(stops.length > 0 ? [message('fact.stop', { containers: stops })] : []),
      ...(stops.length === 0 && disconnected.length > 0 ? [message('fact.one-disconnect', { services: disconnected })] : []),
      ...(saved.length > 0
        ? [message('fact.safety', { services: saved, containers: stops, bytes: bytesOf(stack, saved, taken) })]
        : []),
      ...(restarts.length > 0 ? [message('fact.restarts', { containers: restarts })] : []),
      ...(replaced.length === 0 && down.length === 0 ? [message('fact.no-disconnect', {})] : []),
    ],
    warnings: overwritten.flatMap((service) => {
      const items = taken.get(service) ?? [];
      return [
        ...(items.length > 0 ? [message(safety ? 'warning.in-place' : 'warning.no-undo', { service, items })] : []),
        ...(safety && stack.outsiders.length > 0
          ? [message('warning.not-stopped', { service, containers: stack.outsiders })]
          : []),
      ];
    }),
  };
}

/**
 * Returns the step that asks the services of their new data when all is up, and the facts on it and on what is compared before:
 * what is live after an overwrite, and for how long it is watched.
 */
export function settling(
  services: PlannedService[],
  { watchSeconds: wanted }: { watchSeconds?: number | undefined },
  seed: PlanSeed,
): { settle: Step; facts: Plan['facts'] } {
  const seconds = wanted ?? seed.watchSeconds ?? 0;
  const overwritten = services.filter(({ inPlace }) => inPlace).map(({ name }) => name);
  return {
    settle: { do: 'settle', services: services.map(({ name }) => name), ...(seconds > 0 && { watchSeconds: seconds }) },
    facts: [
      ...(overwritten.length > 0 ? [message('fact.compared-live', { services: overwritten })] : []),
      ...(seconds > 0 ? [message('fact.watched', { seconds })] : []),
    ],
  };
}

/**
 * Returns what of the stack is not overwritten, and so is not in the safety snapshot. Empty when that holds all; excluded
 * services do not count.
 */
const leftOut = (stack: StackFacts, saved: string[], taken: Taken): Missing[] =>
  stack.services.flatMap(({ name, excluded, inspected }): Missing[] => {
    const reason = message('missing.left-out', {});
    if (!saved.includes(name)) return excluded ? [] : [{ service: name, reason }];
    const items = inspected.ok ? inspected.items.map((item) => item.name) : [];
    const others = items.filter((item) => !taken.get(name)?.includes(item));
    return others.length > 0 ? [{ service: name, items: others, reason }] : [];
  });

/** Returns the estimated bytes of what is replaced in these services. */
const bytesOf = (stack: StackFacts, services: string[], taken: Taken): number =>
  sumBytes(
    stack.services.flatMap(({ name, inspected }) =>
      services.includes(name) && inspected.ok ? inspected.items.filter((item) => taken.get(name)?.includes(item.name)) : [],
    ),
  );
