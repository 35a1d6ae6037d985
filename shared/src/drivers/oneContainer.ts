import { AppError } from '../errors.ts';
import type { Container } from '../hosts/container.ts';
import type { Host } from '../hosts/host.ts';
import { serviceNameOf } from '../hosts/stack.ts';
import type { ServiceKind } from '../model/service.ts';
import type { Declared, Driver, Target } from './driver.ts';

/** A service that runs in one container, looked up just now. */
export interface ServerTarget extends Target {
  readonly container: Container;
}

/** How a kind of service works of which each server is a container of its own: a {@link Driver} for such targets. */
export type ServerDriver = {
  readonly kind: ServiceKind;
  /** Returns whether the container runs such a server: from image, labels, env, command and mounts alone. No I/O. */
  detect(container: Container): boolean;
} & Pick<Driver, 'byHand'> & {
    [Method in Exclude<keyof Driver, 'kind' | 'find' | 'byHand'>]: (
      ...parameters: ServerParameters<Parameters<Driver[Method]>>
    ) => ReturnType<Driver[Method]>;
  };

type ServerParameters<All extends unknown[]> = {
  [At in keyof All]: All[At] extends Target ? ServerTarget : All[At] extends readonly string[] ? string : All[At];
};

/**
 * Returns the driver of services that run in one container each. Its methods throw `internal.bug`, before any promise, for a
 * service without a container and for a list without an image.
 */
export function oneContainer(driver: ServerDriver): Driver {
  return {
    kind: driver.kind,
    find: (containers, declared) =>
      containers
        .filter((container) => driver.detect(container) || isNamed(container, declared))
        .map((container) => ({ name: serviceNameOf(container), containers: [container.id] })),
    inspect: (target, ctx) => driver.inspect(serverTarget(target), ctx),
    contents: (target, ...rest) => driver.contents(serverTarget(target), ...rest),
    prepare: (target, ...rest) => driver.prepare(serverTarget(target), ...rest),
    fits: (source, selection, target, ctx) => driver.fits(serverTarget(source), selection, serverTarget(target), ctx),
    stage: (target, ...rest) => driver.stage(serverTarget(target), ...rest),
    trial: (host: Host, images, ...rest) => driver.trial(host, imageOf(images), ...rest),
    parse: (host: Host, images, ...rest) => driver.parse(host, imageOf(images), ...rest),
    reopen: (target, ...rest) => driver.reopen(serverTarget(target), ...rest),
    reconcile: (target, ...rest) => driver.reconcile(serverTarget(target), ...rest),
    rollback: (target, ...rest) => driver.rollback(serverTarget(target), ...rest),
    discard: (target, ...rest) => driver.discard(serverTarget(target), ...rest),
    undoBytes: (target, ...rest) => driver.undoBytes(serverTarget(target), ...rest),
    byHand: (artifacts) => driver.byHand(artifacts),
  };
}

/** Returns whether the configuration names the container: by its Compose service's name, or its own. */
export const isNamed = (container: Container, declared: readonly Pick<Declared, 'name'>[]): boolean =>
  declared.some(({ name }) => name === serviceNameOf(container) || name === container.name);

/** Returns the target with its main container. Throws `internal.bug` when it has none. */
export function serverTarget(target: Target): ServerTarget {
  const [container] = target.containers;
  if (!container) throw new AppError('internal.bug', {});
  return { ...target, container };
}

function imageOf([image]: readonly string[]): string {
  if (image === undefined) throw new AppError('internal.bug', {});
  return image;
}
