import type { StackDetail, StackSummary } from '../api/answers.ts';
import { marksOf } from '../config/marks.ts';
import type { Config } from '../config/config.ts';
import type { Context } from '../context.ts';
import type { Target } from '../drivers/driver.ts';
import { driverOf, findServices } from '../drivers/index.ts';
import { isTool } from '../drivers/tool.ts';
import { disksOf } from '../machine/disks.ts';
import { AppError, toErrorInfo } from '../errors.ts';
import type { Container } from '../hosts/container.ts';
import type { Host } from '../hosts/host.ts';
import { labels } from '../hosts/labels.ts';
import { type Stack, dependsOn, serviceNameOf, stacksOf, startOrder } from '../hosts/stack.ts';
import type { Environment } from '../model/environment.ts';
import type { ServiceInStack } from '../model/service.ts';
import { fullName, nameAmong } from '../model/stackId.ts';
import { message } from '../text/message.ts';
import type { ContainerFacts, ServiceFacts, StackFacts } from '../plan/facts.ts';
import { assignRoles } from '../plan/roles.ts';
import { passwordOf } from '../config/passwords.ts';

/** A stack as it is on its host now, with what the configuration says of it. */
export interface FoundStack extends Stack {
  /** Commands call it so: with its hash where another stack of the host has the same name. */
  name: string;
  host: Host;
  environment: Environment;
  marked: boolean;
  /** Other containers of the host. */
  others: Container[];
  /** Docker's own folder, where Docker is reached by a socket of this machine; else empty. */
  root: string;
}

/** Resolves with the stacks of a host, by name, with what the configuration says of each. Empty when it has no container. */
export async function listStacks(host: Host, config: Config, ctx: Context): Promise<FoundStack[]> {
  const [info, containers] = await Promise.all([host.info(ctx), host.containers(ctx)]);
  const root = host.address.type === 'socket' ? info.root : '';
  const stacks = stacksOf(containers, info.id);
  return stacks.map((stack) => {
    const { environment, marked } = marksOf(config, host.name, stack.id);
    const own = new Set(stack.containers.map(({ id }) => id));
    const name = nameAmong(stacks, stack);
    return { ...stack, name, host, environment, marked, root, others: containers.filter(({ id }) => !own.has(id)) };
  });
}

/**
 * Resolves with the disks and shares under Docker's own folder and under what data services write to; without `disks` when those
 * of one are unknown, or Docker is on another machine.
 */
export async function disksOfData(stack: FoundStack, config: Config): Promise<Pick<StackSummary, 'disks'>> {
  if (stack.root === '') return {};
  const containers = dataServices(stack, config).flatMap((service) => containersOf(stack, service));
  // Of one that Docker does not answer about, nothing is known.
  if (containers.some(({ startedAt, command }) => startedAt === '' && command.length === 0)) return {};
  const mounts = containers.flatMap((container) => container.mounts).filter(({ type, writable }) => type !== 'tmpfs' && writable);
  const disks = await disksOf(stack.root, ...mounts.map(({ source }) => source));
  return disks.length > 0 ? { disks } : {};
}

/** Resolves with the stack of that name, as {@link stackNamed} does. Rejects with `not-found.stack` or `ambiguous.stack`. */
export async function findStack(host: Host, name: string, config: Config, ctx: Context): Promise<FoundStack> {
  return stackNamed(name, await listStacks(host, config, ctx), host.name);
}

/**
 * Returns the stack of that name, or of that name and hash, as `app-3f9a1c`. Throws `not-found.stack`, or `ambiguous.stack` when
 * several fit.
 */
export function stackNamed(name: string, all: FoundStack[], host: string): FoundStack {
  const found = all.filter((stack) => stack.id.name === name || fullName(stack) === name);
  const [first, second] = found;
  if (first && second) {
    const candidates = found.map((stack) => `${fullName(stack)} (${stack.id.workingDir || '-'})`);
    throw new AppError('ambiguous.stack', { stack: name, candidates });
  }
  if (first) return first;
  throw new AppError('not-found.stack', { stack: name, host, stacks: all.map(({ id }) => id.name) });
}

/** Returns what is known of a stack without a login: containers and their roles, services and whether they run. */
export function summarize(stack: FoundStack, config: Config): Omit<StackSummary, 'disks' | 'last' | 'lastError'> {
  const services = dataServices(stack, config);
  const roles = assignRoles(containerFacts(stack, config), services);
  return {
    id: stack.id,
    hash: stack.hash,
    environment: stack.environment,
    marked: stack.marked,
    containers: stack.containers.flatMap((container) => {
      const assigned = roles.get(container.id);
      const { id, name, image, state } = container;
      return assigned ? [{ id, name, service: serviceNameOf(container), image, state, ...assigned }] : [];
    }),
    services: services.map((service) => ({
      name: service.name,
      kind: service.kind,
      containers: service.containers,
      running: !service.absent && !stopped(stack, service),
    })),
  };
}

function dataServices(stack: FoundStack, config: Config): ServiceInStack[] {
  const { services = {} } = marksOf(config, stack.host.name, stack.id);
  const declared = Object.entries(services).map(([name, { kind }]) => ({ name, kind }));
  return findServices(stack.containers, declared);
}

const containersOf = (stack: Stack, { containers }: ServiceInStack): Container[] =>
  containers.flatMap((id) => stack.containers.find((container) => container.id === id) ?? []);

/** Returns the first container of a service that does not run, or undefined when all run. */
const stopped = (stack: Stack, service: ServiceInStack): Container | undefined =>
  containersOf(stack, service).find(({ state }) => state !== 'running');

function containerFacts(stack: FoundStack, config: Config): ContainerFacts[] {
  const marks = marksOf(config, stack.host.name, stack.id);
  const awaited = new Set(
    stack.containers
      .flatMap((container) => dependsOn(container))
      .filter(({ condition }) => condition === 'service_completed_successfully')
      .map(({ service }) => service),
  );
  return startOrder(stack.containers).map((container) => {
    const service = serviceNameOf(container);
    return {
      id: container.id,
      name: container.name,
      service,
      imageId: container.imageId,
      running: container.state === 'running',
      networks: Object.keys(container.networks),
      mounts: sharable(container),
      networkMode: container.networkMode,
      tool: isTool(container),
      oneShot: awaited.has(service),
      reader: container.labels[labels.role] === 'reader' || (marks.readers ?? []).includes(service),
    };
  });
}

/** Returns the sources of mounts that another container can share: volumes by name, folders of the machine by path. */
const sharable = ({ mounts }: Container): ContainerFacts['mounts'] =>
  mounts.flatMap(({ type, name, source, writable }) =>
    type === 'volume' ? [{ source: name, writable }] : type === 'bind' ? [{ source, writable }] : [],
  );

/**
 * Resolves with everything that a plan for this stack is made from, with all of its data services. Connects to each of them,
 * but not to those that are excluded or for which `only` returns false: their `inspected` says `missing.left-out`. A service
 * that cannot be read says why in `inspected`, and does not reject.
 */
export async function gather(
  stack: FoundStack,
  config: Config,
  kept: StackFacts['kept'],
  ctx: Context,
  only?: (service: string) => boolean,
): Promise<StackFacts> {
  const containers = containerFacts(stack, config);
  const found = dataServices(stack, config);
  const services = await Promise.all(
    found.map(async (service): Promise<ServiceFacts> => {
      const excluded = isExcluded(stack, service, config);
      const base = { ...service, excluded };
      if (excluded || only?.(service.name) === false)
        return { ...base, inspected: { ok: false, reason: message('missing.left-out', {}) } };
      return { ...base, inspected: await inspect(stack, service, config, ctx) };
    }),
  );
  const serving = new Set(found.flatMap((service) => service.containers));
  const shared = new Set(containers.filter(({ id }) => serving.has(id)).flatMap(({ networks }) => networks));
  const outsiders = stack.others.filter(
    (other) =>
      other.state === 'running' && Object.keys(other.networks).some((network) => network !== 'bridge' && shared.has(network)),
  );
  return {
    id: stack.id,
    name: stack.name,
    host: stack.host.name,
    environment: stack.environment,
    containers,
    services,
    outsiders: outsiders.map(({ name }) => name),
    kept,
  };
}

async function inspect(
  stack: FoundStack,
  service: ServiceInStack,
  config: Config,
  ctx: Context,
): Promise<ServiceFacts['inspected']> {
  if (service.absent) return { ok: false, reason: message('incomplete.absent', { service: service.name }) };
  const down = stopped(stack, service);
  if (down) return { ok: false, reason: message('incomplete.not-running', { service: service.name, state: down.state }) };
  try {
    const found = await driverOf(service.kind).inspect(await target(stack, service, config, ctx), ctx);
    const { version, traits, items, warnings, ephemeral } = found;
    return { ok: true, version, traits, items, warnings, ...(ephemeral && { ephemeral }) };
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    const { message: reason, detail, hint } = toErrorInfo(error);
    return { ok: false, reason, ...(detail !== undefined && { detail }), ...(hint && { hint }) };
  }
}

/**
 * Resolves with the data services of a stack that are not excluded, or the one of this name, excluded or not. Rejects with
 * `not-found.service`, with `not-found.no-data-service` when there is none, with `incomplete.absent` or `incomplete.not-running`
 * when one of them does not run, and as {@link passwordOf} does.
 */
export async function runningTargets(
  stack: FoundStack,
  service: string | undefined,
  config: Config,
  ctx: Context,
): Promise<Target[]> {
  const all = dataServices(stack, config);
  const chosen = all.filter((each) => (service === undefined ? !isExcluded(stack, each, config) : each.name === service));
  if (service !== undefined && chosen.length === 0) {
    throw new AppError('not-found.service', { service, stack: stack.id.name, services: all.map(({ name }) => name) });
  }
  if (chosen.length === 0) throw new AppError('not-found.no-data-service', { stack: stack.id.name });
  for (const each of chosen) {
    if (each.absent) throw new AppError('incomplete.absent', { service: each.name });
    const down = stopped(stack, each);
    if (down) throw new AppError('incomplete.not-running', { service: each.name, state: down.state });
  }
  return Promise.all(chosen.map((each) => target(stack, each, config, ctx)));
}

function isExcluded(stack: FoundStack, service: ServiceInStack, config: Config): boolean {
  const { excluded = [] } = marksOf(config, stack.host.name, stack.id);
  const [main] = containersOf(stack, service);
  return main?.labels[labels.exclude] === 'true' || excluded.includes(service.name);
}

async function target(stack: FoundStack, found: ServiceInStack, config: Config, ctx: Context): Promise<Target> {
  const { users: _, absent: __, ...service } = found;
  const password = await passwordOf(config, stack.host.name, stack.id, service.name, ctx);
  return {
    host: stack.host,
    service,
    containers: containersOf(stack, found),
    ...(password !== undefined && { password }),
  };
}

/**
 * Resolves with all services of a stack looked into, excluded ones too. One that fails says why in its `error`, and hides no
 * other.
 */
export async function describeStack(
  stack: FoundStack,
  summary: StackSummary,
  config: Config,
  ctx: Context,
): Promise<StackDetail> {
  const services = await Promise.all(
    dataServices(stack, config).map(async (service): Promise<StackDetail['services'][number]> => {
      const { name, kind } = service;
      const inspected = await inspect(stack, service, config, ctx);
      if (!inspected.ok)
        return { name, kind, error: { code: inspected.reason.key.split('.')[0] ?? '', message: inspected.reason } };
      const { version, items, warnings, ephemeral } = inspected;
      return {
        name,
        kind,
        version,
        items: items.map((item) => ({ name: item.name, bytes: item.bytes, ...(item.rows !== undefined && { rows: item.rows }) })),
        bytes: items.reduce((sum, item) => sum + item.bytes, 0),
        warnings,
        ...(ephemeral && { ephemeral }),
      };
    }),
  );
  return { stack: summary, services };
}
