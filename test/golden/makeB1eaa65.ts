import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { waitFor } from '../support/docker.ts';

/**
 * Writes the golden repository of commit b1eaa65, the last one whose inventories did not say what they recorded: run with a checkout
 * of that commit, which saves a real stack by its own command line. What it wrote is read by the tests for ever.
 */
const checkout = resolve(process.argv[2] ?? '.');
const root = join(import.meta.dirname, 'format-1-b1eaa65');
if (existsSync(root)) throw new Error(`${root} is there already, and must stay as it is.`);

const docker = (...argv: string[]): string => execFileSync('docker', argv, { encoding: 'utf8' }).trim();
const start = (service: string, image: string, ...options: string[]): string => {
  const labels = ['project=shop', `service=${service}`, 'project.working_dir=/srv/shop'].flatMap((label) => [
    '--label',
    `com.docker.compose.${label}`,
  ]);
  const name = `shop-${service}-1`;
  return docker(
    'run',
    '--detach',
    '--name',
    name,
    '--network',
    'none',
    '--label',
    'longshore.test=1',
    ...labels,
    ...options,
    image,
  );
};
const answers = (container: string, ...argv: string[]): Promise<void> =>
  waitFor(() => {
    try {
      docker('exec', container, ...argv);
      return true;
    } catch {
      return false;
    }
  });

const folder = await mkdtemp(join(tmpdir(), 'longshore-golden-'));
const containers: string[] = [];
try {
  const db = start('db', 'longshore-test/postgres:17', '--env', 'POSTGRES_PASSWORD=golden');
  containers.push(db);
  const cache = start('cache', 'longshore-test/valkey:8');
  containers.push(cache);
  await answers(db, 'psql', '-h', '127.0.0.1', '-U', 'postgres', '-c', 'select 1');
  await answers(cache, 'valkey-cli', 'ping');
  const psql = ['exec', '--interactive', db, 'psql', '-U', 'postgres', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d'];
  docker(...psql, 'postgres', '-c', 'create database shop');
  docker(...psql, 'postgres', '-c', 'create database reports');
  const script = await readFile(join(import.meta.dirname, 'shop.sql'));
  execFileSync('docker', [...psql, 'shop'], { input: script });
  docker(...psql, 'reports', '-c', 'create table monthly as select n as month, n * 10 as total from generate_series(1, 12) n');
  for (const command of [
    'set greeting hello',
    'rpush list a b c',
    'hset hash field value',
    'sadd set one two',
    'zadd scores 1 a 2 b',
  ]) {
    docker('exec', cache, 'valkey-cli', ...command.split(' '));
  }
  const longshore = (...argv: string[]): void => {
    const env = { ...process.env, LONGSHORE_DATA: folder, LONGSHORE_CONFIG: '', XDG_CONFIG_HOME: folder };
    execFileSync(process.execPath, [join(checkout, 'shared/bin/longshore.mjs'), ...argv], { env, stdio: 'inherit' });
  };
  longshore('backup', 'shop');
  longshore('backup', 'shop', '--no-counts');
  await cp(join(folder, 'repository'), root, { recursive: true });
} finally {
  docker('rm', '--force', '--volumes', ...containers);
  await rm(folder, { recursive: true, force: true });
}
