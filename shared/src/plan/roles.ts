import type { Role } from '../model/service.ts';
import type { Message } from '../model/message.ts';
import { message } from '../text/catalogue.ts';
import type { ContainerFacts } from './facts.ts';

export interface Assigned {
  role: Role;
  reason: Message;
}

/**
 * Who may write to the data while it is captured. Every running container that can reach a data service counts as a
 * writer unless it is known not to be one: an unnecessary pause costs a moment, a missed writer costs consistency.
 */
export function assignRoles(containers: ContainerFacts[]): Map<string, Assigned> {
  const data = containers.filter((container) => container.kind !== undefined);
  return new Map(containers.map((container) => [container.id, assign(container, data, containers)]));
}

function assign(container: ContainerFacts, data: ContainerFacts[], all: ContainerFacts[]): Assigned {
  if (container.kind !== undefined) return { role: 'data', reason: message('role.data', { kind: container.kind }) };
  if (!container.running) return { role: 'bystander', reason: message('role.not-running', {}) };
  if (container.oneShot) return { role: 'bystander', reason: message('role.one-shot', {}) };
  if (container.reader) return { role: 'reader', reason: message('role.reader', {}) };
  if (container.tool) return { role: 'bystander', reason: message('role.tool', {}) };
  const reached = data.find((service) => reaches(container, service, all));
  if (!reached) return { role: 'bystander', reason: message('role.no-network', {}) };
  return { role: 'writer', reason: message('role.writer', { service: reached.service }) };
}

function reaches(container: ContainerFacts, service: ContainerFacts, all: ContainerFacts[]): boolean {
  // On the machine's own network, every container's address can be reached.
  if (container.networkMode === 'host') return true;
  const own = networksOf(container, all);
  const theirs = networksOf(service, all);
  return own.space === theirs.space || own.networks.some((network) => theirs.networks.includes(network));
}

/** A container may live in the network namespace of another one, and that one in yet another's. */
function networksOf(container: ContainerFacts, all: ContainerFacts[], depth = 0): { space: string; networks: string[] } {
  const other = /^container:(.+)$/.exec(container.networkMode)?.[1];
  const host = other === undefined || depth > 8 ? undefined : all.find(({ id }) => id === other);
  if (host) return networksOf(host, all, depth + 1);
  return { space: other ?? container.id, networks: container.networks };
}
