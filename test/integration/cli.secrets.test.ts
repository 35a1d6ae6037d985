import { randomBytes } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openCli } from '../support/cli.ts';
import { createVolume, startContainer, waitFor } from '../support/docker.ts';
import { startS3 } from '../support/s3Server.ts';
import { temporaryFolder } from '../support/snapshots.ts';
import { startMachine } from '../support/ssh.ts';
import { openStack } from '../support/stack.ts';

/** Milliseconds in which a process becomes what it is: a shell, then the program that it starts. */
const youth = 2000;

/** Every argument list on this machine that holds a secret, looked for again and again until aborted. */
async function watchArguments(secrets: string[], signal: AbortSignal): Promise<{ looks: number; seen: string[] }> {
  const seen: string[] = [];
  let known = new Map<string, number>();
  let looks = 0;
  for (; !signal.aborted; looks += 1) {
    const now = performance.now();
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    known = new Map(pids.map((pid) => [pid, known.get(pid) ?? now]));
    for (const [pid, since] of known) {
      if (now - since > youth) continue;
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (secrets.some((secret) => line.includes(secret))) seen.push(line.replaceAll('\0', ' '));
    }
    await sleep(5);
  }
  return { looks, seen };
}

it('passwords stand in no arguments, plans, journals, logs, manifests or output', async () => {
  const project = `longshore-test-secrets-${randomBytes(3).toString('hex')}`;
  const passwords = { db: `db-${randomBytes(9).toString('hex')}`, cache: `cache-${randomBytes(9).toString('hex')}` };
  const secrets = Object.values(passwords);
  const labels = (service: string): Record<string, string> => ({
    'com.docker.compose.project': project,
    'com.docker.compose.service': service,
  });
  await using dbData = await createVolume(`${project}-db`);
  await using cacheData = await createVolume(`${project}-cache`);
  await using db = await startContainer({
    image: 'longshore-test/postgres:17',
    name: `${project}-db-1`,
    env: { POSTGRES_PASSWORD: passwords.db },
    labels: labels('db'),
    volumes: { [dbData.name]: '/var/lib/postgresql/data' },
  });
  await using cache = await startContainer({
    image: 'longshore-test/valkey:8',
    name: `${project}-cache-1`,
    command: ['valkey-server', '--requirepass', passwords.cache],
    labels: labels('cache'),
    volumes: { [cacheData.name]: '/data' },
  });
  void [db, cache];
  await using cli = await openCli();
  await waitFor(async () => (await cli.run(['status', project])).out.includes('PostgreSQL 17'));

  const stop = new AbortController();
  const watching = watchArguments(secrets, stop.signal);
  let printed = '';
  const run = async (...argv: string[]): Promise<void> => {
    const ran = await cli.run([...argv, '--yes']);
    printed += ran.out + ran.err;
    expect(ran).toMatchObject({ code: 0 });
  };
  await run('backup', project, '--json');
  await run('backup', project);
  await run('verify', `${project}/latest`);
  await run('drill', `${project}/latest`);
  await run('restore', `${project}/latest`, '--json');
  await run('restore', `${project}/latest`, '--in-place');
  await run('copy', `${project}/db/postgres`, '--to', `${project}/db`, '--as', 'copied', '--json');
  await run('compare', `${project}/latest`, project, '--exact');
  await run('status', project, '--json');
  stop.abort();
  const { looks, seen } = await watching;

  // The container's own command, as its user wrote it, when it is started again after the switch-over.
  const own = `valkey-server --requirepass ${passwords.cache}`;
  expect(seen.filter((line) => !line.includes(own))).toEqual([]);
  expect(looks).toBeGreaterThan(50);
  for (const secret of secrets) expect(printed).not.toContain(secret);
  const files = (await readdir(cli.dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const content = await readFile(path, 'latin1');
    for (const secret of secrets) expect(content.includes(secret), path).toBe(false);
  }
});

it('what opens an SSH login stands in no arguments, files or output either', async () => {
  const passphrase = `phrase-${randomBytes(9).toString('hex')}`;
  const password = `word-${randomBytes(9).toString('hex')}`;
  const name = `longshore-test-secrets-${randomBytes(3).toString('hex')}`;
  await using machine = await startMachine({ passphrase, password });
  await using cache = await startContainer({ image: 'longshore-test/valkey:8', name, volumes: { [`${name}-data`]: '/data' } });
  void cache;
  await using cli = await openCli();
  const stop = new AbortController();
  const watching = watchArguments([passphrase, password], stop.signal);
  const phrase = join(machine.folder, 'phrase');
  await writeFile(phrase, passphrase);
  let printed = '';
  const run = async (config: string, ...argv: string[]): Promise<number | null> => {
    const env = { LONGSHORE_SSH_CONFIG: config, BOX_PASSWORD: password };
    const ran = await cli.run([...argv, '--yes'], env);
    printed += ran.out + ran.err;
    return ran.code;
  };
  const byKey = await machine.config();
  const byPassword = await machine.config(['PubkeyAuthentication no']);
  const refused = await machine.config(['User bob', 'PubkeyAuthentication no']);
  expect(await run(byKey, 'host', 'add', 'key', 'ssh://box', '--passphrase', `file:${phrase}`)).toBe(0);
  expect(await run(byPassword, 'host', 'add', 'word', 'ssh://box', '--password', 'env:BOX_PASSWORD')).toBe(0);
  expect(await run(byKey, 'backup', name, '--host', 'key', '--json')).toBe(0);
  expect(await run(byPassword, 'backup', name, '--host', 'word')).toBe(0);
  expect(await run(refused, 'host', 'test', 'word', '--json')).toBe(11);
  stop.abort();
  const { looks, seen } = await watching;

  expect(seen).toEqual([]);
  expect(looks).toBeGreaterThan(20);
  for (const secret of [passphrase, password]) expect(printed).not.toContain(secret);
  const files = (await readdir(cli.dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const content = await readFile(path, 'latin1');
    for (const secret of [passphrase, password]) expect(content.includes(secret), path).toBe(false);
  }
});

it('the keys of a bucket stand in no arguments, configuration, plans, journals, logs, manifests or output', async () => {
  await using server = await startS3('seaweedfs');
  const { bucket, endpoint } = await server.bucket();
  await using stack = await openStack('plain');
  await using cli = await openCli();
  await using elsewhere = await temporaryFolder();
  const { accessKeyId, secretAccessKey } = server.credentials;
  await writeFile(join(elsewhere.path, 'secret'), `${secretAccessKey}\n`);
  const secrets = [accessKeyId, secretAccessKey];

  const stop = new AbortController();
  const watching = watchArguments(secrets, stop.signal);
  let printed = '';
  const run = async (...argv: string[]): Promise<void> => {
    const ran = await cli.run([...argv, '--yes'], { LONGSHORE_TEST_KEY: accessKeyId });
    printed += ran.out + ran.err;
    expect(ran).toMatchObject({ code: 0 });
  };
  const keys = ['--access-key-id', 'env:LONGSHORE_TEST_KEY', '--secret-access-key', `file:${elsewhere.path}/secret`];
  await run('repo', 'add', 'cloud', `s3://${bucket}/shop`, '--endpoint', endpoint, ...keys, '--default', '--json');
  await run('repo', 'test', '--json');
  await run('backup', stack.project);
  await run('drill', `${stack.project}/latest`, '--json');
  await run('snapshots');
  // A wrong secret, too, is nowhere to be read.
  await writeFile(join(elsewhere.path, 'secret'), 'a-wrong-secret\n');
  const refused = await cli.run(['snapshots'], { LONGSHORE_TEST_KEY: accessKeyId });
  expect(refused).toMatchObject({ code: 11, err: expect.stringContaining('The secret access key is not the one') });
  printed += refused.err;
  stop.abort();
  const { looks, seen } = await watching;

  expect(seen).toEqual([]);
  expect(looks).toBeGreaterThan(50);
  for (const secret of [...secrets, 'a-wrong-secret']) expect(printed).not.toContain(secret);
  const files = (await readdir(cli.dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const content = await readFile(join(file.parentPath, file.name), 'latin1');
    for (const secret of secrets) expect(content.includes(secret), file.name).toBe(false);
  }
});
