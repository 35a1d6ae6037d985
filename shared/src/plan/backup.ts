import type * as z from 'zod';
import { AppError, type ErrorOptions } from '../errors.ts';
import type { ItemEstimate } from '../model/item.ts';
import type { BackupRequest, Mode, Plan, PlannedService, Step } from '../model/plan.ts';
import { message } from '../text/message.ts';
import { chooseItems } from './choose.ts';
import {
  type UsableService,
  commandLine,
  dropFacts,
  dropSteps,
  isUsable,
  makePlan,
  notOneMoment,
  planContainers,
  stackBasis,
  sumBytes,
  unreadable,
} from './makePlan.ts';
import { confirmationOf } from './confirm.ts';
import { type CaptureDemands, assertNoneStoppedBeside, captureDemands, hasOneMoment } from './demands.ts';
import type { PlanSeed, ServiceFacts, StackFacts, Unreadable } from './facts.ts';
import { assignRoles } from './roles.ts';

type Request = z.output<typeof BackupRequest>;

/**
 * Returns how a stack will be backed up: which services, what stands still for how long, in which order. Throws `not-found` for
 * a service that is not there, for an item that none of the services that would be saved has, or when none is left,
 * `unsupported.stopped-beside`, and without `keepGoing` the reason why a service cannot be read, as {@link unreadable} gives
 * it.
 */
export function planBackup(request: Request, stack: StackFacts, seed: PlanSeed): Plan {
  const chosen = choose(request, stack);
  const { services, left } = chooseParts(request, chosen.filter(isUsable));
  const usable = services.map(({ service }) => service);
  const missing = [...missingOf(request, stack, chosen, usable), ...left];
  if (usable.length === 0) throw new AppError('not-found.no-data-service', { stack: stack.id.name });
  const roles = assignRoles(stack.containers, stack.services);
  const writers = stack.containers.filter((container) => roles.get(container.id)?.role === 'writer');
  const demands = captureDemands(
    services.map(({ service }) => ({ name: service.name, traits: service.inspected.traits })),
    request.mode,
    writers.length > 0,
  );
  const { mode } = demands;
  const planned = services.map(planService);
  assertNoneStoppedBeside(planned);
  const how = mode === 'online' ? 'none' : mode === 'freeze' ? 'pause' : 'stop';
  const ids = writers.map(({ id }) => id);
  const stopped = usable.filter(({ name }) => demands.stopped.includes(name));
  const stands = (id: string): boolean => stopped.some(({ containers }) => containers.includes(id));
  return makePlan(seed, request, {
    title: message('title.backup', { stack: stack.id.name }),
    stack: stack.id,
    environment: stack.environment,
    mode,
    services: planned,
    missing,
    scope: chosen.filter((service) => !isUsable(service) || usable.includes(service)).map(({ name }) => name),
    containers: planContainers(stack, roles, ({ id }) => (stands(id) ? 'stop' : ids.includes(id) ? how : 'none')),
    steps: [
      { do: 'lock' },
      ...dropSteps(stack, seed.now),
      { do: 'open' },
      ...capturing(demands, request, ids),
      { do: 'commit' },
      { do: 'unlock' },
    ],
    warnings: warningsOf(stack, usable, mode, writers.length),
    facts: factsOf(
      stack,
      mode,
      writers.map(({ name }) => name),
      stack.containers.filter(({ id }) => stands(id)).map(({ name }) => name),
      request,
      seed,
    ),
    confirm: confirmationOf({ act: mode === 'stop' && ids.length + stopped.length > 0 ? 'stops' : 'reads' }),
    basis: seed.hash(['backup', stackBasis(stack)]),
    command: commandLine([
      'backup',
      stack.name,
      (request.services ?? []).flatMap((name) => ['--service', name]),
      (request.items ?? []).flatMap((name) => ['--item', name]),
      (request.exclude ?? []).flatMap((name) => ['--exclude', name]),
      request.mode && ['--mode', request.mode],
      request.keepGoing && '--keep-going',
      !request.counts && '--no-counts',
      request.host !== undefined && ['--host', request.host],
      request.repo !== undefined && ['--repo', request.repo],
    ]),
  });
}

function choose(request: Request, stack: StackFacts): ServiceFacts[] {
  for (const name of [...(request.services ?? []), ...(request.exclude ?? [])]) {
    if (stack.services.some((service) => service.name === name)) continue;
    throw new AppError('not-found.service', {
      service: name,
      stack: stack.id.name,
      services: stack.services.map((service) => service.name),
    });
  }
  if (request.services) return stack.services.filter((service) => request.services?.includes(service.name));
  return stack.services.filter((service) => !service.excluded && !request.exclude?.includes(service.name));
}

interface Part {
  service: UsableService;
  items: ItemEstimate[];
}

/**
 * Returns the services with the items of each that are saved. The items of these services that were not named are in `left`. Throws
 * `not-found.item-in-stack`.
 */
function chooseParts(request: Request, usable: UsableService[]): { services: Part[]; left: Plan['missing'] } {
  const holders = usable.map((service) => ({
    service,
    name: service.name,
    items: service.inspected.items.map(({ name }) => name),
  }));
  const { chosen, unknown } = chooseItems(holders, request.items);
  if (unknown) throw new AppError('not-found.item-in-stack', unknown);
  const left = chosen.flatMap(({ service: { name, items: all }, items }): Plan['missing'] => {
    const others = all.filter((item) => !items.includes(item));
    return others.length === 0 ? [] : [{ service: name, items: others, reason: message('missing.left-out', {}) }];
  });
  const services = chosen.map(({ service: { service }, items }) => ({
    service,
    items: service.inspected.items.filter(({ name }) => items.includes(name)),
  }));
  return { services, left };
}

/**
 * Returns what the backup lacks: services that cannot be read, and those that this request leaves out. Without `keepGoing` it
 * throws why the first one cannot be read: a backup that silently lacks a service is worse than none.
 */
function missingOf(request: Request, stack: StackFacts, chosen: ServiceFacts[], saved: ServiceFacts[]): Plan['missing'] {
  const broken = chosen.flatMap(({ name, inspected }) => (inspected.ok ? [] : [{ service: name, inspected }]));
  const [first] = broken;
  if (first && !request.keepGoing) {
    const { inspected, service } = first;
    const hint = wayRound(inspected, service, stack.name);
    throw unreadable(inspected, 'incomplete.service-unreadable', { service, stack: stack.id.name }, hint);
  }
  // What the configuration leaves out for good is no part of the stack's backup; what this one leaves out makes it partial.
  const left = stack.services.filter(
    (service) => !saved.includes(service) && !broken.some(({ service: name }) => name === service.name) && !service.excluded,
  );
  return [
    ...broken.map(({ service, inspected: { reason } }) => ({ service, reason })),
    ...left.map(({ name }) => ({ service: name, reason: message('missing.left-out', {}) })),
  ];
}

/**
 * Returns the hint at the way round a service that cannot be read: start it where it does not run, give a password where it was
 * `denied` and hints at one, or leave it out. Undefined where the failure has another way out of its own.
 */
function wayRound({ reason, hint }: Unreadable, service: string, stack: string): ErrorOptions['hint'] {
  if (reason.key === 'incomplete.not-running') return message('hint.exclude-service', { service });
  if (hint && reason.key.startsWith('denied.')) return message('hint.password-or-exclude', { service, stack });
  return hint ? undefined : message('hint.leave-out-service', { service });
}

/**
 * Returns the steps between the snapshot's first file and its last. What is stopped for its own point is up again before anything
 * is stored, and so are the writers, unless the user wants them down until all is saved.
 */
function capturing({ mode, together, apart, stopped }: CaptureDemands, request: Request, writers: string[]): Step[] {
  const prepare: Step = { do: 'prepare', services: [...together, ...apart] };
  const store: Step = { do: 'store', services: [...together, ...apart] };
  const fix = (services: string[]): Step[] => (services.length > 0 ? [{ do: 'fix', services }] : []);
  const still = mode !== 'online' && writers.length > 0;
  const quiet: Step[] = !still
    ? []
    : mode === 'stop'
      ? [{ do: 'quiet', how: 'stop', containers: writers }]
      : [{ do: 'quiet', how: 'pause', containers: writers, maxSeconds: request.maxFreezeSeconds }];
  const resume: Step[] = still ? [{ do: 'resume' }] : [];
  const throughout = request.mode === 'stop';
  return [
    // A service that will be stopped is made ready while it runs.
    ...(throughout && stopped.length === 0 ? [...quiet, prepare] : [prepare, ...quiet]),
    ...fix(together),
    ...(throughout ? [] : resume),
    ...fix(apart),
    store,
    ...(throughout ? resume : []),
  ];
}

const planService = ({ service: { name, kind, containers, locator, inspected }, items }: Part): PlannedService => ({
  name,
  kind,
  containers,
  ...(locator !== undefined && { locator }),
  version: inspected.version,
  traits: inspected.traits,
  items: items.map((item) => item.name),
  bytes: sumBytes(items),
});

function warningsOf(stack: StackFacts, services: UsableService[], mode: Mode, writers: number): Plan['warnings'] {
  return [
    ...services.flatMap(({ name, inspected }) => (inspected.ephemeral ? [message('warning.ephemeral', { service: name })] : [])),
    ...services.flatMap(({ inspected }) => inspected.warnings),
    ...(mode === 'online' && services.length > 1 && writers > 0 ? [message('warning.online-differs', {})] : []),
    ...notOneMoment(services.filter(({ inspected }) => !hasOneMoment(inspected)).map(({ name }) => name)),
    ...(mode !== 'online' && stack.outsiders.length > 0 ? [message('warning.not-frozen', { containers: stack.outsiders })] : []),
  ];
}

function factsOf(
  stack: StackFacts,
  mode: Mode,
  writers: string[],
  stopped: string[],
  request: Request,
  seed: PlanSeed,
): Plan['facts'] {
  const still = writers.length > 0 && mode !== 'online';
  return [
    ...(still
      ? [
          mode === 'freeze'
            ? message('fact.freeze', { containers: writers, seconds: request.maxFreezeSeconds })
            : message('fact.stop', { containers: writers }),
        ]
      : []),
    ...(stopped.length > 0 ? [message('fact.stopped-for-point', { containers: stopped })] : []),
    ...(still || stopped.length > 0 ? [] : [message('fact.nothing-stops', {})]),
    ...dropFacts(stack, seed.now),
  ];
}
