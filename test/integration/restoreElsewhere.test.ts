import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestCli, openCli } from '../support/cli.ts';
import { startContainer } from '../support/docker.ts';
import { type SecondDocker, startSecondDocker } from '../support/secondDocker.ts';
import { type TestStack, docker, leftovers, openStack } from '../support/stack.ts';

/** A snapshot of one host on another: other containers, names, networks, passwords, and another superuser. */
let second: SecondDocker;
let here: TestStack;
let there: TestStack;
let cli: TestCli;
let snapshot: string;
beforeAll(async () => {
  [second, cli] = await Promise.all([startSecondDocker(), openCli()]);
  await mkdir(join(cli.dataDir, 'longshore'));
  await writeFile(
    join(cli.dataDir, 'longshore/config.yaml'),
    JSON.stringify({ ...(JSON.parse(second.config()) as object), default: { host: 'local' } }),
  );
  [here, there] = await Promise.all([openStack('sample'), openStack('moved', second)]);
  await thereSql(`create role app_owner login password 'of-here'; create role bystander login password 'untouched'`);
  const { last } = await cli.json(['backup', here.project]);
  snapshot = (last['result'] as { snapshot: string }).snapshot;
});
afterAll(async () => {
  await Promise.all([here[Symbol.asyncDispose](), there[Symbol.asyncDispose]()]);
  await second[Symbol.asyncDispose]();
  await cli[Symbol.asyncDispose]();
});

const hereSql = (text: string, database = 'app'): Promise<string> =>
  here.exec('db', 'psql', '-U', 'postgres', '-d', database, '-XqAtc', text);
const thereSql = (text: string, database = 'postgres'): Promise<string> =>
  there.exec('database', 'psql', '-U', 'admin', '-d', database, '-XqAtc', text);
const kv = (...command: string[]): Promise<string> =>
  there.exec('kv', 'valkey-cli', '--no-auth-warning', '-a', 'moved-kv', ...command);
const hashOf = (role: string): string => `select rolpassword from pg_authid where rolname = '${role}'`;
const target = (): string[] => ['--to', there.project, '--host', 'second'];

let restore: string;

it('says where it comes from and goes to, and wants the name typed: nobody has said that the stack there is not production', async () => {
  const { last } = await cli.json(['restore', snapshot, ...target(), '--dry-run']);
  expect(last['data']).toMatchObject({
    host: 'second',
    stack: { name: there.project },
    confirm: { level: 'type', text: there.project },
    services: [
      { name: 'kv', from: 'cache', kind: 'valkey' },
      { name: 'database', from: 'db', kind: 'postgres' },
    ],
  });
  const { out } = await cli.run(['restore', snapshot, ...target(), '--dry-run']);
  const text = out.replaceAll(/\s+/g, ' ');
  expect(text).toContain(`The snapshot is of ${here.project} and goes into another stack, ${there.project}.`);
  expect(text).toContain(`longshore restore ${snapshot} --to ${there.project} --host second`);
});

it('restores every row and key; roles that are there keep their passwords, others come with theirs', async () => {
  const before = { owner: await thereSql(hashOf('app_owner')), bystander: await thereSql(hashOf('bystander')) };
  await kv('set', 'only-there', 'before');
  const states = await there.states();
  const { code, last } = await cli.json(['restore', snapshot, ...target(), '--yes']);
  expect(last['error']).toBeUndefined();
  expect({ code, last }).toMatchObject({
    code: 0,
    last: { outcome: 'succeeded', result: { services: [{ proof: { ok: true } }, { proof: { ok: true } }] } },
  });
  const { items } = (await cli.json(['jobs'])).last['data'] as { items: { id: string }[] };
  restore = items[0]?.id ?? '';
  expect(await leftovers(restore, second)).toEqual([]);
  expect(await there.states()).toEqual(states);

  const counts = 'select (select count(*) from shop.orders), (select count(*) from shop.customers)';
  expect(await thereSql(counts, 'app')).toBe(await hereSql(counts));
  expect(await kv('dbsize')).toBe(
    await here.exec('cache', 'sh', '-c', 'valkey-cli --no-auth-warning -a "$0" dbsize', 'p@ss$1%w&rd;ü'),
  );
  expect(await kv('exists', 'only-there')).toBe('0');

  expect({ owner: await thereSql(hashOf('app_owner')), bystander: await thereSql(hashOf('bystander')) }).toEqual(before);
  const report = hashOf('report-user ü');
  expect(await thereSql(report)).toBe(await hereSql(report));
  // The superuser of there was another one: what it owned belongs to the present one now, and no role of that name comes.
  expect(await thereSql("select count(*) from pg_roles where rolname = 'postgres'")).toBe('0');
  // By TCP, where the password counts.
  const login = ['bash', '-c', 'PGPASSWORD=of-here psql -h "$(hostname -i)" -U app_owner -d app -XqAtc "select current_user"'];
  expect(await there.exec('database', ...login)).toBe('app_owner');
});

it('undo brings back what was there', async () => {
  expect((await cli.run(['undo', restore, '--yes'])).code).toBe(0);
  expect(await kv('get', 'only-there')).toBe('before');
  expect(await thereSql("select count(*) from pg_database where datname = 'app'")).toBe('0');
});

it('the same stack on another engine is another one: it says so, and finds it by its name', async () => {
  const labels = {
    'com.docker.compose.project': here.project,
    'com.docker.compose.service': 'cache',
    'com.docker.compose.project.working_dir': '/srv/elsewhere',
    'longshore.test': '1',
  };
  const flags = Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
  const id = (
    await second.docker('run', '--detach', '--volume', `${here.project}:/data`, ...flags, 'longshore-test/valkey:8')
  ).trim();
  try {
    const { out } = await cli.run(['restore', snapshot, '--service', 'cache', '--host', 'second', '--dry-run']);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      `The snapshot was made on another Docker Engine and goes into ${here.project} on second.`,
    );
  } finally {
    await second.docker('rm', '--force', '--volumes', id);
    await second.docker('volume', 'rm', here.project);
  }
});

it('an image of another id and the same name serves a drill; one that is missing is named, with the way out', async () => {
  const name = `longshore-test/only-here-${here.project.slice(-6)}:8`;
  const derive = async (run: (...argv: string[]) => Promise<string>): Promise<string> => {
    const id = (await run('create', 'longshore-test/valkey:8')).trim();
    await run('commit', '--change', `LABEL made=${Date.now()}-${Math.random()}`, id, name);
    await run('rm', id);
    return (await run('image', 'inspect', '--format', '{{.Id}}', name)).trim();
  };
  const local = (...argv: string[]): Promise<string> => docker(argv);
  const idHere = await derive(local);
  try {
    await using lone = await startContainer({ image: name });
    const { container } = lone;
    const made = (await cli.json(['backup', container.name])).last['result'] as { snapshot: string };
    const missing = await cli.json(['drill', made.snapshot, '--host', 'second']);
    expect(missing.last).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'not-found',
        message: { key: 'not-found.image', params: { image: name, host: 'second' } },
        hint: { key: 'hint.pull-or-name-image' },
      },
    });
    const idThere = await derive((...argv) => second.docker(...argv));
    expect(idThere).not.toBe(idHere);
    const drilled = await cli.json(['drill', made.snapshot, '--host', 'second']);
    expect(drilled.last).toMatchObject({
      outcome: 'succeeded',
      result: { services: [{ proof: { ok: true }, image: { id: idThere } }] },
    });
    await second.docker('image', 'rm', name);
  } finally {
    await local('image', 'rm', '--force', name);
  }
});
