import type { Container } from '../hosts/container.ts';
import type { ServiceInStack, ServiceKind } from '../model/service.ts';
import type { Declared, Driver } from './driver.ts';
import { isNamed } from './oneContainer.ts';
import { postgres } from './postgres/driver.ts';
import { valkey } from './valkey/driver.ts';

/** Every kind of service that we know, in the order in which they are asked. */
export const drivers: readonly Driver[] = [postgres, valkey];

/** Returns the driver of a kind. Throws an error that is a bug of ours when there is none. */
export function driverOf(kind: ServiceKind): Driver {
  const driver = drivers.find((each) => each.kind === kind);
  if (!driver) throw new Error(`no driver for ${kind}`);
  return driver;
}

/**
 * Returns the services of a stack in the order of their main containers, those without one behind them. Empty when it has none.
 * What the configuration names is of the kind that it says. When it is nowhere, it comes last, as absent. Of one name that
 * several have (Compose scales a service, or two kinds agree on it) each gets another: its main container's, or its kind behind
 * the name, and a number behind that while it is still taken.
 */
export function findServices(containers: readonly Container[], declared: readonly Declared[]): ServiceInStack[] {
  const found: ServiceInStack[] = [];
  for (const driver of drivers) {
    const taken = new Set(found.flatMap((service) => service.containers));
    const own = declared.filter(({ kind }) => kind === driver.kind);
    const others = declared.filter(({ kind }) => kind !== driver.kind);
    const left = containers.filter((container) => !taken.has(container.id) && !isNamed(container, others));
    found.push(...driver.find(left, own).map((service) => ({ ...service, kind: driver.kind })));
  }
  const position = new Map(containers.map(({ id }, at) => [id, at]));
  const at = ({ containers: [main] }: ServiceInStack): number =>
    (main === undefined ? undefined : position.get(main)) ?? containers.length;
  const nameOf = (service: ServiceInStack): string => {
    if (found.filter(({ name }) => name === service.name).length === 1) return service.name;
    const main = containers.find(({ id }) => id === service.containers[0]);
    return main && main.name !== service.name ? main.name : `${service.name}-${service.kind}`;
  };
  const taken = new Set<string>();
  const unique = (name: string): string => {
    let free = name;
    for (let more = 2; taken.has(free); more += 1) free = `${name}-${more}`;
    taken.add(free);
    return free;
  };
  const named = found.toSorted((a, b) => at(a) - at(b)).map((service) => ({ ...service, name: unique(nameOf(service)) }));
  const isThere = ({ name }: Declared): boolean =>
    named.some((service) => service.name === name) ||
    containers.some(
      (container) => isNamed(container, [{ name }]) && named.some((service) => service.containers.includes(container.id)),
    );
  const absent = declared.filter((each) => !isThere(each));
  return [...named, ...absent.map(({ name, kind }) => ({ name, kind, containers: [], absent: true as const }))];
}
