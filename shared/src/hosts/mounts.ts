import { posix } from 'node:path';
import type { Container, Mount } from './container.ts';

/** Returns the mount that a path of the container lies in, the innermost; undefined when it lies in the container's own layer. */
export function mountOf(container: Pick<Container, 'mounts'>, path: string): Mount | undefined {
  const holds = (mount: Mount): boolean => {
    const below = posix.relative(mount.destination, path);
    return below !== '..' && !below.startsWith('../');
  };
  return container.mounts.filter(holds).sort((a, b) => b.destination.length - a.destination.length)[0];
}

/**
 * Returns whether what lies at a path outlives its container: in any mount but a tmpfs and a volume without a name. Such a
 * volume, as images declare them, is not found again when the container is made anew.
 */
export function outlivesContainer(container: Pick<Container, 'mounts'>, path: string): boolean {
  const mount = mountOf(container, path);
  return mount !== undefined && mount.type !== 'tmpfs' && !(mount.type === 'volume' && /^[0-9a-f]{64}$/.test(mount.name));
}
