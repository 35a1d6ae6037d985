import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestCli, openCli } from '../support/cli.ts';
import { startContainer, waitFor } from '../support/docker.ts';
import { type TestStack, openStack } from '../support/stack.ts';

let stack: TestStack;
let cli: TestCli;
let name: string;
let config: string;
beforeAll(async () => {
  stack = await openStack('plain');
  name = stack.project;
  cli = await openCli();
  config = join(cli.dataDir, 'longshore/config.yaml');
  await mkdir(join(cli.dataDir, 'longshore'));
});
afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const dataOf = async (argv: string[]): Promise<Record<string, unknown>> =>
  (await cli.json(argv)).last['data'] as Record<string, unknown>;
const confirmOf = async (snapshot: string, ...more: string[]): Promise<unknown> =>
  (await dataOf(['restore', snapshot, ...more, '--dry-run']))['confirm'];

it('what is not marked counts as production: in status, in snapshots, and in what a restore asks', async () => {
  expect((await cli.run(['status', name])).out).toContain('not marked, counts as production');
  expect((await cli.run(['backup', name])).code).toBe(0);
  const snapshot = `${name}/latest`;
  expect((await cli.run(['show', snapshot])).out).toContain('! The snapshot holds unmasked production data.');
  expect((await cli.run(['snapshots'])).out).toContain('production: the snapshot holds unmasked production data.');
  expect((await cli.run(['restore', snapshot, '--dry-run'])).out).toContain('The snapshot holds unmasked production data.');
  expect((await cli.run(['drill', snapshot, '--dry-run'])).out).toContain('The snapshot holds unmasked production data.');
  expect(await confirmOf(snapshot)).toEqual({ level: 'click' });
  expect(await confirmOf(snapshot, '--in-place')).toEqual({ level: 'type', text: name });
});

it('a mark is written for this host, kept with what else is said of the stack, and counts at once', async () => {
  await writeFile(config, `version: 1 # ours\nstacks:\n  ${name}: { readers: [redis] }\n`);
  const marked = await cli.run(['mark', name, 'dev']);
  expect(marked).toMatchObject({ code: 0, err: '' });
  expect(marked.out).toContain(`${name} on local is marked dev.`);
  expect(await readFile(config, 'utf8')).toMatch(
    new RegExp(
      `^version: 1 # ours\\nstacks:\\n  ${name}: \\{ readers: \\[ ?redis ?\\] \\}\\n  local/${name}:\\n    environment: dev\\n`,
    ),
  );
  expect((await cli.run(['status', name])).out).toMatch(new RegExp(`^${name}  dev\\n`));
  expect(await confirmOf(`${name}/latest`, '--in-place')).toEqual({ level: 'click' });
  expect((await cli.run(['restore', `${name}/latest`, '--dry-run'])).out).toMatch(/! It holds unmasked production data, and\s/);
});

it('a plan that was shown for dev is refused once the stack is production', async () => {
  const plan = (await dataOf(['restore', `${name}/latest`, '--in-place', '--dry-run']))['id'] as string;
  expect(await dataOf(['mark', name, 'production'])).toEqual({
    host: 'local',
    stack: name,
    environment: 'production',
    marked: true,
    by: `stacks.local/${name}`,
  });
  expect((await cli.json(['run', plan, '--yes'])).last).toMatchObject({ kind: 'error', data: { code: 'stale-plan' } });
  expect((await dataOf(['jobs']))['items']).toHaveLength(1);
});

it('a mark is removed with its entry; what a more general one says then counts, and is named', async () => {
  expect((await cli.run(['mark', name, '--clear'])).out).toContain('is not marked and counts as production.');
  expect(await readFile(config, 'utf8')).not.toContain('local/');
  // What is not there is removed as well, and nothing is written for it.
  const before = await readFile(config, 'utf8');
  expect((await cli.run(['mark', name, '--clear'])).code).toBe(0);
  expect(await readFile(config, 'utf8')).toBe(before);
  await writeFile(config, `version: 1\nstacks:\n  ${name}: { environment: staging }\n`);
  expect(await dataOf(['mark', name, '--clear'])).toMatchObject({ environment: 'staging', by: `stacks.${name}` });
  await writeFile(config, 'version: 1\n');
});

it('a stack that is not there gets no mark, but can lose one', async () => {
  const wrong = await cli.run(['mark', `${name.slice(0, -1)}x`, 'dev']);
  expect(wrong.code).toBe(12);
  expect(wrong.err).toContain('Did you mean');
  expect(await readFile(config, 'utf8')).toBe('version: 1\n');
  await writeFile(config, 'version: 1\nstacks: { local/gone: { environment: dev } }\n');
  expect(await dataOf(['mark', 'gone', '--clear'])).toEqual({
    host: 'local',
    stack: 'gone',
    environment: 'production',
    marked: false,
  });
  expect(await readFile(config, 'utf8')).not.toContain('gone');
  expect((await cli.run(['mark', name, 'dev', '--host', 'nowhere'])).code).toBe(12);
});

it('of two stacks of one name the one that was meant is marked', async () => {
  const labels = (folder: string): Record<string, string> => ({
    'com.docker.compose.project': `${name}-twin`,
    'com.docker.compose.service': 'db',
    'com.docker.compose.project.working_dir': folder,
  });
  const twin = { image: 'longshore-test/valkey:8', start: false };
  await using one = await startContainer({ ...twin, labels: labels('/srv/one') });
  await using two = await startContainer({ ...twin, labels: labels('/srv/two') });
  void [one, two];
  expect((await cli.run(['mark', `${name}-twin`, 'dev'])).code).toBe(13);
  const twins = async (): Promise<{ hash: string; environment: string }[]> => {
    const [{ stacks }] = (await dataOf(['status'])) as unknown as [
      { stacks: { id: { name: string }; hash: string; environment: string }[] },
    ];
    return stacks.filter(({ id }) => id.name === `${name}-twin`);
  };
  const [first] = await twins();
  expect((await cli.run(['mark', `${name}-twin-${first?.hash}`, 'dev'])).code).toBe(0);
  const after = new Map((await twins()).map(({ hash, environment }) => [hash, environment]));
  expect(after.get(first?.hash ?? '')).toBe('dev');
  expect([...after.values()].filter((environment) => environment === 'production')).toHaveLength(1);
});

it('a database that nothing shows is made known by the configuration, and saved', async () => {
  // A start script that ends as the server, and names it nowhere.
  const command = ['sh', '-c', 'eval exec docker-entrypoint.sh post""gres'];
  const options = { image: 'longshore-test/postgres:17', command, env: { POSTGRES_PASSWORD: 'hidden', PGDATA: '/var/lib/data' } };
  await using hidden = await startContainer(options);
  const lone = hidden.container.name;
  const servicesOf = async (): Promise<unknown> =>
    ((await dataOf(['status', lone]))['stack'] as Record<string, unknown>)['services'];
  expect(await servicesOf()).toEqual([]);
  await writeFile(config, `version: 1\nstacks: { ${lone}: { services: { ${lone}: { kind: postgres } } } }\n`);
  expect(await servicesOf()).toEqual([{ name: lone, kind: 'postgres', containers: [hidden.id], running: true }]);
  await waitFor(async () => (await cli.run(['backup', lone, '--dry-run'])).code === 0);
  expect((await cli.run(['backup', lone])).code).toBe(0);
  await writeFile(config, `version: 1\nstacks: { ${lone}: { services: { ${lone}: { kind: oracle } } } }\n`);
  const wrong = await cli.run(['status', lone]);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain(`stacks.${lone}.services.${lone}.kind`);
  await writeFile(config, 'version: 1\n');
});

it('a file of the workspace marks nothing', async () => {
  await writeFile(config, 'version: 1\n');
  const text = `version: 1\nstacks: { ${name}: { environment: dev } }\n`;
  for (const file of ['longshore.yaml', 'config.yaml', '.longshore.yaml']) await writeFile(join(cli.dataDir, file), text);
  const status = await cli.run(['status', name], {}, cli.dataDir);
  expect(status.out).toContain('not marked, counts as production');
});

it('a configuration that is broken or cannot be written says so, and stays as it is', async () => {
  await writeFile(config, 'version: 1\nstacks: [\n');
  expect(await cli.run(['mark', name, 'dev'])).toMatchObject({ code: 2, out: '' });
  expect(await readFile(config, 'utf8')).toBe('version: 1\nstacks: [\n');
  const file = join(cli.dataDir, 'a-file');
  await writeFile(file, '');
  const nowhere = await cli.run(['mark', name, 'dev'], { XDG_CONFIG_HOME: file });
  expect(nowhere.code).toBe(2);
  expect(nowhere.err).toContain(`${file}/longshore/config.yaml`);
});
