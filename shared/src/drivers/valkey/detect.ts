import type { Container } from '../../hosts/container.ts';
import { parseLaunch } from './launch.ts';

/**
 * Returns a Valkey or Redis server, by what the container runs. Not: exporters, web interfaces, Sentinels, proxies, a client that
 * uses the server's image, and KeyDB and Dragonfly, whose dumps are not quite the same.
 */
export const detect = (container: Container): boolean => parseLaunch(container) !== undefined;
