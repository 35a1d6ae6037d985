import type * as z from 'zod';
import { AppError } from '../errors.ts';
import type { CopyRequest, Plan } from '../model/plan.ts';
import { isSameStack } from '../model/stackId.ts';
import { message } from '../text/message.ts';
import {
  type UsableService,
  commandLine,
  makePlan,
  notOneMoment,
  stackBasis,
  sumBytes,
  unreadable,
  watchOption,
} from './makePlan.ts';
import { confirmationOf } from './confirm.ts';
import { disturbs, hasOneMoment, overwrites } from './demands.ts';
import type { PlanSeed, StackFacts } from './facts.ts';
import {
  actOf,
  assertNoneBlocked,
  assertSound,
  liveItems,
  planService,
  type Replacement,
  replacedFacts,
  replacing,
  targetFor,
} from './replace.ts';
import { assignRoles } from './roles.ts';

type Request = z.output<typeof CopyRequest>;

interface Pair extends Replacement {
  from: UsableService;
}

/**
 * Returns how services of one stack will be copied into another: captured straight into what is staged, then as a restore.
 * Throws `not-found` for what is not there, the reason why a service of either cannot be read, as {@link unreadable} gives it,
 * `usage` for what does not go together or a copy onto itself, and `unsupported` when the source would be disturbed, live data
 * blocks it, or the target {@link overwrites} in place.
 */
export function planCopy(request: Request, source: StackFacts, target: StackFacts, seed: PlanSeed): Plan {
  const pairs = pair(request, source, target);
  const wishes = { as: request.as, inPlace: false, watchSeconds: request.watchSeconds };
  assertSound(pairs, wishes);
  for (const one of pairs) refuseItself(one, request.as);
  const hint = message('hint.copy-by-snapshot', { from: source.name, to: target.name });
  const disturbed = pairs.find(({ from }) => disturbs(from.inspected));
  if (disturbed) {
    throw new AppError('unsupported.copy-disturbs', { service: disturbed.from.name, stack: source.id.name }, { hint });
  }
  const overwritten = pairs.find((one) => overwrites(one.to.inspected, liveItems(one, wishes), false));
  if (overwritten) {
    throw new AppError('unsupported.copy-in-place', { service: overwritten.to.name, items: overwritten.items }, { hint });
  }
  assertNoneBlocked(pairs, wishes, (service, item) => [`${request.from}/${service}/${item}`]);
  const services = pairs.map((one) => ({
    ...planService(one, wishes),
    source: {
      service: one.from.name,
      containers: one.from.containers,
      ...(one.from.locator !== undefined && { locator: one.from.locator }),
      version: one.from.inspected.version,
      traits: one.from.inspected.traits,
    },
  }));
  const names = services.map(({ name }) => name);
  const { facts, warnings, ...common } = replacing(
    target,
    pairs,
    services,
    (['fit', 'prepare', 'fix', 'stage'] as const).map((step) => ({ do: step, services: names })),
    wishes,
    seed,
  );
  return makePlan(seed, request, {
    ...common,
    title: message('title.copy', { from: source.id.name, to: target.id.name }),
    stack: target.id,
    environment: target.environment,
    source: { host: source.host, stack: source.id },
    services,
    warnings: [...warningsOf(source, target, pairs), ...warnings],
    facts: [
      ...pairs.flatMap((one) => replacedFacts(one, wishes)),
      message('fact.copied-from', {
        stack: source.id.name,
        host: source.host,
        services: services.map((service) => service.source.service),
      }),
      ...facts,
    ],
    confirm: confirmationOf(actOf(pairs, wishes, target, services, isSameStack(source.id, target.id))),
    basis: seed.hash(['copy', sourceBasis(pairs, source), stackBasis(target)]),
    command: commandLine([
      'copy',
      (request.what ?? []).map(({ service, item }) => [request.from, service, ...(item === undefined ? [] : [item])].join('/')),
      request.what === undefined && request.from,
      ['--to', request.toService === undefined ? request.to : `${request.to}/${request.toService}`],
      request.as !== undefined && ['--as', request.as],
      request.noOwner && '--no-owner',
      request.noPrivileges && '--no-privileges',
      watchOption(request),
      request.host !== undefined && ['--host', request.host],
      request.toHost !== undefined && ['--to-host', request.toHost],
    ]),
  });
}

function pair(request: Request, source: StackFacts, target: StackFacts): Pair[] {
  const { what, toService } = request;
  const wanted = what
    ? [...new Set(what.map(({ service }) => service))]
    : source.services.filter(({ excluded }) => !excluded).map(({ name }) => name);
  if (wanted.length === 0) throw new AppError('not-found.no-data-service', { stack: source.id.name });
  if (toService !== undefined && wanted.length > 1) {
    throw new AppError('usage.target-twice', { service: toService, sources: wanted });
  }
  return wanted.map((name) => {
    const from = readable(name, source);
    const items = itemsOf(request, from, source);
    const to = targetFor({ name: toService ?? name, kind: from.kind }, named(target, toService));
    const bytes = sumBytes(from.inspected.items.filter((item) => items.includes(item.name)));
    return { from, to, items, bytes };
  });
}

/**
 * Returns the target with no other service than the named one, which is not exchanged for another one of its kind. Returns all of
 * it when none was named. Throws `not-found.service`.
 */
function named(target: StackFacts, service: string | undefined): StackFacts {
  if (service === undefined) return target;
  const services = target.services.filter(({ name }) => name === service);
  if (services.length > 0) return { ...target, services };
  throw new AppError('not-found.service', {
    service,
    stack: target.id.name,
    services: target.services.map(({ name }) => name),
  });
}

function readable(name: string, source: StackFacts): UsableService {
  const found = source.services.find((service) => service.name === name);
  const stack = source.id.name;
  if (!found) {
    throw new AppError('not-found.service', { service: name, stack, services: source.services.map((service) => service.name) });
  }
  const { inspected } = found;
  if (!inspected.ok) throw unreadable(inspected, 'incomplete.source-unreadable', { service: name, stack });
  return { ...found, inspected };
}

/**
 * Returns the items that were named, in the service's own order. Returns all of them when the request names nothing, or the service
 * without an item. Throws `not-found.source-item`.
 */
function itemsOf({ what }: Request, from: UsableService, source: StackFacts): string[] {
  const all = from.inspected.items.map(({ name }) => name);
  const wanted = (what ?? []).filter(({ service }) => service === from.name).map(({ item }) => item);
  const unknown = wanted.find((item) => item !== undefined && !all.includes(item));
  if (unknown !== undefined) {
    throw new AppError('not-found.source-item', { item: unknown, service: from.name, stack: source.id.name, items: all });
  }
  return wanted.length === 0 || wanted.includes(undefined) ? all : all.filter((item) => wanted.includes(item));
}

function refuseItself({ from, to, items }: Pair, as: string | undefined): void {
  const same = isSameService(from, to) && items.find((item) => (as ?? item) === item);
  if (same) throw new AppError('usage.copy-onto-itself', { item: same, service: to.name }, { hint: message('hint.copy-as', {}) });
}

const isSameService = (a: UsableService, b: UsableService): boolean =>
  JSON.stringify([a.kind, a.containers, a.locator]) === JSON.stringify([b.kind, b.containers, b.locator]);

/** Returns what of the source must be as it was when the plan was made: only what is read. Its applications may come and go. */
const sourceBasis = (pairs: Pair[], source: StackFacts): unknown => [
  source.id,
  pairs.map(({ from: { name, containers, locator, inspected }, items }) => [
    name,
    containers,
    locator,
    inspected.version,
    inspected.items.filter((item) => items.includes(item.name)).map((item) => [item.name, item.id]),
  ]),
];

function warningsOf(source: StackFacts, target: StackFacts, pairs: Pair[]): Plan['warnings'] {
  const writes = [...assignRoles(source.containers, source.services).values()].some(({ role }) => role === 'writer');
  return [
    ...(pairs.length > 1 && writes ? [message('warning.copy-online', { stack: source.id.name })] : []),
    ...notOneMoment(pairs.filter(({ from }) => !hasOneMoment(from.inspected)).map(({ from }) => from.name)),
    ...(source.environment === 'production' && target.environment !== 'production'
      ? [message('warning.copies-production', { stack: target.id.name, environment: target.environment })]
      : []),
  ];
}
