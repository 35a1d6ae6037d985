import type { Container } from '../hosts/container.ts';
import { parseImageName } from '../hosts/imageName.ts';

/**
 * Programs that look at databases without writing what an application would miss: exporters and admin pages. Anything
 * else that can reach a database counts as a writer.
 */
const tools =
  /(^|[-_])(exporter|pgadmin4?|pgweb|adminer|redisinsight|redis-commander|phpredisadmin|prometheus|grafana|node-exporter|cadvisor|metabase|dozzle|portainer)([-_]|$)/;

/** By the last part of the image's name: `prometheuscommunity/postgres-exporter:v0.15` is one. */
export function isTool(container: Container): boolean {
  return tools.test(parseImageName(container.image).name);
}
