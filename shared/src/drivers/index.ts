import type { Container } from '../hosts/container.ts';
import type { ServiceKind } from '../model/service.ts';
import type { Driver } from './driver.ts';
import { postgres } from './postgres/driver.ts';
import { valkey } from './valkey/driver.ts';

/** Every kind of service that we know, in the order in which they are asked. */
export const drivers: readonly Driver[] = [postgres, valkey];

const byKind = new Map(drivers.map((driver) => [driver.kind, driver]));

export function driverOf(kind: ServiceKind): Driver {
  const driver = byKind.get(kind);
  if (!driver) throw new Error(`no driver for ${kind}`);
  return driver;
}

/** The driver that recognises a container, if any does. */
export const detect = (container: Container): Driver | undefined => drivers.find((driver) => driver.detect(container));
