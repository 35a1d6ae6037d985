import type * as z from 'zod';
import { AppError, isErrorKey } from '../errors.ts';
import type { Manifest, ManifestService } from '../model/manifest.ts';
import type { Plan, PlannedService, RestoreRequest, Step } from '../model/plan.ts';
import { message } from '../text/catalogue.ts';
import { type UsableService, commandLine, dropSteps, expired, isUsable, makePlan, downForSwap, stackBasis } from './common.ts';
import { type Act, confirmationOf } from './confirm.ts';
import type { ItemFacts, PlanSeed, StackFacts } from './facts.ts';

type Request = z.output<typeof RestoreRequest>;

export interface SnapshotFacts {
  reference: string;
  manifest: Manifest;
  /** SHA-256 of the manifest. */
  hash: string;
  /** Stored bytes per service. */
  bytes: Record<string, number>;
}

/** One service of the snapshot and the one of the target stack that it goes into. */
interface Pair {
  from: ManifestService;
  to: UsableService;
  items: string[];
}

/** How a snapshot will be restored: staged beside the live data, proven, switched over, the old kept. */
export function planRestore(request: Request, snapshot: SnapshotFacts, stack: StackFacts, seed: PlanSeed): Plan {
  const pairs = pair(request, snapshot, stack);
  const services = pairs.map((one) => planService(request, one, snapshot.bytes[one.from.name] ?? 0));
  const names = services.map(({ name }) => name);
  const inPlace = services.filter((service) => service.inPlace).map(({ name }) => name);
  const { writers, containers } = downForSwap(stack, services);
  const ids = writers.map(({ id }) => id);
  const restarted = containers.filter(({ id }) =>
    services.some(({ traits, container }) => traits.down.swap === 'service' && container === id),
  );
  const steps: Step[] = [
    { do: 'lock' },
    ...dropSteps(stack, seed.now),
    { do: 'stage', services: names },
    { do: 'prove', services: names },
    ...(inPlace.length > 0 ? [{ do: 'safety' as const, services: inPlace }] : []),
    ...(ids.length > 0 ? [{ do: 'quiet' as const, how: 'stop' as const, containers: ids }] : []),
    { do: 'swap', services: names },
    ...(ids.length > 0 ? [{ do: 'resume' as const }] : []),
    { do: 'settle', services: names },
    { do: 'unlock' },
  ];
  const until = new Date(seed.now.getTime() + 24 * 3600_000).toISOString();
  return makePlan(seed, request, {
    title: message('title.restore', { snapshot: snapshot.reference, stack: stack.id.name }),
    stack: stack.id,
    environment: stack.environment,
    snapshot: snapshot.reference,
    services,
    containers,
    steps,
    warnings: warningsOf(snapshot, stack, services, seed.now),
    facts: [
      ...pairs.map((one) => replaced(request, one)),
      message('fact.point', { at: snapshot.manifest.point ?? snapshot.manifest.startedAt }),
      ...(stack.environment === 'production' ? productionData(snapshot) : []),
      ...(ids.length > 0 ? [message('fact.stop', { containers: writers.map(({ name }) => name) })] : disconnects(services)),
      ...(restarted.length > 0 ? [message('fact.restarts', { containers: restarted.map(({ name }) => name) })] : []),
      message('fact.undo-until', { until }),
      ...expired(stack, seed.now).map(({ job, services: dropped }) => message('fact.drops-undo', { job, services: dropped })),
    ],
    confirm: confirmationOf(actOf(request, snapshot, stack, pairs, inPlace.length > 0)),
    basis: seed.hash(['restore', snapshot.reference, snapshot.hash, stackBasis(stack)]),
    command: commandLine([
      'restore',
      snapshot.reference,
      request.to !== undefined && ['--to', request.to],
      (request.services ?? []).flatMap((name) => ['--service', name]),
      (request.items ?? []).flatMap((name) => ['--item', name]),
      request.as !== undefined && ['--as', request.as],
      request.inPlace && '--in-place',
      request.noOwner && '--no-owner',
      request.noPrivileges && '--no-privileges',
      request.host !== undefined && ['--host', request.host],
      request.repo !== undefined && ['--repo', request.repo],
    ]),
  });
}

/** Services whose container goes on: their clients only have to connect again. */
function disconnects(services: PlannedService[]): Plan['facts'] {
  const names = services.filter(({ traits }) => traits.down.swap !== 'service').map(({ name }) => name);
  return names.length > 0 ? [message('fact.one-disconnect', { services: names })] : [];
}

/** At its gravest: one item that is overwritten outweighs all that is added. */
function actOf(request: Request, snapshot: SnapshotFacts, stack: StackFacts, pairs: Pair[], inPlace: boolean): Act {
  if (inPlace) return { act: 'overwrites', stack };
  if (!pairs.some((one) => replacedBy(request, one).length > 0)) return { act: 'adds' };
  return { act: 'switches', stack, from: isOf(snapshot, stack) ? 'itself' : 'another-stack' };
}

/** Whether the snapshot was made of this very stack. */
const isOf = ({ manifest }: SnapshotFacts, { id }: StackFacts): boolean =>
  manifest.stack.engine === id.engine && manifest.stack.project === id.project;

function pair(request: Request, snapshot: SnapshotFacts, stack: StackFacts): Pair[] {
  const { manifest } = snapshot;
  if (!manifest.complete && !request.services && !request.items) {
    throw new AppError('incomplete.name-services', {
      snapshot: snapshot.reference,
      services: manifest.services.map(({ name }) => name),
      missing: manifest.missing.map(({ service }) => service),
    });
  }
  for (const name of request.services ?? []) {
    if (!manifest.services.some((service) => service.name === name)) {
      throw new AppError('not-found.service-in-snapshot', {
        service: name,
        services: manifest.services.map((service) => service.name),
      });
    }
  }
  const wanted = manifest.services.filter((service) => !request.services || request.services.includes(service.name));
  const chosen = wanted
    .map((from) => ({ from, items: itemsOf(request, from) }))
    .filter(({ items }) => items === undefined || items.length > 0);
  for (const item of request.items ?? []) {
    if (chosen.some(({ from, items }) => items?.some((name) => item === name || item === `${from.name}/${name}`))) continue;
    throw new AppError('not-found.item', {
      item,
      items: wanted.flatMap((service) => service.items.map((name) => `${service.name}/${name}`)),
    });
  }
  const pairs = chosen.map(({ from, items }) => ({ from, to: targetFor(from, stack), items: items ?? from.items }));
  const count = pairs.reduce((sum, one) => sum + one.items.length, 0);
  if (request.as !== undefined && count !== 1) throw new AppError('usage.as-needs-one-item', { items: count });
  return pairs;
}

/** Undefined: all of them, also when there are none. */
function itemsOf(request: Request, service: ManifestService): string[] | undefined {
  if (!request.items) return undefined;
  return service.items.filter((name) => request.items?.some((item) => item === name || item === `${service.name}/${name}`));
}

/** The service of the same name; else, in another stack, the only one of the same kind. */
function targetFor(from: ManifestService, stack: StackFacts): UsableService {
  const same = stack.services.find((service) => service.name === from.name && service.kind === from.kind);
  const ofKind = stack.services.filter((service) => service.kind === from.kind);
  const found = same ?? (ofKind.length === 1 ? ofKind[0] : undefined);
  if (!found) throw new AppError('not-found.target-service', { service: from.name, kind: from.kind, stack: stack.id.name });
  if (!isUsable(found)) {
    const { inspected } = found;
    if (!inspected.ok && isErrorKey(inspected.reason.key))
      throw new AppError(inspected.reason.key, inspected.reason.params as never);
    throw new AppError('incomplete.target-unreadable', { service: found.name, stack: stack.id.name });
  }
  return found;
}

function planService(request: Request, { from, to, items }: Pair, bytes: number): PlannedService {
  const rename: Record<string, string> = request.as !== undefined && items[0] !== undefined ? { [items[0]]: request.as } : {};
  const live = items.flatMap((item) => to.inspected.items.filter(({ name }) => name === (rename[item] ?? item)));
  const blocked = live.find((item: ItemFacts) => item.blocked.length > 0);
  const [why] = blocked?.blocked ?? [];
  if (blocked && why)
    throw new AppError('unsupported.blocked-item', { item: blocked.name, service: to.name }, { detail: why.key, cause: why });
  const inPlace = request.inPlace || live.some((item: ItemFacts) => item.inPlaceOnly.length > 0);
  const { traits } = to.inspected;
  return {
    name: to.name,
    ...(to.name !== from.name && { from: from.name }),
    kind: from.kind,
    container: to.container,
    version: to.inspected.version,
    traits: inPlace && traits.swap === 'rename' ? { ...traits, stage: 'throwaway', swap: 'replace' } : traits,
    items,
    bytes,
    ...(Object.keys(rename).length > 0 && { rename }),
    ...(inPlace && traits.swap === 'rename' && { inPlace: true }),
  };
}

function replaced(request: Request, one: Pair): Plan['facts'][number] {
  const live = replacedBy(request, one);
  return live.length > 0
    ? message('fact.replaces', { service: one.to.name, items: live })
    : message('fact.adds', { service: one.to.name, items: one.items.map((item) => request.as ?? item) });
}

/** The live items that the restored ones take the place of. */
const replacedBy = (request: Request, { to, items }: Pair): string[] =>
  items.map((item) => request.as ?? item).filter((name) => to.inspected.items.some((item) => item.name === name));

function warningsOf(snapshot: SnapshotFacts, stack: StackFacts, services: PlannedService[], now: Date): Plan['warnings'] {
  const { manifest } = snapshot;
  return [
    ...(manifest.complete ? [] : [message('warning.incomplete', { missing: manifest.missing.map(({ service }) => service) })]),
    ...(isOf(snapshot, stack) ? [] : [otherStack(manifest, stack)]),
    ...(manifest.environment === 'production' && stack.environment !== 'production'
      ? [message('warning.production-data', { stack: stack.id.name, environment: stack.environment })]
      : []),
    ...services
      .filter((service) => service.inPlace)
      .map((service) => message('warning.in-place', { service: service.name, items: service.items })),
    ...stack.kept
      .filter((kept) => kept.until >= now && kept.services.some((name) => services.some((service) => service.name === name)))
      .map((kept) => message('warning.second-undo', { job: kept.job })),
  ];
}

/** Another stack, or the same one on another engine: a machine that was set up anew, or the wrong one. */
const otherStack = (manifest: Manifest, stack: StackFacts): Plan['warnings'][number] =>
  manifest.stack.project === stack.id.project
    ? message('warning.other-engine', { stack: stack.id.name, host: stack.host })
    : message('warning.other-stack', { from: manifest.stack.name, to: stack.id.name });

/** Said of every snapshot of production: nothing is masked in it. */
export const productionData = ({ manifest }: SnapshotFacts): Plan['facts'] =>
  manifest.environment === 'production' ? [message('fact.production-data', {})] : [];
