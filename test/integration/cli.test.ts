import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestCli, launcher, openCli } from '../support/cli.ts';
import { startContainer, waitFor } from '../support/docker.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';
import { run as execute } from '../support/run.ts';

let stack: TestStack;
let cli: TestCli;
let name: string;
const sql = (text: string): Promise<string> => stack.sql('postgres', text);

beforeAll(async () => {
  stack = await openStack('plain');
  name = stack.project;
  cli = await openCli();
  await sql('create table orders as select id from generate_series(1, 1234) id');
  await stack.exec('redis', 'redis-cli', 'set', 'greeting', 'hello');
});
afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

/** Keeps every backup of the stack waiting for as long as the work takes: it cannot lock the table. */
async function whileTableIsLocked<T>(work: () => Promise<T>): Promise<T> {
  const query = 'begin; lock table orders in access exclusive mode; select 1; select pg_sleep(600)';
  const holder = spawn('docker', ['exec', '-i', `${name}-postgres-1`, 'psql', '-U', 'shop', '-XqAt'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  holder.stdin.end(query.replaceAll('; ', ';\n'));
  const closed = once(holder, 'close');
  await once(holder.stdout, 'data');
  try {
    return await work();
  } finally {
    await sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid()",
    );
    await closed;
  }
}

/** The one job that runs, once it does. */
async function runningJob(): Promise<string> {
  for (;;) {
    const { last } = await cli.json(['jobs']);
    const { items } = last['data'] as { items: { id: string; state: string }[] };
    const found = items.find(({ state }) => state === 'running');
    if (found) return found.id;
  }
}

async function processOf(job: string): Promise<number> {
  const { stdout } = await execute('pgrep', ['-f', `jobs/main.ts job .*${job}`]);
  return Number(stdout.trim());
}

describe('from the first look to the undo', () => {
  let snapshot: string;
  let restore: string;

  it('status tells what there is, and that it was never saved', async () => {
    const all = await cli.run(['status']);
    expect(all.code).toBe(0);
    expect(all.out).toContain(`longshore backup ${name}`);
    const one = await cli.run(['status', name]);
    expect(one.out).toMatch(/postgres {2}PostgreSQL 17\.\d+/);
    expect(one.out).toMatch(/redis {2}Redis 7\.\d/);
    expect((await cli.json(['status'])).last).toMatchObject({ kind: 'status' });
    expect((await cli.json(['status', name])).last).toMatchObject({ kind: 'stack', data: { stack: { id: { name } } } });
  });

  it('a dry run saves nothing; its plan is run by its id, once', async () => {
    const dry = await cli.run(['backup', name, '--dry-run']);
    expect({ code: dry.code, err: dry.err }).toEqual({ code: 0, err: '' });
    expect((await cli.run(['snapshots'])).out).toContain('No snapshots yet');
    const [, plan = ''] = /longshore run (\S+)/.exec(dry.out) ?? [];
    const ran = await cli.json(['run', plan]);
    expect(ran.code).toBe(0);
    expect(ran.last).toMatchObject({ type: 'ended', outcome: 'succeeded', result: { complete: true } });
    expect((await cli.json(['run', plan])).last).toMatchObject({ kind: 'error', data: { code: 'not-found' } });
  });

  it('backup prints the snapshot, and shows the way on', async () => {
    const { code, out } = await cli.run(['backup', name]);
    expect(code).toBe(0);
    [, snapshot = ''] = /^Saved (\S+):/.exec(out) ?? [];
    expect(snapshot).toMatch(new RegExp(`^${name}/\\d{4}-\\d\\d-\\d\\d_`));
    expect(out).toMatch(/postgres .* 1,234 rows/);
    expect(out).toMatch(/redis .* 1 key/);
    expect(out).toContain(`longshore drill ${snapshot}`);
  });

  it('snapshots, show, verify and drill say what is known of it', async () => {
    expect((await cli.run(['snapshots', name])).out).toMatch(new RegExp(`${snapshot} .* Restore never tested`));
    expect((await cli.run(['show', `${name}/latest`])).out).toContain(snapshot);
    expect((await cli.json(['show', snapshot])).last).toMatchObject({ kind: 'snapshot', data: { reference: snapshot } });
    const verified = await cli.run(['verify', snapshot]);
    expect(verified.out).toContain(`${snapshot} is whole`);
    const drilled = await cli.json(['drill', `${name}/latest/postgres`]);
    expect(drilled.last).toMatchObject({
      outcome: 'succeeded',
      result: { services: [{ service: 'postgres', proof: { ok: true, rows: 1234, differences: [] } }] },
    });
    expect((await cli.run(['snapshots'])).out).toMatch(/Restore of postgres alone tested/);
    expect((await cli.run(['drill', snapshot])).code).toBe(0);
    expect((await cli.run(['snapshots'])).out).toMatch(/Restore tested/);
    expect((await cli.json(['snapshots'])).last).toMatchObject({ kind: 'snapshots' });
  });

  it('restore without a terminal and without --yes touches nothing', async () => {
    const before = await stack.states();
    expect(await cli.run(['restore', snapshot])).toMatchObject({ code: 2, out: '' });
    expect((await cli.json(['restore', snapshot])).last).toMatchObject({ kind: 'error', data: { code: 'usage' } });
    expect(await stack.states()).toEqual(before);
  });

  it('restore on a terminal asks, draws a bar, and brings the rows back', async () => {
    await sql('truncate orders');
    const { code, screen } = await cli.terminal(['restore', snapshot], [['Go ahead?', 'y\n']]);
    expect(code).toBe(0);
    expect(await sql('select count(*) from orders')).toBe('1234');
    expect(screen).toContain('Replaced in postgres');
    expect(screen).toContain('\u001B[J');
    expect(screen).toMatch(/postgres {2}.*[█·]{16}/);
    expect(screen).toContain('checked: all there, 1,234 rows');
    [, restore = ''] = /longshore undo ([\w-]+)/.exec(screen) ?? [];
    expect(await leftovers(restore)).toEqual([]);
  });

  it('a no, and Ctrl-C at the question, change nothing', async () => {
    const before = (await cli.json(['jobs'])).last['data'];
    expect(await cli.terminal(['restore', snapshot], [['Go ahead?', 'n\n']])).toMatchObject({ code: 130 });
    expect(await cli.terminal(['restore', snapshot], [['Go ahead?', '\u0003']])).toMatchObject({ code: 130 });
    expect((await cli.json(['jobs'])).last['data']).toEqual(before);
  });

  it('jobs tell what can be undone; undo brings back what was there', async () => {
    expect((await cli.run(['jobs'])).out).toContain(`longshore undo ${restore}`);
    const watched = await cli.run(['jobs', restore]);
    expect(watched.code).toBe(0);
    expect(watched.out).toContain('checked: all there');
    const undone = await cli.json(['undo', restore, '--yes']);
    expect(undone.last).toMatchObject({ outcome: 'succeeded' });
    expect(await sql('select count(*) from orders')).toBe('0');
  });

  it('one service is saved by itself, and is the latest of that service alone', async () => {
    const saved = await cli.json(['backup', name, '--service', 'redis']);
    const [reference] = [(saved.last['result'] as { snapshot: string }).snapshot];
    const shown = await cli.json(['show', `${name}/latest/redis`]);
    expect(shown.last).toMatchObject({ data: { reference, manifest: { scope: ['redis'], complete: false } } });
    expect((await cli.json(['show', `${name}/latest/postgres`])).last).toMatchObject({ data: { reference: snapshot } });
    expect((await cli.json(['show', `${name}/latest`])).last).toMatchObject({ data: { reference: snapshot } });
    const planned = await cli.json(['restore', `${name}/latest/redis`, '--dry-run']);
    expect(planned.last).toMatchObject({ data: { snapshot: reference, services: [{ name: 'redis' }] } });
    expect(await cli.run(['restore', `${name}/latest/none`, '--dry-run'])).toMatchObject({ code: 12 });
  });

  it('one item goes beside the present one under another name', async () => {
    const { code, out } = await cli.run(['restore', snapshot, '--item', 'postgres/shop', '--as', 'shop_old', '--yes']);
    expect(code).toBe(0);
    expect(out).toContain('1,234 rows');
    expect(await stack.sql('postgres', 'select count(*) from orders', 'shop_old')).toBe('1234');
  });
});

describe('a job that is stopped', () => {
  it('Ctrl-C cancels it, waits for its end, and says so', async () => {
    const { code, screen } = await whileTableIsLocked(() => cli.terminal(['backup', name], [['Connect to', '\u0003']]));
    expect(code).toBe(130);
    expect(screen).toContain('Stopping: the job takes back what it had begun.');
    expect(screen).toContain('Cancelled. What it had begun was taken back.');
  });

  it('Ctrl-C twice leaves it to itself, and tells how to watch it', async () => {
    const { code, screen } = await whileTableIsLocked(async () => {
      let pid = 0;
      const press = async (): Promise<string> => {
        pid = await processOf(await runningJob());
        // It cannot clean up now, so that the second Ctrl-C is in time.
        process.kill(pid, 'SIGSTOP');
        return '\u0003';
      };
      const left = await cli.terminal(
        ['backup', name],
        [
          ['Connect to', press],
          ['Stopping:', '\u0003'],
        ],
      );
      process.kill(pid, 'SIGCONT');
      return left;
    });
    expect(code).toBe(130);
    const [, job = ''] = /Watch it: longshore jobs (\S+)/.exec(screen) ?? [];
    expect(await cli.run(['jobs', job])).toMatchObject({ code: 130, err: expect.stringContaining('Cancelled.') as unknown });
  });

  it('cancel from another terminal ends it', async () => {
    const [backup, cancelled] = await whileTableIsLocked(() =>
      Promise.all([cli.json(['backup', name]), runningJob().then((job) => cli.json(['cancel', job]))]),
    );
    expect(cancelled).toMatchObject({ code: 0, last: { kind: 'job', data: { state: 'cancelled' } } });
    expect(backup).toMatchObject({ code: 130, last: { type: 'ended', outcome: 'cancelled' } });
  });

  it('killed, it is shown as interrupted, and recover clears that', async () => {
    const job = await whileTableIsLocked(async () => {
      const backup = cli.run(['backup', name]);
      const job = await runningJob();
      process.kill(await processOf(job), 'SIGKILL');
      expect(await backup).toMatchObject({ code: 27, err: expect.stringContaining('longshore recover') as unknown });
      expect((await cli.run(['jobs'])).out).toMatch(new RegExp(`${job} +interrupted`));
      return job;
    });
    // By name: without one, jobs of others that use this host at the same time would be cleaned up as well.
    expect((await cli.run(['recover', '--dry-run'])).out).toContain(job);
    expect(await cli.json(['recover', job])).toMatchObject({ code: 0, last: { outcome: 'succeeded' } });
    expect(await cli.run(['recover', job])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing was interrupted') as unknown,
    });
    expect((await cli.run(['jobs'])).out).not.toContain('interrupted');
  });
});

describe('bad input gets a clear error and its own exit code', () => {
  /** In words and as JSON, which must agree. */
  const failure = async (argv: string[], env?: Record<string, string>): Promise<{ code: number | null; err: string }> => {
    const { code, out, err } = await cli.run(argv, env);
    const json = await cli.json(argv, env);
    expect(json).toMatchObject({ code, last: { type: 'result', kind: 'error' } });
    expect(out).toBe('');
    return { code, err };
  };

  it('Docker is not running', async () => {
    const { code, err } = await failure(['status'], { DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    expect(code).toBe(10);
    expect(err).toMatch(/No Docker Engine answers.*\n.*DOCKER_HOST/);
  });

  it.each([
    // Other stacks on this host may be alike, too; the nearest comes first.
    ['stack', ['backup', 'STACKx'], 12, 'Did you mean: STACK'],
    ['snapshot', ['drill', 'STACK/2001-01-01_00-00-00Z'], 12, 'Error: '],
    ['job', ['undo', 'nope'], 12, 'There is no job nope'],
    ['host', ['status', '--host', 'nope'], 12, 'nope'],
    ['repository', ['snapshots', '--repo', 'nope'], 12, 'nope'],
    ['service', ['backup', 'STACK', '--service', 'nope'], 12, 'It has: postgres, redis'],
    ['command', ['bakcup', 'STACK'], 2, 'Did you mean: backup?'],
  ])('an unknown %s', async (_, argv, code, text) => {
    const found = await failure(argv.map((word) => word.replace('STACK', name)));
    expect(found.code).toBe(code);
    expect(found.err).toContain(text.replace('STACK', name));
  });

  it('a stack without data', async () => {
    await using lone = await startContainer({
      image: 'longshore-test/reader:1',
      start: false,
      labels: { 'com.docker.compose.project': `${name}-empty`, 'com.docker.compose.service': 'app' },
    });
    void lone;
    const { code, err } = await failure(['backup', `${name}-empty`]);
    expect(code).toBe(12);
    expect(err).toContain('has no data service');
  });

  it('a name that two stacks have', async () => {
    const twin = (folder: string): ReturnType<typeof startContainer> =>
      startContainer({
        image: 'longshore-test/valkey:8',
        start: false,
        labels: {
          'com.docker.compose.project': `${name}-twin`,
          'com.docker.compose.service': 'cache',
          'com.docker.compose.project.working_dir': folder,
        },
      });
    await using one = await twin('/srv/one');
    await using two = await twin('/srv/two');
    void [one, two];
    const { code, err } = await failure(['backup', `${name}-twin`]);
    expect(code).toBe(13);
    expect(err).toMatch(new RegExp(`${name}-twin-[0-9a-f]{6}`));
  });

  it('a wrong password is not taken for a lost service, and the way out is told', async () => {
    await using lone = await startContainer({ image: 'longshore-test/redis:7', name: `${name}-secret` });
    await waitFor(() =>
      execute('docker', ['exec', lone.id, 'redis-cli', 'ping']).then(
        () => true,
        () => false,
      ),
    );
    await execute('docker', ['exec', lone.id, 'redis-cli', 'config', 'set', 'requirepass', 'known-to-nobody']);
    const { code, err } = await failure(['backup', `${name}-secret`]);
    expect(code).toBe(11);
    expect(err).toContain(`stacks.${name}-secret.passwords.${name}-secret`);
  });

  it('a broken configuration is named with its line', async () => {
    await using bad = await openCli();
    const file = join(bad.dataDir, 'bad.yaml');
    await writeFile(file, 'version: 1\nhosts:\n  lab: {}\n');
    const { code, err } = await bad.run(['status'], { LONGSHORE_CONFIG: file });
    expect({ code, err }).toEqual({
      code: 2,
      err: `Error: ${file}:3: hosts.lab needs exactly one of: socket, tcp, ssh, context.\n`,
    });
  });
});

describe('around it', () => {
  it('speaks German where the environment does', async () => {
    const { err } = await cli.run(['backup', `${name}-x`], { LANG: 'de_DE.UTF-8' });
    expect(err).toMatch(/^Fehler: /);
  });

  it('a reader that goes away early does no harm', async () => {
    const { stdout } = await execute('bash', [
      '-c',
      `${process.execPath} ${launcher} --help | head -1; echo "\${PIPESTATUS[0]}"`,
    ]);
    expect(stdout).toBe('Usage: longshore COMMAND [OPTIONS]\n0\n');
  });

  it('completes names of what is there, in bash itself', async () => {
    const { out } = await cli.run(['completion', 'bash']);
    const script = `${out}
longshore() { ${process.execPath} ${launcher} "$@"; }
COMP_WORDS=(longshore backup ${name.slice(0, -2)}); COMP_CWORD=2; _longshore; echo "\${COMPREPLY[@]}"`;
    const { stdout } = await execute('bash', ['-c', script], { env: { ...process.env, LONGSHORE_DATA: cli.dataDir } });
    expect(stdout.trim()).toBe(name);
  });

  describe('on a Node that is too old', () => {
    const old = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '18.0.0' })`;

    it('the one that npm installed takes over, with arguments, output and exit code', async () => {
      const { stdout } = await execute(process.execPath, ['--import', old, launcher, '--version']);
      expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
      await expect(execute(process.execPath, ['--import', old, launcher, 'bakcup'])).rejects.toMatchObject({ exitCode: 2 });
    });

    it('without it, one sentence says what is missing', async () => {
      await using empty = await openCli();
      const copy = join(empty.dataDir, 'longshore.mjs');
      await copyFile(launcher, copy);
      await expect(execute(process.execPath, ['--import', old, copy, '--version'])).rejects.toMatchObject({
        exitCode: 1,
        stderr: 'Longshore needs Node 24 or newer; this is 18.0.0.\n',
      });
    });
  });
});
