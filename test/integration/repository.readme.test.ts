import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { folderStorage } from '../../shared/src/storage/folder.ts';
import { s3Storage } from '../../shared/src/storage/s3/storage.ts';
import type { Storage } from '../../shared/src/storage/storage.ts';
import { startContainer, type TestContainer, waitFor } from '../support/docker.ts';
import { startS3 } from '../support/s3Server.ts';
import { backup, collect, type Content, ctx, keys, open, temporaryFolder } from '../support/snapshots.ts';
import { run, runForBytes } from '../support/run.ts';

async function exec(container: string, argv: string[], env: string[] = []): Promise<Buffer> {
  const options = env.flatMap((one) => ['-e', one]);
  return runForBytes('docker', ['exec', ...options, container, ...argv]);
}

const answers = async (container: string, ...argv: string[]): Promise<boolean> => {
  try {
    await exec(container, argv);
    return true;
  } catch {
    return false;
  }
};

/** Also true for a server that only prepares the data directory: it listens on no TCP port yet. */
const ready = (container: string): Promise<void> =>
  waitFor(() => answers(container, 'psql', '-h', '127.0.0.1', '-U', 'postgres', '-c', 'select 1'));

const postgres = (): ReturnType<typeof startContainer> =>
  startContainer({ image: 'longshore-test/postgres:17', env: { POSTGRES_PASSWORD: 'x', POSTGRES_HOST_AUTH_METHOD: 'trust' } });
const valkey = (): ReturnType<typeof startContainer> => startContainer({ image: 'longshore-test/valkey:8' });

const database = 'My "odd" $DB';
const statements = [
  `CREATE ROLE "o'wner" LOGIN PASSWORD 'secret'`,
  `CREATE DATABASE "My ""odd"" $DB" OWNER "o'wner"`,
  `ALTER DATABASE "My ""odd"" $DB" SET work_mem = '7MB'`,
  'CREATE TABLE standard AS SELECT 1 AS n',
];

/** Statements one by one; what the last one answers. */
async function sql(container: string, name: string, ...texts: string[]): Promise<string> {
  const argv = ['psql', '-U', 'postgres', '-AtXq', '-v', 'ON_ERROR_STOP=1', ...texts.flatMap((text) => ['-c', text])];
  return (await exec(container, argv, [`PGDATABASE=${name}`])).toString().trim();
}

/** The commands that the README gives for one service, for that container. */
function commandsOf(readme: string, service: string, container: string): string {
  const section = readme.split(/^(?=\d+\. )/m).find((part) => part.includes(JSON.stringify(service))) ?? '';
  const commands = section.split('\n').filter((line) => line.startsWith('  ') && !line.includes('valkey-server'));
  return commands.join('\n').replaceAll('CONTAINER', container);
}

let content: Content;

beforeAll(async () => {
  await using from = await postgres();
  await using cacheFrom = await valkey();
  await ready(from.id);
  await sql(from.id, 'postgres', ...statements);
  await sql(from.id, database, 'CREATE TABLE orders AS SELECT generate_series(1, 1234) AS id');
  await waitFor(() => answers(cacheFrom.id, 'valkey-cli', 'ping'));
  await exec(cacheFrom.id, ['valkey-cli', 'set', 'greeting', 'hello']);
  await exec(cacheFrom.id, ['valkey-cli', 'save']);
  content = {
    db: {
      'globals.sql': await exec(from.id, ['pg_dumpall', '-U', 'postgres', '--globals-only']),
      [`${database}.dump`]: await exec(from.id, ['pg_dump', '-U', 'postgres', '-Fc'], [`PGDATABASE=${database}`]),
      [`${database}.extensions.sql`]: Buffer.from('COPY public.orders (id) FROM stdin;\n5678\n\\.\n'),
      'postgres.dump': await exec(from.id, ['pg_dump', '-U', 'postgres', '-Fc']),
    },
    cache: { 'dump.rdb': await exec(cacheFrom.id, ['cat', '/data/dump.rdb']) },
  };
});

/** The README of the only snapshot in a storage, and its key. */
async function readmeIn(storage: Storage): Promise<{ readme: string; key: string }> {
  const [key = ''] = (await keys(storage)).filter((key) => key.endsWith('README.txt'));
  return { readme: (await collect(await storage.get(key, ctx.signal))).toString(), key };
}

/** Follows the README to the letter in a folder that holds the snapshot, into fresh servers. */
async function follow(readme: string, folder: string): Promise<void> {
  const shell = (commands: string): Promise<{ stdout: string }> => run('sh', ['-ec', commands], { cwd: folder });

  const { stdout: checked } = await shell(/^sha256sum[^]*?^END$/m.exec(readme)?.[0] ?? 'false');
  expect(checked.trim().split('\n')).toHaveLength(6);

  await using to = await postgres();
  await ready(to.id);
  await shell(commandsOf(readme, 'db', to.id));
  expect(await sql(to.id, database, 'SELECT count(*) FROM orders')).toBe('1235');
  expect(await sql(to.id, database, 'SHOW work_mem')).toBe('7MB');
  expect(await sql(to.id, database, 'SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()')).toBe(
    `"o'wner"`,
  );
  expect(await sql(to.id, 'postgres', 'SELECT n FROM standard')).toBe('1');

  await using cacheTo = await valkey();
  await shell(commandsOf(readme, 'cache', cacheTo.id));
  await waitFor(() => answers(cacheTo.id, 'valkey-cli', 'ping'));
  expect((await exec(cacheTo.id, ['valkey-cli', 'get', 'greeting'])).toString().trim()).toBe('hello');
}

it('the README of a snapshot in a folder restores it with standard tools alone', async () => {
  await using root = await temporaryFolder();
  const { id } = await backup(await open(root.path), {}, content);
  const { readme, key } = await readmeIn(folderStorage(root.path));
  expect(readme).toContain(id);
  await follow(readme, join(root.path, key, '..'));
});

it('the README of a snapshot in a bucket restores it with standard tools alone', async () => {
  await using server = await startS3('seaweedfs');
  await using storage = s3Storage({ ...(await server.bucket()), prefix: `it's here/shop` });
  await backup(await open(storage), {}, content);
  const { readme } = await readmeIn(storage);
  const fetching = readme.split('\n').filter((line) => /^ {2}(aws|rclone) /.test(line));
  expect(fetching).toHaveLength(2);

  for (const command of fetching) {
    await using root = await temporaryFolder();
    await using tools = await toolbox(root.path, server.credentials);
    await exec(tools.id, ['sh', '-ec', command]);
    await follow(readme, root.path);
  }
});

/** A shell that has the tools which people have, in an empty folder of this machine. */
const toolbox = (folder: string, keys: { accessKeyId: string; secretAccessKey: string }): Promise<TestContainer> =>
  startContainer({
    image: 'longshore-test/s3-tools:1',
    network: 'host',
    volumes: { [folder]: '/work' },
    user: `${process.getuid?.()}:${process.getgid?.()}`,
    env: { HOME: '/tmp', AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey },
  });
