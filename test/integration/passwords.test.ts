import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCore, endOf, succeeded } from '../support/core.ts';
import { createVolume, startContainer, waitFor } from '../support/docker.ts';
import { run } from '../support/run.ts';
import { leftovers } from '../support/stack.ts';
import { temporaryFolder } from '../support/snapshots.ts';

it('a password that only the configuration names is asked for again to take back a restore that was cancelled', async () => {
  const project = `longshore-test-password-${randomBytes(3).toString('hex')}`;
  await using folder = await temporaryFolder();
  const secret = join(folder.path, 'secret');
  await writeFile(secret, 'second\n');
  await using data = await createVolume(`${project}-db`);
  await using db = await startContainer({
    image: 'longshore-test/postgres:17',
    name: `${project}-db-1`,
    env: { POSTGRES_PASSWORD: 'first', POSTGRES_INITDB_ARGS: '--auth=scram-sha-256' },
    labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': 'db' },
    volumes: { [data.name]: '/var/lib/postgresql/data' },
  });
  const psql = async (text: string, password = 'second'): Promise<string> => {
    const argv = ['exec', '--env', `PGPASSWORD=${password}`, db.id, 'psql', '-h', '127.0.0.1', '-U', 'postgres', '-XqAtc', text];
    return (await run('docker', argv)).stdout.trim();
  };
  await waitFor(() =>
    psql('select 1', 'first').then(
      () => true,
      () => false,
    ),
  );
  await psql(`alter role postgres password 'second'`, 'first');
  await psql('create table orders as select n, md5(n::text) from generate_series(1, 600000) n; create index on orders (md5)');

  await using core = await openCore({
    config: () => `version: 1\nstacks:\n  ${project}: { passwords: { db: 'file:${secret}' }, environment: dev }\n`,
  });
  const { snapshot } = succeeded((await core.run({ operation: 'backup', stack: project })).ended);
  const plan = await core.api.plan({ operation: 'restore', snapshot: snapshot ?? '' });
  const { job } = await core.api.run({ plan: plan.id, confirm: plan.confirm.level === 'type' ? plan.confirm.text : true });
  const staged = `select count(*) from pg_database where datname like '%\\_\\_longshore\\_%'`;
  await waitFor(async () => (await psql(staged)) !== '0');
  await core.api.cancel({ job });
  expect((await endOf(core.api, job)).error).toMatchObject({ code: 'cancelled' });
  expect(await psql(staged)).toBe('0');
  expect(await psql('select count(*) from orders')).toBe('600000');
  expect(await leftovers(job)).toEqual([]);
});
