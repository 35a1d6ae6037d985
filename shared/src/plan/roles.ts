import type { Role, ServiceInStack } from '../model/service.ts';
import type { Message } from '../model/message.ts';
import { message } from '../text/message.ts';
import type { ContainerFacts } from './facts.ts';

export interface Assigned {
  role: Role;
  reason: Message;
}

/**
 * Returns the role of each container, by id: which may write to the data while it is captured. Containers that serve data are none
 * of them: a store of several would hang when one is paused. Every other running container that can reach a data service counts as
 * a writer unless it is known not to be one: an unnecessary pause costs a moment, a missed writer costs consistency.
 */
export function assignRoles(containers: ContainerFacts[], services: ServiceInStack[]): Map<string, Assigned> {
  return new Map(containers.map((container) => [container.id, assign(container, services, containers)]));
}

function assign(container: ContainerFacts, services: ServiceInStack[], all: ContainerFacts[]): Assigned {
  const [served] = services.filter((service) => service.containers.includes(container.id));
  if (served) return { role: 'data', reason: message('role.data', { kind: served.kind }) };
  if (!container.running) return { role: 'bystander', reason: message('role.not-running', {}) };
  if (container.oneShot) return { role: 'bystander', reason: message('role.one-shot', {}) };
  if (container.reader) return { role: 'reader', reason: message('role.reader', {}) };
  if (container.tool) return { role: 'bystander', reason: message('role.tool', {}) };
  const reached = services.find((service) => reaches(container, service, all));
  if (!reached) return { role: 'bystander', reason: message('role.no-network', {}) };
  return { role: 'writer', reason: message('role.writer', { service: reached.name }) };
}

function reaches(container: ContainerFacts, { containers, users, absent }: ServiceInStack, all: ContainerFacts[]): boolean {
  if (absent) return false;
  if (users) return users.includes(container.id);
  const own = networksOf(container, all);
  // On the machine's own network, every container's address can be reached.
  if (own.isHost) return true;
  // What no container serves lies elsewhere, where every network may lead.
  if (containers.length === 0) return own.networks.length > 0;
  return containers.some((id) => {
    const server = all.find((other) => other.id === id);
    if (!server) return false;
    const theirs = networksOf(server, all);
    // Its ports are the machine's, which every bridge leads to.
    if (theirs.isHost && own.networks.length > 0) return true;
    // A socket that the server keeps in a volume of both is a way that needs no network.
    return (
      own.space === theirs.space ||
      own.networks.some((network) => theirs.networks.includes(network)) ||
      server.mounts.some(({ source, writable }) => writable && container.mounts.some((mount) => mount.source === source))
    );
  });
}

/**
 * Returns the networks that a container is in. It may live in the network namespace (`space`) of another one, and that one in yet
 * another's.
 */
function networksOf(
  container: ContainerFacts,
  all: ContainerFacts[],
  depth = 0,
): { space: string; isHost: boolean; networks: string[] } {
  const other = /^container:(.+)$/.exec(container.networkMode)?.[1];
  const host = other === undefined || depth > 8 ? undefined : all.find(({ id }) => id === other);
  if (host) return networksOf(host, all, depth + 1);
  return {
    space: other ?? container.id,
    isHost: container.networkMode === 'host',
    networks: container.networks.filter((network) => network !== 'none'),
  };
}
