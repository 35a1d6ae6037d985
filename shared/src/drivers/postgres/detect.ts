import type { Container } from '../../hosts/container.ts';
import { parseImageName } from '../../hosts/imageName.ts';

/** Images that run a PostgreSQL server, by the last part of their name. */
const families =
  /^(postgres(ql)?|postgis|pgvector|pgvecto-rs|timescaledb(-ha)?|citus|paradedb|alloydbomni|supabase-postgres|postgres-(alpine|documentdb|partman|ssl)|spilo(-\d+)?|documentdb(-local)?)$/;

/** They speak to a server, or look after one; none of them is one. */
const companions =
  /(exporter|pgadmin|pgbouncer|pgpool|pgcat|odyssey|postgrest|backup|dump|barman|wal-g|pgbackrest|pgweb|adminer|metabase|operator|client|migrat|graphile|hasura|postgres-meta|replicator|mcp)/;

/** Programs that only prepare the ground for the next word of the command line. */
const wrappers =
  /^(docker-entrypoint(\.sh)?|entrypoint(\.sh)?|docker-ensure-initdb\.sh|tini|dumb-init|catatonit|gosu|su-exec|--|-[a-z]+)$/;
const server = /^(postgres|postmaster)$/;
const otherPrograms =
  /^(sh|bash|ash|dash|psql|pg_\w+|createdb|dropdb|createuser|vacuumdb|reindexdb|pgbench|sleep|tail|cat|crond?|supercronic|env|true|python3?|node|perl)$/;
/** A shell that ends as the server, as Compose files do to prepare something first. */
const startsServer = /(docker-entrypoint\.sh\s+|\bexec\s+)(["']?)(\S*\/)?(postgres|postmaster)\b/;

/**
 * Returns whether the container runs a PostgreSQL server: from its image, command and environment alone. A container of the same
 * image that runs another command is a client.
 */
export function detect(container: Container): boolean {
  const { name: image } = parseImageName(container.image);
  const known = families.test(image);
  if (companions.test(image) && !known) return false;
  const evidence = known || 'PGDATA' in container.env || 'PG_MAJOR' in container.env || 'POSTGRES_PASSWORD' in container.env;
  const words = container.command;
  const position = words.findIndex((word) => !wrappers.test(baseName(word)));
  const program = words[position];
  if (program === undefined || program === '') return known;
  const name = baseName(program);
  // The image's own entry point starts the server when the first word is an option.
  if (server.test(name) || program.startsWith('-')) return evidence;
  if (/^(sh|bash|ash|dash)$/.test(name)) return evidence && words.slice(position + 1).some((word) => startsServer.test(word));
  return known && !otherPrograms.test(name);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
