import type { StackId } from '../model/service.ts';
import { stackHash } from '../stackHash.ts';
import type { Container } from './container.ts';
import { composeLabels } from './labels.ts';

/** A Compose project on a host, or one lone container. */
export interface Stack {
  id: StackId;
  /** Six hex digits that tell apart stacks of the same name: of Docker Engine, project and folder. */
  hash: string;
  /** By name. */
  containers: Container[];
}

/** One entry of Compose's `depends_on`. */
export interface Dependency {
  service: string;
  /** `service_started`, `service_healthy`, `service_completed_successfully`. */
  condition: string;
}

/**
 * Returns the containers in groups by Compose project and folder, sorted by name, without those of `compose run`. A container of no
 * project is a stack of its own. Pure.
 */
export function stacksOf(containers: readonly Container[], engineId: string): Stack[] {
  const stacks = new Map<string, Stack>();
  for (const container of containers) {
    if (container.labels[composeLabels.oneoff] === 'True') continue;
    const project = container.labels[composeLabels.project] ?? container.name;
    const workingDir = container.labels[composeLabels.workingDir] ?? '';
    const lone = container.labels[composeLabels.project] === undefined;
    const key = JSON.stringify([lone, project, workingDir]);
    const stack = stacks.get(key);
    if (stack) stack.containers.push(container);
    else {
      const id = { name: project, engine: engineId, project, workingDir };
      stacks.set(key, { id, hash: stackHash(id), containers: [container] });
    }
  }
  const sorted = [...stacks.values()].sort((a, b) => compareText(a.id.name, b.id.name) || compareText(a.hash, b.hash));
  for (const stack of sorted) stack.containers.sort((a, b) => compareText(a.name, b.name));
  return sorted;
}

/** Returns whether two containers of one host belong to one stack, or are one. Those of `compose run` do, too. */
export const areInOneStack = (a: Container, b: Container): boolean =>
  a.id === b.id ||
  (a.labels[composeLabels.project] !== undefined &&
    a.labels[composeLabels.project] === b.labels[composeLabels.project] &&
    a.labels[composeLabels.workingDir] === b.labels[composeLabels.workingDir]);

/** Returns the Compose service's name, or the container's. */
export const serviceNameOf = (container: Container): string => container.labels[composeLabels.service] ?? container.name;

/** Returns what Compose would start before it; empty when that is nothing, and for a container of no project. */
export function dependsOn(container: Container): Dependency[] {
  const entries = (container.labels[composeLabels.dependsOn] ?? '').split(',').filter((entry) => entry !== '');
  return entries.map((entry) => {
    const [service = '', condition = 'service_started'] = entry.split(':');
    return { service, condition };
  });
}

/**
 * Returns the containers in an order in which each comes after those that it depends on, or whose network, processes or volumes it
 * shares. Stopping goes backwards. Where dependencies form a circle, it is entered somewhere. Pure.
 */
export function startOrder(containers: readonly Container[]): Container[] {
  const ordered = new Set<Container>();
  const entered = new Set<Container>();
  const visit = (container: Container): void => {
    if (entered.has(container)) return;
    entered.add(container);
    for (const needed of containers.filter((other) => needs(container, other))) visit(needed);
    ordered.add(container);
  };
  for (const container of containers) visit(container);
  return [...ordered];
}

function needs(container: Container, other: Container): boolean {
  if (areInOneStack(container, other) && dependsOn(container).some(({ service }) => service === serviceNameOf(other)))
    return true;
  const namespaces = [container.networkMode, container.pidMode].flatMap((mode) => /^container:(.*)$/.exec(mode)?.[1] ?? []);
  const sources = container.volumesFrom.map((source) => source.replace(/:[^:]*$/, ''));
  return [...namespaces, ...sources].some((reference) => reference === other.id || reference === other.name);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
