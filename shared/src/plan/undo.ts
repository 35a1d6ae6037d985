import type * as z from 'zod';
import { AppError } from '../errors.ts';
import { additionsOf, onlyAdds, removalsOf } from '../model/additions.ts';
import type { Plan, PlannedService, UndoRequest } from '../model/plan.ts';
import { undoUntil } from '../model/undoPeriod.ts';
import { message } from '../text/message.ts';
import { commandLine, makePlan, stackBasis, watchOption } from './makePlan.ts';
import { confirmationOf } from './confirm.ts';
import { asLive } from './demands.ts';
import type { PlanSeed, StackFacts } from './facts.ts';
import { type Taken, settling, switchOver } from './switchOver.ts';

/** What an earlier job replaced and still keeps. */
export interface UndoFacts {
  job: string;
  endedAt: string;
  plan: Plan;
  services: string[];
  /** Proven snapshot that was taken before a replacement in place. */
  safety?: string;
}

/**
 * Returns the plan of an undo, which is itself a swap: what it replaces becomes its own undo. Services of the request of which
 * nothing is kept are left out. Throws `conflict.undo-gone` when none is left or nothing would change,
 * `not-found.target-service` when a service is gone, `conflict.undo-elsewhere` when its data lies elsewhere by now, and as
 * {@link switchOver} does.
 */
export function planUndo(request: z.output<typeof UndoRequest>, undo: UndoFacts, stack: StackFacts, seed: PlanSeed): Plan {
  const names = undo.services.filter((name) => !request.services || request.services.includes(name));
  if (names.length === 0) throw new AppError('conflict.undo-gone', { job: undo.job });
  const services = undo.plan.services.filter((service) => names.includes(service.name)).map((service) => here(service, stack));
  const kept = services.filter((service) => !service.inPlace).map(({ name }) => name);
  const inPlace = services.filter((service) => service.inPlace).map(({ name }) => name);
  const { back, taken } = comesBack(undo, services, stack);
  if (back.length === 0) throw new AppError('conflict.undo-gone', { job: undo.job });
  const until = undoUntil(seed.now);
  const { containers, steps, facts, warnings } = switchOver(stack, services, taken);
  const settled = settling(services, request, seed);
  return makePlan(seed, request, {
    title: message('title.undo', { job: undo.job }),
    stack: stack.id,
    environment: stack.environment,
    job: undo.job,
    ...(inPlace.length > 0 && undo.safety !== undefined && { snapshot: undo.safety }),
    services,
    containers,
    steps: [
      { do: 'lock' },
      ...(kept.length > 0 ? [{ do: 'reopen' as const, services: kept }] : []),
      ...(inPlace.length > 0
        ? [
            { do: 'stage' as const, services: inPlace },
            { do: 'prove' as const, services: inPlace },
          ]
        : []),
      ...steps,
      settled.settle,
      { do: 'unlock' },
    ],
    facts: [
      ...back,
      // Of what is only taken out, no other client loses its connection.
      ...facts.filter(({ key }) => key !== 'fact.one-disconnect' || back.some((fact) => fact.key === 'fact.undo-replaces')),
      ...settled.facts,
      onlyAdds({ facts: back }) && inPlace.length === 0
        ? message('fact.undo-adds', { until })
        : message('fact.undo-until', { until }),
    ],
    warnings,
    confirm: confirmationOf(inPlace.length > 0 ? { act: 'overwrites', stack } : { act: 'switches', stack, from: 'itself' }),
    basis: seed.hash(['undo', undo.job, names, stackBasis(stack)]),
    command: commandLine([
      'undo',
      undo.job,
      (request.services ?? []).flatMap((name) => ['--service', name]),
      watchOption(request),
    ]),
  });
}

/**
 * Returns what becomes of each item: an earlier state comes back, what was added is taken out, what was taken out comes beside.
 * `back` is empty when nothing changes. `taken` has the live items that go.
 */
function comesBack(
  { plan, endedAt: since }: UndoFacts,
  services: PlannedService[],
  stack: StackFacts,
): { back: Plan['facts']; taken: Taken } {
  const [added, removed] = [additionsOf(plan), removalsOf(plan)];
  const each = services.map(({ name, items, rename }) => {
    const { inspected } = stack.services.find((service) => service.name === name) ?? {};
    // What cannot be looked into is taken to be there.
    const isLive = (item: string): boolean => !inspected?.ok || inspected.items.some((live) => live.name === item);
    const targets = items.map((item) => rename?.[item] ?? item);
    const wasAdded = targets.filter((item) => added.get(name)?.includes(item));
    const returns = targets.filter((item) => removed.get(name)?.includes(item) && !isLive(item));
    return {
      name,
      removes: wasAdded.filter(isLive),
      returns,
      replaces: targets.filter((item) => !wasAdded.includes(item) && !returns.includes(item)),
    };
  });
  const replaced = each.filter(({ replaces }) => replaces.length > 0).map(({ name }) => name);
  const back = [
    ...(replaced.length > 0 ? [message('fact.undo-replaces', { services: replaced, since })] : []),
    ...each.flatMap(({ name: service, removes: items }) =>
      items.length > 0 ? [message('fact.undo-removes', { service, items, since })] : [],
    ),
    ...each.flatMap(({ name: service, returns: items }) => (items.length > 0 ? [message('fact.adds', { service, items })] : [])),
  ];
  return { back, taken: new Map(each.map(({ name, removes, replaces }) => [name, [...replaces, ...removes]])) };
}

/**
 * Returns the same service, in the container that it has now. One that was overwritten comes as its safety snapshot holds it.
 * Throws `not-found.target-service` when it is gone, and `conflict.undo-elsewhere` when its data lies elsewhere.
 */
function here(service: PlannedService, stack: StackFacts): PlannedService {
  const now = stack.services.find(({ name, kind }) => name === service.name && kind === service.kind);
  if (!now) throw new AppError('not-found.target-service', { service: service.name, kind: service.kind, stack: stack.id.name });
  if (JSON.stringify(now.locator) !== JSON.stringify(service.locator))
    throw new AppError('conflict.undo-elsewhere', { service: service.name });
  // It has grown since.
  const traits = now.inspected.ok ? { ...service.traits, needs: now.inspected.traits.needs } : service.traits;
  return { ...(service.inPlace ? asLive(service) : service), containers: now.containers, traits };
}
