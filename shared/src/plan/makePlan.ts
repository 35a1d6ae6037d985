import { AppError, type ErrorOptions, isErrorKey } from '../errors.ts';
import type { Message } from '../model/message.ts';
import type { Plan, PlannedContainer, PlanRequest, Step } from '../model/plan.ts';
import { message } from '../text/message.ts';
import { english } from '../text/english.ts';
import type { ContainerFacts, PlanSeed, ServiceFacts, StackFacts } from './facts.ts';
import type { Assigned } from './roles.ts';

/** Plans that were not run by then are refused: the world has moved on. */
const lifetime = 60 * 60_000;

type Part = Pick<Plan, 'title' | 'services' | 'containers' | 'steps' | 'facts' | 'confirm' | 'basis' | 'command'> &
  Partial<Pick<Plan, 'stack' | 'source' | 'snapshot' | 'job' | 'mode' | 'missing' | 'scope' | 'warnings' | 'environment'>>;

export function makePlan(seed: PlanSeed, request: PlanRequest, part: Part): Plan {
  return {
    v: 1,
    id: seed.id,
    operation: request.operation,
    request,
    createdAt: seed.now.toISOString(),
    expiresAt: new Date(seed.now.getTime() + lifetime).toISOString(),
    host: seed.host,
    repo: seed.repo,
    missing: [],
    warnings: [],
    ...part,
  };
}

export function planContainers(
  stack: StackFacts,
  roles: Map<string, Assigned>,
  action: (container: ContainerFacts, role: Assigned['role']) => PlannedContainer['action'],
): PlannedContainer[] {
  return stack.containers.flatMap((container) => {
    const assigned = roles.get(container.id);
    if (!assigned) return [];
    const { id, name, service, running } = container;
    return [{ id, name, service, running, ...assigned, action: running ? action(container, assigned.role) : ('none' as const) }];
  });
}

/** Returns what must be as it was when the plan was made, the stack's mark too; never rows, bytes or times. */
export function stackBasis(stack: StackFacts): unknown {
  return [
    stack.id,
    stack.environment,
    stack.containers.map(({ id, imageId, running, networks, networkMode }) => [id, imageId, running, networks, networkMode]),
    stack.services.map(({ name, containers, locator, inspected }) => [
      name,
      containers,
      locator,
      inspected.ok ? [inspected.version, inspected.items.map((item) => [item.name, item.id])] : null,
    ]),
  ];
}

type Inspected = Extract<ServiceFacts['inspected'], { ok: true }>;
export type UsableService = ServiceFacts & { inspected: Inspected };
export const isUsable = (service: ServiceFacts): service is UsableService => service.inspected.ok;

/**
 * Returns why a service cannot be used, as an error: its own reason, in its own words, or `otherwise` where that is no error by itself,
 * as when the service was left out.
 */
export function unreadable(
  reason: Message,
  otherwise: 'incomplete.service-unreadable' | 'incomplete.source-unreadable' | 'incomplete.target-unreadable',
  at: { service: string; stack: string },
  options: Pick<ErrorOptions, 'hint'> = {},
): AppError {
  // Its parameters were those of an error when the service was looked into.
  if (isErrorKey(reason.key)) return new AppError(reason.key, reason.params as never, options);
  return new AppError(otherwise, at, { ...options, detail: english(reason) });
}

export const sumBytes = (items: { bytes: number }[]): number => items.reduce((sum, item) => sum + item.bytes, 0);

export const notOneMoment = (services: string[]): Plan['warnings'] =>
  services.length > 0 ? [message('warning.not-one-moment', { services })] : [];

/** Earlier jobs that can still be undone, but need not be any more. */
const expired = (stack: StackFacts, now: Date): StackFacts['kept'] => stack.kept.filter((kept) => kept.until < now);

export const dropSteps = (stack: StackFacts, now: Date): Step[] =>
  expired(stack, now).map(({ job }) => ({ do: 'drop' as const, job }));

/** Returns what {@link dropSteps} takes away: what is kept goes, what was added stays for good. */
export const dropFacts = (stack: StackFacts, now: Date): Plan['facts'] =>
  expired(stack, now).flatMap(({ job, services, added }) => [
    ...(services.length > 0 ? [message('fact.drops-undo', { job, services })] : []),
    ...(added.size > 0 ? [message('fact.ends-undo', { job, items: [...added.values()].flat() })] : []),
  ]);

/** Returns a command line that does the same: what is the default is left out. */
export function commandLine(parts: (string | false | undefined | (string | false | undefined)[])[]): string[] {
  return ['longshore', ...parts.flat().filter((part): part is string => typeof part === 'string' && part !== '')];
}
