import type { Container } from '../hosts/container.ts';
import { parseImageName } from '../hosts/imageName.ts';

/**
 * Programs that look at databases without writing what an application would miss: exporters of metrics, and pages that show. Anything
 * else that can reach a database counts as a writer, also Grafana and Metabase, which may keep their own data in it, and what only
 * calls itself an exporter.
 */
const tools =
  /(^|[-_])((postgres|postgresql|pgbouncer|redis|valkey|node|process|blackbox|sql|mysqld|nats|clickhouse|statsd|json)[-_]exporter|pgadmin4?|pgweb|adminer|redisinsight|redis-commander|phpredisadmin|prometheus|cadvisor|dozzle|portainer)([-_]|$)/;

/**
 * Returns whether a container is known to only look at databases (an exporter, a page that shows), by the last part of its
 * image's name: `prometheuscommunity/postgres-exporter:v0.15` is one.
 */
export function isTool(container: Container): boolean {
  return tools.test(parseImageName(container.image).name);
}
