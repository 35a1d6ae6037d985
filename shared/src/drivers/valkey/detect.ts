import type { Container } from '../../hosts/container.ts';
import { parseLaunch } from './launch.ts';

/**
 * Returns whether the container runs a Valkey or Redis server, by its command and image alone. False for exporters, web interfaces,
 * Sentinels, proxies, a client that uses the server's image, and KeyDB and Dragonfly, whose dumps are not quite the same.
 */
export const detect = (container: Container): boolean => parseLaunch(container) !== undefined;
