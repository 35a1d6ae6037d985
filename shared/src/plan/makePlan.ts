import { AppError, type ErrorOptions, fromErrorInfo, isErrorKey } from '../errors.ts';
import type { Plan, PlannedContainer, PlanRequest, Step } from '../model/plan.ts';
import { message } from '../text/message.ts';
import { english } from '../text/english.ts';
import type { ContainerFacts, PlanSeed, ServiceFacts, StackFacts, Unreadable } from './facts.ts';
import type { Assigned } from './roles.ts';

/** Plans that were not run by then are refused: the world has moved on. */
const lifetime = 60 * 60_000;

type Part = Pick<Plan, 'title' | 'services' | 'containers' | 'steps' | 'facts' | 'confirm' | 'basis' | 'command'> &
  Partial<Pick<Plan, 'stack' | 'source' | 'snapshot' | 'job' | 'mode' | 'missing' | 'scope' | 'warnings' | 'environment'>>;

/** Returns a plan of this part, with what every plan has. It expires one hour after the time of the seed. */
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

/**
 * Returns those of the stack's containers that have a role, each with what `action` says. That is asked only of those that run: for
 * the others it is `none`.
 */
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

/**
 * Returns what of a stack must be as it was when the plan was made, for the plan's `basis`. The stack's mark is part of it, rows,
 * bytes and times never are.
 */
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
/** Returns whether the service could be looked into. */
export const isUsable = (service: ServiceFacts): service is UsableService => service.inspected.ok;

/**
 * Returns the error that says why a service cannot be used, for the caller to throw: its own reason, in its own words and with its
 * own detail and hint, or `otherwise` where that is no error by itself, as when the service was left out. `hint` takes the place of
 * its own.
 */
export function unreadable(
  { reason, detail, hint: own }: Unreadable,
  otherwise: 'incomplete.service-unreadable' | 'incomplete.source-unreadable' | 'incomplete.target-unreadable',
  at: { service: string; stack: string },
  hint?: ErrorOptions['hint'],
): AppError {
  // Its parameters were those of an error when the service was looked into.
  if (!isErrorKey(reason.key)) return new AppError(otherwise, at, { ...(hint && { hint }), detail: english(reason) });
  return fromErrorInfo({
    code: reason.key,
    message: reason,
    ...((hint ?? own) && { hint: hint ?? own }),
    ...(detail !== undefined && { detail }),
  });
}

export const sumBytes = (items: { bytes: number }[]): number => items.reduce((sum, item) => sum + item.bytes, 0);

/** Returns the warning that each item of these services is saved at its own moment. Empty when there is no such service. */
export const notOneMoment = (services: string[]): Plan['warnings'] =>
  services.length > 0 ? [message('warning.not-one-moment', { services })] : [];

/** Returns earlier jobs that can still be undone, but need not be any more at this time. */
const expired = (stack: StackFacts, now: Date): StackFacts['kept'] => stack.kept.filter((kept) => kept.until < now);

/** Returns a step for each earlier job whose time for an undo is over, to remove what it keeps. Empty when there is none. */
export const dropSteps = (stack: StackFacts, now: Date): Step[] =>
  expired(stack, now).map(({ job }) => ({ do: 'drop' as const, job }));

/**
 * Returns the facts on what {@link dropSteps} takes away: what is kept goes, what was added stays for good. Empty when it takes
 * nothing.
 */
export const dropFacts = (stack: StackFacts, now: Date): Plan['facts'] =>
  expired(stack, now).flatMap(({ job, services, added }) => [
    ...(services.length > 0 ? [message('fact.drops-undo', { job, services })] : []),
    ...(added.size > 0 ? [message('fact.ends-undo', { job, items: [...added.values()].flat() })] : []),
  ]);

/**
 * Returns the parts as a command line, `longshore` first. What is false, undefined or empty is left out, so that callers need not
 * write what is the default.
 */
export function commandLine(parts: (string | false | undefined | (string | false | undefined)[])[]): string[] {
  return ['longshore', ...parts.flat().filter((part): part is string => typeof part === 'string' && part !== '')];
}

/** Returns the option of a command line that says for how long what is live is watched, for {@link commandLine}. */
export const watchOption = ({ watchSeconds }: { watchSeconds?: number | undefined }): false | string[] =>
  watchSeconds !== undefined && ['--watch', String(watchSeconds)];
