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
/** That of the official image, which hands an option on to the server. */
const entryPoint = /^docker-entrypoint(\.sh)?$/;
const server = /^(postgres|postmaster)$/;
const otherPrograms =
  /^(sh|bash|ash|dash|psql|pg_\w+|createdb|dropdb|createuser|vacuumdb|reindexdb|pgbench|sleep|tail|cat|crond?|supercronic|env|true|python3?|node|perl)$/;
/** A shell that ends as the server, as Compose files do to prepare something first. */
const startsServer = /(docker-entrypoint\.sh\s+|\bexec\s+)(["']?)(\S*\/)?(postgres|postmaster)\b/;

/**
 * Returns whether the container runs a PostgreSQL server, as far as its image, command and environment alone tell. Of an image that
 * is known as a server's, every command counts as the server but those that are known to be something else.
 */
export function detect(container: Container): boolean {
  const { name: image } = parseImageName(container.image);
  const known = families.test(image);
  if (companions.test(image) && !known) return false;
  const own = known || 'PGDATA' in container.env || 'PG_MAJOR' in container.env;
  // Clients have the password, too.
  const evidence = own || 'POSTGRES_PASSWORD' in container.env;
  const words = container.command;
  const isOption = (word: string, at: number): boolean => /^-[a-z]/.test(word) && entryPoint.test(baseName(words[at - 1] ?? ''));
  const position = words.findIndex((word, at) => isOption(word, at) || !wrappers.test(baseName(word)));
  const program = words[position];
  if (program === undefined || program === '') return known;
  const name = baseName(program);
  // The image's own entry point starts the server when the first word is an option.
  if (program.startsWith('-')) return own;
  if (server.test(name)) return evidence;
  if (/^(sh|bash|ash|dash)$/.test(name)) return evidence && words.slice(position + 1).some((word) => startsServer.test(word));
  return known && !otherPrograms.test(name);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
