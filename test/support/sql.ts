import { Client, type QueryArrayResult } from 'pg';
import Docker from 'dockerode';
import { run } from './run.ts';

const docker = new Docker({ socketPath: '/var/run/docker.sock', host: undefined });

/** Values as the server writes them: no rounding, no time zones of this machine. */
const asText = { getTypeParser: () => (value: string) => value };

/**
 * Asks the PostgreSQL server in a container of this machine, as its superuser, by a client that shares nothing with ours. Returns rows
 * as lines, with `|` between fields, as psql prints them with `-At`. Rejects with the server's error.
 */
export async function sql(container: string, text: string, database?: string): Promise<string> {
  const { Config: config, NetworkSettings: settings } = await docker.getContainer(container).inspect();
  const env = Object.fromEntries(config.Env.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]));
  const [address] = Object.values(settings.Networks).map(({ IPAddress: ip }) => ip);
  if (address === undefined || address === '') throw new Error(`${container} has no address`);
  const user = env['POSTGRES_USER'] ?? 'postgres';
  const client = new Client({
    host: address,
    user,
    password: env['POSTGRES_PASSWORD'] ?? (await passwordIn(container, env['POSTGRES_PASSWORD_FILE'] ?? '')),
    database: database ?? env['POSTGRES_DB'] ?? user,
    types: asText,
    application_name: 'test',
    connectionTimeoutMillis: 30_000,
  });
  // The server may end while a statement runs: the statement rejects, too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const results = [await client.query({ text, rowMode: 'array' })].flat() as QueryArrayResult<(string | null)[]>[];
    return results.flatMap(({ rows }) => rows.map((row) => row.map((value) => value ?? '').join('|'))).join('\n');
  } finally {
    await client.end();
  }
}

async function passwordIn(container: string, file: string): Promise<string> {
  return (await run('docker', ['exec', container, 'cat', file])).stdout.trim();
}
