import type * as z from 'zod';
import { AppError } from '../errors.ts';
import { type Manifest, missingNames } from '../model/manifest.ts';
import type { Plan, RestoreRequest } from '../model/plan.ts';
import { isSameProject, isSameStack } from '../model/stackId.ts';
import { message } from '../text/message.ts';
import { chooseItems } from './choose.ts';
import { commandLine, makePlan, notOneMoment, stackBasis, watchOption } from './makePlan.ts';
import { confirmationOf } from './confirm.ts';
import { partialWarning, withoutWords } from './without.ts';
import type { PlanSeed, StackFacts } from './facts.ts';
import {
  type Replacement,
  actOf,
  assertNoneBlocked,
  assertSound,
  planService,
  replacedFacts,
  replacing,
  targetFor,
} from './replace.ts';

type Request = z.output<typeof RestoreRequest>;

export interface SnapshotFacts {
  reference: string;
  manifest: Manifest;
  /** SHA-256 of the manifest. */
  hash: string;
  /** Bytes per service, before compression. */
  bytes: Record<string, number>;
}

/**
 * Returns how a snapshot will be restored: staged beside the live data, proven, switched over, the old kept. Throws `not-found`
 * for a service or item that is not there, `incomplete.name-services` when the snapshot is not complete and neither services
 * nor items were named, the reason why a target cannot be read, as {@link targetFor} does, `usage` for what does not go
 * together, also as {@link partialWarning} does, and `unsupported` for live data that blocks it, or as {@link replacing} does.
 */
export function planRestore(request: Request, snapshot: SnapshotFacts, stack: StackFacts, seed: PlanSeed): Plan {
  const pairs = pair(request, snapshot, stack);
  const services = pairs.map((one) => planService(one, request));
  const { facts, warnings, ...common } = replacing(
    stack,
    pairs,
    services,
    [{ do: 'stage', services: services.map(({ name }) => name) }],
    request,
    seed,
  );
  return makePlan(seed, request, {
    ...common,
    title: message('title.restore', { snapshot: snapshot.reference, stack: stack.id.name }),
    stack: stack.id,
    environment: stack.environment,
    snapshot: snapshot.reference,
    services,
    warnings: [
      ...partialWarning(request.without, services),
      ...warningsOf(snapshot, stack),
      ...notOneMoment(itemByItem(snapshot, pairs)),
      ...warnings,
    ],
    facts: [
      ...pairs.flatMap((one) => replacedFacts(one, request)),
      message('fact.point', { at: snapshot.manifest.point ?? snapshot.manifest.startedAt }),
      ...(stack.environment === 'production' ? productionData(snapshot) : []),
      ...facts,
    ],
    confirm: confirmationOf(actOf(pairs, request, stack, services, isSameStack(snapshot.manifest.stack, stack.id))),
    basis: seed.hash(['restore', snapshot.reference, snapshot.hash, stackBasis(stack)]),
    command: commandLine([
      'restore',
      snapshot.reference,
      request.to !== undefined && ['--to', request.to],
      (request.services ?? []).flatMap((name) => ['--service', name]),
      (request.items ?? []).flatMap((name) => ['--item', name]),
      request.as !== undefined && ['--as', request.as],
      request.inPlace && '--in-place',
      request.noSafety && '--no-safety',
      request.noOwner && '--no-owner',
      request.noPrivileges && '--no-privileges',
      withoutWords(request.without),
      watchOption(request),
      request.host !== undefined && ['--host', request.host],
      request.repo !== undefined && ['--repo', request.repo],
    ]),
  });
}

function pair(request: Request, snapshot: SnapshotFacts, stack: StackFacts): Replacement[] {
  const { manifest } = snapshot;
  if (!manifest.complete && !request.services && !request.items) {
    throw new AppError('incomplete.name-services', {
      snapshot: snapshot.reference,
      services: manifest.services.map(({ name }) => name),
      missing: missingNames(manifest.missing),
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
  const { chosen, unknown } = chooseItems(wanted, request.items);
  if (unknown) throw new AppError('not-found.item', unknown);
  const pairs = chosen.map(({ service: from, items }) => ({
    from,
    to: targetFor(from, stack),
    items,
    bytes: snapshot.bytes[from.name] ?? 0,
  }));
  assertSound(pairs, request);
  assertNoneBlocked(pairs, request, (service, item) => ['--item', `${service}/${item}`]);
  return pairs;
}

function warningsOf(snapshot: SnapshotFacts, stack: StackFacts): Plan['warnings'] {
  const { manifest } = snapshot;
  return [
    ...(manifest.complete ? [] : [message('warning.incomplete', { missing: missingNames(manifest.missing) })]),
    ...(isSameStack(manifest.stack, stack.id) ? [] : [otherStack(manifest, stack)]),
    ...(manifest.environment === 'production' && stack.environment !== 'production'
      ? [message('warning.production-data', { stack: stack.id.name, environment: stack.environment })]
      : []),
  ];
}

/**
 * Returns the warning of a restore into another stack: the same project from another folder (it has moved, or there are two), the
 * same project on another Docker Engine (a machine that was set up anew, or the wrong one), or another project.
 */
function otherStack({ stack: from }: Manifest, { id, host }: StackFacts): Plan['warnings'][number] {
  if (isSameProject(from, id)) {
    return message('warning.other-folder', { stack: id.name, from: from.workingDir, to: id.workingDir });
  }
  return from.project === id.project
    ? message('warning.other-engine', { stack: id.name, host })
    : message('warning.other-stack', { from: from.name, to: id.name });
}

const itemByItem = ({ manifest }: SnapshotFacts, pairs: Replacement[]): string[] =>
  manifest.services.flatMap(({ name, perItem }) => (perItem && pairs.some(({ from }) => from.name === name) ? [name] : []));

/** Returns the fact that is said of every snapshot of production: nothing is masked in it. Empty for any other snapshot. */
export const productionData = ({ manifest }: SnapshotFacts): Plan['facts'] =>
  manifest.environment === 'production' ? [message('fact.production-data', {})] : [];
