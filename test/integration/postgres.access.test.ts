import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { connectDocker } from '../../shared/src/hosts/docker.ts';
import { targetIn } from '../support/target.ts';
import { localAddress, startContainer, waitFor } from '../support/docker.ts';
import { host, image, startServer, store, type TestServer } from './postgres.support.ts';

const ctx = plainContext();
const counts = { counts: true, lockTimeout: 20_000 };

/** Makes the socket ask for a password, as some images do. */
async function demandPasswords(server: TestServer, method: string): Promise<void> {
  const script = `sed -i 's/^local.*all.*all.*/local all all ${method}/; s/^\\(host.*127.*\\) trust$/\\1 ${method}/' "$PGDATA/pg_hba.conf"`;
  await text(host.exec(server.id, ['sh', '-c', script], ctx, { user: '0' }));
  await server.sql('select pg_reload_conf()');
}

describe('the way in is found from the container alone', () => {
  test('with a password in a file of the container, a superuser of another name, another port', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'longshore-test-'));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'password'), 'from a "file" $x\n');
    await using container = await startContainer({
      image: image('postgres:17'),
      env: {
        POSTGRES_PASSWORD_FILE: '/secrets/password',
        POSTGRES_USER: 'the boss',
        POSTGRES_HOST_AUTH_METHOD: 'scram-sha-256',
      },
      volumes: { [folder]: '/secrets' },
      command: ['postgres', '-p', '6543'],
    });
    const target = targetIn(host, container.container, 'postgres');
    await waitFor(async () => (await postgres.inspect(target, ctx)).version.startsWith('17.'));
    const script = `until pg_isready -q -p 6543 -h 127.0.0.1; do sleep 0.1; done; sed -i 's/ trust$/ scram-sha-256/' "$PGDATA/pg_hba.conf"; kill -HUP 1`;
    await text(host.exec(container.id, ['sh', '-c', script], ctx, { user: '0' }));
    await using prepared = await postgres.prepare(target, {}, counts, ctx);
    await using capture = await prepared.fix(ctx);
    const { inventory, artifacts } = await store(capture, '17');
    expect(inventory.entries.find(({ type }) => type === 'database')?.exact).toMatchObject({ owner: 'the boss' });
    expect(artifacts.get('globals.sql')?.toString()).toContain('CREATE ROLE "the boss"');
    await rm(folder, { recursive: true });
  });

  test('as the user postgres where the socket goes by the user of the system', async () => {
    await using server = await startServer();
    await demandPasswords(server, 'peer');
    expect((await postgres.inspect(server.target, ctx)).items.map(({ name }) => name)).toEqual(['postgres']);
  });

  test('a stale password is refused, and one that is given is used', async () => {
    await using server = await startServer();
    await demandPasswords(server, 'scram-sha-256');
    await server.sql(`alter role postgres password 'changed later'`);
    await expect(postgres.inspect(server.target, ctx)).rejects.toMatchObject({
      key: 'denied.postgres',
      params: { service: 'db' },
      detail: expect.stringContaining('password authentication failed'),
    });
    const { version } = await postgres.inspect({ ...server.target, password: 'changed later' }, ctx);
    expect(version).toMatch(/^17/);
    const failure: unknown = await postgres
      .inspect({ ...server.target, password: 'wrong one' }, ctx)
      .catch((error: unknown) => error);
    expect(JSON.stringify(failure)).not.toContain('wrong one');
  });

  test('a role that is no superuser is called so, and not a wrong password', async () => {
    await using server = await startServer({ tag: 'postgres:15', env: { POSTGRES_USER: 'boss' } });
    await server.sql('create role keeper superuser; alter role boss nosuperuser');
    await expect(postgres.inspect(server.target, ctx)).rejects.toMatchObject({
      key: 'denied.no-superuser',
      params: { service: 'db', role: 'boss' },
    });
  });

  test('a server that does not answer is not taken for a wrong password', async () => {
    await using container = await startContainer({
      image: image('postgres:17'),
      entrypoint: ['sleep', '600'],
      env: { POSTGRES_PASSWORD: 'x' },
    });
    const target = targetIn(host, container.container, 'postgres');
    await expect(postgres.inspect(target, ctx)).rejects.toMatchObject({ key: 'tool-failed.postgres-silent' });
  });

  test('no password appears on a command line, while everything runs', async () => {
    await using server = await startServer({ env: { POSTGRES_PASSWORD: 'seventeen-secrets' } });
    await server.sql('create table t as select g, md5(g::text) as x from generate_series(1, 200000) g');
    await using prepared = await postgres.prepare(server.target, {}, counts, ctx);
    await using capture = await prepared.fix(ctx);
    const lines = await text(host.exec(server.id, ['sh', '-c', `cat /proc/[0-9]*/cmdline | tr '\\0' ' '`], ctx, { user: '0' }));
    expect(lines).toContain('pg_dump');
    expect(lines).toContain('psql');
    expect(lines).not.toContain('seventeen-secrets');
    expect((await store(capture, '17')).artifacts.get('globals.sql')?.toString()).not.toContain('seventeen-secrets');
  });
});

test('a look waits for no lock', async () => {
  await using server = await startServer();
  await server.sql('create table t as select 1 as i');
  const other = connectDocker('other', localAddress);
  const blocker = new AbortController();
  const env = { PGUSER: 'postgres', PGDATABASE: 'postgres', PGAPPNAME: 'blocker' };
  const holding = text(
    other.exec(
      server.id,
      ['psql', '-Xc', 'begin; lock table t in access exclusive mode; select pg_sleep(600)'],
      plainContext({ signal: blocker.signal }),
      { env },
    ),
  );
  holding.catch(() => {});
  await waitFor(
    async () =>
      (await server.sql(
        `select count(*) from pg_locks where mode = 'AccessExclusiveLock' and granted and pid <> pg_backend_pid()`,
      )) !== '0',
  );
  expect((await postgres.inspect(server.target, ctx)).items).toHaveLength(1);
  blocker.abort();
  await expect(holding).rejects.toMatchObject({ code: 'cancelled' });
});
