import type * as z from 'zod';
import { AppError, isErrorKey } from '../errors.ts';
import type { Message } from '../model/message.ts';
import type { BackupRequest, Mode, Plan, PlannedService, Step } from '../model/plan.ts';
import { message } from '../text/catalogue.ts';
import { chooseItems } from './choose.ts';
import {
  type Item,
  type UsableService,
  commandLine,
  dropFacts,
  dropSteps,
  isUsable,
  makePlan,
  planContainers,
  stackBasis,
  sumBytes,
} from './common.ts';
import { confirmationOf } from './confirm.ts';
import type { PlanSeed, ServiceFacts, StackFacts } from './facts.ts';
import { assignRoles } from './roles.ts';

type Request = z.output<typeof BackupRequest>;

/** How a stack will be backed up: which services, who stands still for how long, in which order. */
export function planBackup(request: Request, stack: StackFacts, seed: PlanSeed): Plan {
  const chosen = choose(request, stack);
  const { services, left } = chooseParts(request, chosen.filter(isUsable));
  const usable = services.map(({ service }) => service);
  const missing = [...missingOf(request, stack, chosen, usable), ...left];
  if (usable.length === 0) throw new AppError('not-found.no-data-service', { stack: stack.id.name });
  const roles = assignRoles(stack.containers);
  const writers = stack.containers.filter((container) => roles.get(container.id)?.role === 'writer');
  const mode = modeOf(request, usable, writers.length);
  const how = mode === 'online' ? 'none' : mode === 'freeze' ? 'pause' : 'stop';
  const names = usable.map(({ name }) => name);
  const ids = writers.map(({ id }) => id);
  const quiet: Step[] =
    how === 'none' || ids.length === 0
      ? []
      : [{ do: 'quiet', how, containers: ids, ...(how === 'pause' && { maxSeconds: request.maxFreezeSeconds }) }];
  const resume: Step[] = quiet.length > 0 ? [{ do: 'resume' }] : [];
  const prepare: Step[] = [{ do: 'prepare', services: names }];
  const store: Step = { do: 'store', services: names };
  const capture: Step[] =
    mode === 'stop'
      ? [...quiet, ...prepare, { do: 'fix', services: names }, store, ...resume]
      : [...prepare, ...quiet, { do: 'fix', services: names }, ...resume, store];
  return makePlan(seed, request, {
    title: message('title.backup', { stack: stack.id.name }),
    stack: stack.id,
    environment: stack.environment,
    mode,
    services: services.map(planService),
    missing,
    scope: chosen.filter(({ name, inspected }) => !inspected.ok || names.includes(name)).map(({ name }) => name),
    containers: planContainers(stack, roles, (container) => (ids.includes(container.id) ? how : 'none')),
    steps: [{ do: 'lock' }, ...dropSteps(stack, seed.now), { do: 'open' }, ...capture, { do: 'commit' }, { do: 'unlock' }],
    warnings: warningsOf(stack, usable, mode, writers.length),
    facts: factsOf(
      stack,
      mode,
      writers.map(({ name }) => name),
      request,
      seed,
    ),
    confirm: confirmationOf({ act: mode === 'stop' && ids.length > 0 ? 'stops' : 'reads' }),
    basis: seed.hash(['backup', stackBasis(stack)]),
    command: commandLine([
      'backup',
      stack.id.name,
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
  items: Item[];
}

/** What is saved of whom; where items were named, those of the same services that were not are `left` out. */
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

/** A data service that cannot be read fails the plan: a backup that silently lacks it is worse than none. */
function missingOf(request: Request, stack: StackFacts, chosen: ServiceFacts[], saved: ServiceFacts[]): Plan['missing'] {
  const broken = chosen.flatMap(({ name, inspected }) => (inspected.ok ? [] : [{ service: name, reason: inspected.reason }]));
  const [first] = broken;
  if (first && !request.keepGoing) throw unreadable(first.reason, first.service, stack);
  // What the configuration leaves out for good is no part of the stack's backup; what this one leaves out makes it partial.
  const left = stack.services.filter(
    (service) => !saved.includes(service) && !broken.some(({ service: name }) => name === service.name) && !service.excluded,
  );
  return [...broken, ...left.map(({ name }) => ({ service: name, reason: message('missing.left-out', {}) }))];
}

/** The reason itself, in its own words, with the way round it. */
function unreadable(reason: Message, service: string, stack: StackFacts): AppError {
  const denied = reason.key.startsWith('denied.');
  const hint = denied
    ? message('hint.password-or-exclude', { service, stack: stack.id.name })
    : message('hint.exclude-service', { service });
  if (isErrorKey(reason.key)) return new AppError(reason.key, reason.params as never, { hint });
  return new AppError('incomplete.service-unreadable', { service, stack: stack.id.name }, { hint, detail: reason.key });
}

function modeOf(request: Request, services: UsableService[], writers: number): Mode {
  const needsStop = services.some(({ inspected }) => inspected.traits.point === 'stopped');
  if (needsStop) return 'stop';
  if (request.mode) return request.mode;
  return services.length > 1 && writers > 0 ? 'freeze' : 'online';
}

const planService = ({ service: { name, kind, container, inspected }, items }: Part): PlannedService => ({
  name,
  kind,
  container,
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
    ...(mode !== 'online' && stack.outsiders.length > 0 ? [message('warning.not-frozen', { containers: stack.outsiders })] : []),
  ];
}

function factsOf(stack: StackFacts, mode: Mode, writers: string[], request: Request, seed: PlanSeed): Plan['facts'] {
  const still =
    writers.length === 0 || mode === 'online'
      ? message('fact.nothing-stops', {})
      : mode === 'freeze'
        ? message('fact.freeze', { containers: writers, seconds: request.maxFreezeSeconds })
        : message('fact.stop', { containers: writers });
  return [still, ...dropFacts(stack, seed.now)];
}
