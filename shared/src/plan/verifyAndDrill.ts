import type * as z from 'zod';
import { AppError } from '../errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { DrillRequest, Plan, PlannedService, VerifyRequest } from '../model/plan.ts';
import { message } from '../text/message.ts';
import { commandLine, makePlan } from './makePlan.ts';
import { confirmationOf } from './confirm.ts';
import { partialWarning, withoutWords } from './without.ts';
import type { PlanSeed } from './facts.ts';
import { type SnapshotFacts, productionData } from './restore.ts';

/**
 * Returns the plan to read every byte of the snapshot, with every artifact parsed by its own server's tools. It changes nothing.
 * Never throws.
 */
export function planVerify(request: z.output<typeof VerifyRequest>, snapshot: SnapshotFacts, seed: PlanSeed): Plan {
  const services = snapshot.manifest.services.map((service) => plannedFrom(service, snapshot));
  return makePlan(seed, request, {
    title: message('title.verify', { snapshot: snapshot.reference }),
    snapshot: snapshot.reference,
    services,
    containers: [],
    steps: [{ do: 'check' }, { do: 'parse', services: services.map(({ name }) => name) }],
    facts: [message('fact.changes-nothing', {}), ...productionData(snapshot)],
    confirm: confirmationOf({ act: 'reads' }),
    basis: seed.hash(['verify', snapshot.reference, snapshot.hash]),
    command: commandLine([
      'verify',
      snapshot.reference,
      request.host !== undefined && ['--host', request.host],
      request.repo !== undefined && ['--repo', request.repo],
    ]),
  });
}

/**
 * Returns the plan of a restore into throw-away servers without network: the proof that counts. It touches no container of any
 * stack. Throws `not-found.service-in-snapshot`, and as {@link partialWarning} does.
 */
export function planDrill(request: z.output<typeof DrillRequest>, snapshot: SnapshotFacts, seed: PlanSeed): Plan {
  const all = snapshot.manifest.services;
  for (const name of request.services ?? []) {
    if (all.some((service) => service.name === name)) continue;
    throw new AppError('not-found.service-in-snapshot', { service: name, services: all.map((service) => service.name) });
  }
  const services = all
    .filter((service) => !request.services || request.services.includes(service.name))
    .map((service) => plannedFrom(service, snapshot));
  return makePlan(seed, request, {
    title: message('title.drill', { snapshot: snapshot.reference }),
    snapshot: snapshot.reference,
    services,
    containers: [],
    steps: [{ do: 'trial', services: services.map(({ name }) => name) }],
    warnings: partialWarning(request.without, services),
    facts: [message('fact.changes-nothing', {}), ...productionData(snapshot)],
    confirm: confirmationOf({ act: 'reads' }),
    basis: seed.hash(['drill', snapshot.reference, snapshot.hash]),
    command: commandLine([
      'drill',
      snapshot.reference,
      (request.services ?? []).flatMap((name) => ['--service', name]),
      request.image !== undefined && ['--image', request.image],
      withoutWords(request.without),
      request.host !== undefined && ['--host', request.host],
      request.repo !== undefined && ['--repo', request.repo],
    ]),
  });
}

/**
 * Returns a service of a snapshot as a plan lists it, without containers. There is no live service behind it: nothing is down, and
 * nothing is swapped.
 */
export const plannedFrom = (service: Manifest['services'][number], snapshot: SnapshotFacts): PlannedService => ({
  name: service.name,
  kind: service.kind,
  containers: [],
  version: service.version,
  traits: { point: 'instant', swap: 'files', down: { capture: 'nothing', swap: 'nothing' }, needs: [] },
  items: service.items,
  bytes: snapshot.bytes[service.name] ?? 0,
});
