import { describe, expect, test } from 'vitest';
import type { Container, Mount } from '../../hosts/container.ts';
import { detect } from './detect.ts';
import { serverPort } from './server.ts';

const container = (image: string, command: string[], env: Record<string, string> = {}, mounts: Mount[] = []): Container => ({
  id: 'id',
  name: 'name',
  image,
  imageId: 'sha256:0',
  state: 'running',
  health: 'none',
  exitCode: 0,
  startedAt: '2026-01-01T00:00:00Z',
  labels: {},
  env,
  command,
  entrypoint: [],
  user: '',
  workingDir: '',
  mounts,
  networks: {},
  networkMode: 'bridge',
  pidMode: '',
  restartPolicy: 'no',
  stopSignal: 'SIGINT',
  stopTimeout: 10,
  readOnly: false,
  volumesFrom: [],
});

const official = { PGDATA: '/var/lib/postgresql/data', PG_MAJOR: '17', POSTGRES_PASSWORD: 'x' };
const start = ['docker-entrypoint.sh', 'postgres'];

describe('is a server', () => {
  test.each([
    ['postgres:17', start],
    ['postgres', start],
    ['docker.io/library/postgres:17-alpine@sha256:00', start],
    ['registry.example:5000/team/postgres:15', start],
    ['pgvector/pgvector:pg17', start],
    ['timescale/timescaledb:latest-pg16', start],
    ['timescale/timescaledb-ha:pg17', ['/docker-entrypoint.sh', 'postgres']],
    ['postgis/postgis:16-3.4', start],
    ['supabase/postgres:15.8.1', ['docker-entrypoint.sh', 'postgres', '-D', '/etc/postgresql']],
    ['google/alloydbomni:16', ['/usr/local/bin/docker-entrypoint.sh', 'postgres']],
    ['bitnami/postgresql:17', ['/opt/bitnami/scripts/postgresql/entrypoint.sh', '/opt/bitnami/scripts/postgresql/run.sh']],
    ['postgres:17', ['docker-entrypoint.sh', '-c', 'max_connections=200']],
    ['postgres:17', ['docker-entrypoint.sh', 'postgres', '-c', 'shared_preload_libraries=pg_stat_statements']],
    ['postgres:17', ['tini', '--', 'docker-entrypoint.sh', 'postgres']],
    ['postgres:17', ['sh', '-c', 'chown -R postgres /x && exec docker-entrypoint.sh postgres -c fsync=on']],
    ['my-own-build:3', start],
    ['my-own-build:3', ['docker-entrypoint.sh', '-c', 'shared_preload_libraries=pg_stat_statements']],
    ['my-own-build:3', ['tini', '-g', '--', 'docker-entrypoint.sh', '-p', '5433']],
  ])('%s %j', (image, command) => {
    expect(detect(container(image, command, official))).toBe(true);
  });
});

describe('is not a server', () => {
  test.each([
    ['prometheuscommunity/postgres-exporter', ['/bin/postgres_exporter'], {}],
    ['dpage/pgadmin4', ['/entrypoint.sh'], {}],
    ['edoburu/pgbouncer', ['/entrypoint.sh', '/usr/bin/pgbouncer', '/etc/pgbouncer.ini'], { POSTGRES_PASSWORD: 'x' }],
    ['postgrest/postgrest:v12', ['postgrest'], {}],
    ['prodrigestivill/postgres-backup-local:17', ['/init.sh'], official],
    ['supabase/postgres-meta:v0.8', ['docker-entrypoint.sh', 'node', 'dist/server.js'], {}],
    ['metabase/metabase', ['/app/run_metabase.sh'], { MB_DB_TYPE: 'postgres' }],
    ['langfuse/langfuse:3', ['dumb-init', '--', './web/entrypoint.sh', 'node', 'server.js'], { POSTGRES_PASSWORD: 'x' }],
    ['postgres:17', ['docker-entrypoint.sh', 'pg_dump', '-h', 'postgres'], official],
    ['postgres:17', ['docker-entrypoint.sh', 'psql', '-h', 'postgres'], official],
    ['postgres:17', ['docker-entrypoint.sh', 'sh', '-c', 'while true; do pg_dump -h postgres > /b; sleep 60; done'], official],
    ['postgres:17', ['bash', '-c', 'until pg_isready -h postgres; do sleep 1; done; exec my-writer postgres'], official],
    ['postgres:17', ['sleep', 'infinity'], official],
    ['valkey/valkey:8', ['docker-entrypoint.sh', 'valkey-server'], {}],
  ])('%s %j', (image, command, env) => {
    expect(detect(container(image, command, env))).toBe(false);
  });
});

test.each([
  [['postgres', '-p', '6000'], {}, '6000'],
  [['postgres', '-p6000'], {}, '6000'],
  [['postgres', '--port=6001'], {}, '6001'],
  [['postgres', '-c', 'port=6002'], { PGPORT: '1' }, '6002'],
  [['postgres', '-c', 'port = 6002'], {}, '6002'],
  [['postgres'], { PGPORT: '6003' }, '6003'],
  [['postgres', '-c', 'support=1'], {}, '5432'],
])('reads the port from %j', (command, env, port) => {
  expect(serverPort({ command, env })).toBe(port);
});
