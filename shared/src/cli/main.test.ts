import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  backupEvents,
  backupPlan,
  comparison,
  deadReport,
  hostReport,
  journal,
  refusedReport,
  restorePlan,
  snapshot,
  snapshotDetail,
  stack,
  time,
} from '../../../test/support/answers.ts';
import { longshore } from '../../../test/support/commandLine.ts';
import type { Mark } from '../api/answers.ts';
import { type Api, protocol } from '../api/contract.ts';
import { AppError } from '../errors.ts';
import { message } from '../text/message.ts';
import type { JobEvent, JobSummary } from '../model/job.ts';
import type { Plan } from '../model/plan.ts';

async function* replay(events: JobEvent[]): AsyncGenerator<JobEvent> {
  for (const event of events) yield await Promise.resolve(event);
}

/** What was asked of the core, in order. */
interface Recorded {
  api: Partial<Api>;
  asked: [string, unknown][];
}

const jobOf = ({ operation, title, host }: Plan): Omit<JobSummary, 'state'> => ({
  id: 'j-1',
  operation,
  title,
  host,
  startedAt: time,
});

function recorder(plan: Plan, events: JobEvent[] = backupEvents): Recorded {
  const ended = events.at(-1)?.type === 'ended';
  const asked: Recorded['asked'] = [];
  return {
    asked,
    api: {
      plan(params) {
        asked.push(['plan', params]);
        return Promise.resolve(plan);
      },
      planned(params) {
        asked.push(['planned', params]);
        return Promise.resolve(plan);
      },
      run(params) {
        asked.push(['run', params]);
        return Promise.resolve({ job: 'j-1' });
      },
      job: () => Promise.resolve({ ...jobOf(plan), state: ended ? 'succeeded' : 'running' }),
      cancel(params) {
        asked.push(['cancel', params]);
        return Promise.resolve({});
      },
      events: () => replay(events),
    },
  };
}
const lines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const failing = (reason: AppError) => (): Promise<never> => Promise.reject(reason);

describe('help', () => {
  test('names every command, the exit codes and the files, and asks no engine', async () => {
    const { code, out, err } = await longshore(['--help']);
    expect(code).toBe(0);
    expect(err).toBe('');
    for (const word of [
      'status',
      'backup STACK',
      'restore SNAPSHOT',
      '130 cancelled',
      '/home/anna/.config/longshore/config.yaml',
    ]) {
      expect(out).toContain(word);
    }
    expect(out).not.toContain('__complete');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(90);
  });

  test('alone it says the same, and --version only that', async () => {
    expect((await longshore([])).out).toBe((await longshore(['--help'])).out);
    expect((await longshore(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('of a command has examples, in the language that was asked for', async () => {
    expect((await longshore(['backup', '--help'])).out).toContain('Examples:\n  longshore backup shop');
    expect((await longshore(['backup', '--help', '--lang', 'de'])).out).toContain('Beispiele:\n  longshore backup shop');
    expect((await longshore(['backup', '--help'], { env: { LANG: 'de_AT.UTF-8' } })).out).toContain('Beispiele:');
    expect((await longshore(['--help'], { env: { LANG: 'de_DE', LC_ALL: 'C' } })).out).toContain('Usage:');
    expect((await longshore(['--help'], { env: { LANG: 'en', LONGSHORE_LANG: 'de' } })).out).toContain('Aufruf:');
  });
});

describe('hosts', () => {
  const known = [
    { name: 'local', address: 'unix:///x', default: true, source: 'builtin' },
    hostReport.host,
    { ...hostReport.host, name: 'dead' },
  ] as const;
  const reports = { prod: hostReport, closed: refusedReport, dead: deadReport } as const;
  const testHost: Api['testHost'] = ({ host = 'prod' }) =>
    Promise.resolve({ ...(reports[host as 'prod'] ?? hostReport), host: known.find(({ name }) => name === host) ?? known[1] });
  const hosts: Api['hosts'] = () => Promise.resolve([...known]);

  test('are listed with what answers there, and one that does not hides no other', async () => {
    const { code, out } = await longshore(['host', 'list'], { api: { hosts, testHost } });
    expect(code).toBe(0);
    expect(out).toMatch(/^local \(default\) +unix:\/\/\/x +this machine +Docker 28\.5\.1$/m);
    expect(out).toMatch(/^dead +ssh:\/\/anna@db +configuration +no answer$/m);
    expect(out).toContain('dead: The SSH server of ssh://anna@db does not let us in. It accepts: publickey.');
  });

  test('are tested: what is there, what is refused and how to mend it, why nobody answers', async () => {
    const good = await longshore(['host', 'test', 'prod'], { api: { testHost } });
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toContain('Docker 28.5.1 (API 1.51) on db, 8 CPUs');
    expect(good.out).toContain('An answer takes 18 ms.');
    expect(good.out).toContain('All 2 calls that backup, drill and restore need are allowed.');
    const refused = await longshore(['host', 'test', 'closed'], { api: { testHost } });
    expect(refused.code).toBe(11);
    expect(refused.out).toContain('✗ Refused between us and Docker, and needed for backup, drill: POST /containers/create.');
    expect(refused.out).toContain('docker-socket-proxy');
    const dead = await longshore(['host', 'test', 'dead', '--lang', 'de'], { api: { testHost } });
    expect(dead.code).toBe(11);
    expect(dead.out).toContain('Bringen Sie zuerst dies zum Laufen, ohne dass es etwas fragt: ssh anna@db.');
  });

  test('are added with files named from anywhere, or not at all', async () => {
    const asked: unknown[] = [];
    const addHost: Api['addHost'] = (params) => {
      asked.push(params);
      return Promise.resolve(params.name === 'dead' ? { ...deadReport, added: false } : { ...hostReport, added: true });
    };
    const options = ['--identity', 'id', '--passphrase', 'file:phrase', '--environment', 'dev', '--default'];
    const added = await longshore(['host', 'add', 'prod', 'ssh://anna@db', ...options], { api: { addHost } });
    expect(added).toMatchObject({ code: 0, err: expect.stringContaining('longshore status --host prod') as unknown });
    expect(asked).toEqual([
      {
        name: 'prod',
        address: 'ssh://anna@db',
        identity: resolve('id'),
        passphrase: `file:${resolve('phrase')}`,
        environment: 'dev',
        default: true,
      },
    ]);
    const refused = await longshore(['host', 'add', 'dead', 'ssh://anna@db'], { api: { addHost } });
    expect(refused).toMatchObject({ code: 11, err: expect.stringContaining('dead was not added.') as unknown });
  });

  test('are removed', async () => {
    const asked: unknown[] = [];
    const removeHost: Api['removeHost'] = (params) => {
      asked.push(params);
      return Promise.resolve({});
    };
    const { code, err } = await longshore(['host', 'remove', 'prod'], { api: { removeHost } });
    expect({ code, asked }).toEqual({ code: 0, asked: [{ host: 'prod' }] });
    expect(err).toContain('Nothing on that machine was touched.');
  });

  test('the group alone says what there is, and names and commands are completed', async () => {
    const { code, out } = await longshore(['host']);
    expect(code).toBe(0);
    for (const word of ['list', 'add', 'remove', 'test', 'longshore host add prod']) expect(out).toContain(word);
    const complete = async (...typed: string[]): Promise<string> =>
      (await longshore(['__complete', '--', ...typed], { api: { hosts } })).out;
    expect(await complete('host', 'te')).toMatch(/^test\t/);
    expect(await complete('host', 'test', 'pr')).toBe('prod\tssh://anna@db\n');
    expect(await complete('host', 'add', 'x', 'y', '--environment', 'd')).toBe('dev\n');
  });
});

describe('what is not understood ends with 2', () => {
  test.each([
    [['bakcup', 'shop'], 'There is no command bakcup.', 'Did you mean: backup?'],
    [['backup', 'shop', '--moed', 'stop'], 'There is no option --moed here.', 'Did you mean: --mode?'],
    [['backup'], 'STACK is missing.', 'longshore --help'],
    [['backup', 'shop', '--mode'], 'The option --mode <MODE> needs a value.', ''],
    [['backup', 'shop', '--mode', 'fast'], '--mode <MODE> cannot be “fast”. Possible: online, freeze, stop', ''],
    [['backup', 'shop', '--max-freeze', 'long'], '--max-freeze <SECONDS> cannot be “long”. Possible: a number of seconds', ''],
    [['undo', 'job', '--watch', '1h'], '--watch <SECONDS> cannot be “1h”. Possible: a whole number of seconds, 0 to 600', ''],
    [['backup', 'my', 'shop'], 'more arguments', ''],
    [['mark', 'shop', 'prod'], 'ENVIRONMENT cannot be “prod”. Possible: production, staging, dev', ''],
    [['mark', 'shop'], 'Name one of production, staging and dev, or --clear.', ''],
    [['mark', 'shop', 'dev', '--clear'], 'Name one of production, staging and dev, or --clear.', ''],
    [['host', 'tets'], 'There is no command tets.', 'Did you mean: test?'],
    [['host', 'add', 'prod'], 'ADDRESS is missing.', ''],
    [['host', 'add', 'lab', 'tcp://lab:2376', '--ca', 'ca.pem'], '--ca, --cert and --key belong together', ''],
    [['completion', 'tcsh'], 'SHELL cannot be “tcsh”. Possible: bash, zsh, fish', ''],
  ])('%j', async (argv, problem, hint) => {
    const { code, out, err } = await longshore(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`Error: `);
    expect(err).toContain(problem);
    expect(err).toContain(hint);
  });

  test('the German words have their parameters too', async () => {
    const { err } = await longshore(['backup', 'shop', '--mode', 'fast', '--lang', 'de']);
    expect(err).toContain('--mode <MODE> kann nicht „fast“ sein. Möglich: online, freeze, stop');
  });

  test('also as JSON, and in German', async () => {
    const { code, out, err } = await longshore(['bakcup', '--json', '--lang', 'de']);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(lines(out)).toEqual([
      expect.objectContaining({
        v: 1,
        type: 'result',
        kind: 'error',
        data: expect.objectContaining({ code: 'usage', text: 'Es gibt keinen Befehl bakcup.' }) as unknown,
      }),
    ]);
  });
});

describe('errors of the engine', () => {
  const dead = new AppError(
    'host-unreachable.no-engine',
    { address: 'unix:///x' },
    { hint: { key: 'hint.start-docker', params: {} }, detail: 'connect ENOENT\u001B[2J' },
  );

  test('say what happened and the way out; the exit code is theirs; control characters are shown', async () => {
    const { code, out, err } = await longshore(['backup', 'shop'], { api: { plan: failing(dead) } });
    expect({ code, out }).toEqual({ code: 10, out: '' });
    expect(err).toBe(
      'Error: No Docker Engine answers at unix:///x.\n' +
        'Start Docker, or point DOCKER_HOST or --host to one that runs.\n' +
        '  connect ENOENT\\x1b[2J\n',
    );
  });

  test('an unknown stack gets names like it', async () => {
    const stacks = (): Promise<(typeof stack)[]> => Promise.resolve([stack]);
    const { code, err } = await longshore(['status', 'shpo'], {
      api: { stack: failing(new AppError('not-found.stack', { stack: 'shpo', host: 'local', stacks: ['shop'] })), stacks },
    });
    expect(code).toBe(12);
    expect(err).toContain('Did you mean: shop?');
  });

  test('a bug shows its stack', async () => {
    const { code, err } = await longshore(['jobs'], {
      api: { jobs: () => Promise.reject(new TypeError('x is not a function')) },
    });
    expect(code).toBe(1);
    expect(err).toContain('This is a bug in Longshore.');
    expect(err).toContain('x is not a function');
  });
});

describe('a job', () => {
  test.each<[string[], object]>([
    [['restore', 'shop/latest', '--watch', '0'], { operation: 'restore', watchSeconds: 0 }],
    [
      ['restore', 'a/b', '--without', 'INDEX public a "b', '--without=-x/POLICY y z'],
      { without: ['INDEX public a "b', '-x/POLICY y z'] },
    ],
    [['drill', 'a/b', '--without', 'INDEX public i'], { operation: 'drill', without: ['INDEX public i'] }],
    [['copy', 'shop', '--to', 'dev', '--watch', '30'], { operation: 'copy', watchSeconds: 30 }],
    [['undo', 'job', '--watch', '600'], { operation: 'undo', watchSeconds: 600 }],
  ])('%j asks for what its options say', async (argv, request) => {
    const { api, asked } = recorder(backupPlan);
    await longshore(argv, { api });
    expect(asked[0]).toEqual(['plan', expect.objectContaining(request)]);
  });

  test('plans from the options, runs, shows, and prints its result to standard output only', async () => {
    const { api, asked } = recorder(backupPlan);
    const argv = ['backup', 'shop', '-s', 'db', '--service', 'cache', '-x', 'log', '--mode', 'freeze', '--max-freeze', '3'];
    const { code, out, err } = await longshore([...argv, '--no-counts', '--keep-going', '--host', 'lab', '--repo', 'disk'], {
      api,
    });
    expect(code).toBe(0);
    expect(asked).toEqual([
      [
        'plan',
        {
          operation: 'backup',
          host: 'lab',
          repo: 'disk',
          stack: 'shop',
          services: ['db', 'cache'],
          exclude: ['log'],
          mode: 'freeze',
          keepGoing: true,
          counts: false,
          maxFreezeSeconds: 3,
        },
      ],
      ['run', { plan: 'p-1', confirm: true }],
    ]);
    expect(err).toContain('Back up shop');
    expect(err).toContain('Pause shop-web-1 for a moment');
    expect(err).toContain('! shop-web-1 was started but is not healthy yet.');
    expect(out).toBe(
      'Saved shop/2026-05-03_12-02-00Z: 1.2 GB in 14 s\n' +
        '  db  1.2 GB  1,204,311 rows\n' +
        '  Paused for 0.4 s: shop-web-1 0.4 s\n' +
        '\n' +
        'Only a restore proves a backup. To try one in throw-away servers:\n' +
        '  longshore drill shop/2026-05-03_12-02-00Z\n',
    );
  });

  test('a copy takes its sources and its target apart, and needs both', async () => {
    const { api, asked } = recorder(backupPlan);
    const argv = ['copy', 'shop/db/a b', 'shop/cache', '--to', 'dev/main', '--to-host', 'lab', '--as', 'x', '--no-owner'];
    expect((await longshore([...argv, '--host', 'prod'], { api })).code).toBe(0);
    expect(asked[0]).toEqual([
      'plan',
      {
        operation: 'copy',
        host: 'prod',
        from: 'shop',
        what: [{ service: 'db', item: 'a b' }, { service: 'cache' }],
        toHost: 'lab',
        to: 'dev',
        toService: 'main',
        as: 'x',
        noOwner: true,
        noPrivileges: false,
      },
    ]);
    const nowhere = await longshore(['copy', 'shop/db'], { api });
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('--to <TARGET> is missing.') as string });
    const two = await longshore(['copy', 'shop/db', 'other/db', '--to', 'dev'], { api });
    expect(two).toMatchObject({ code: 2, err: expect.stringContaining('not from shop, other') as string });
  });

  test('as JSON is its events, and nothing else', async () => {
    const { api } = recorder(backupPlan);
    const { code, out, err } = await longshore(['backup', 'shop', '--json'], { api });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const printed = lines(out);
    expect(printed.map(({ type }) => type)).toEqual(backupEvents.map(({ type }) => type));
    expect(printed.at(-1)).toEqual(backupEvents.at(-1));
    expect(printed[5]).toMatchObject({ type: 'note', text: 'shop-web-1 was started but is not healthy yet.' });
  });

  test('that fails has the exit code of its error, and says where its log is', async () => {
    const events = journal([
      { type: 'started', job: 'j-1', plan: backupPlan },
      {
        type: 'ended',
        outcome: 'failed',
        error: {
          code: 'timeout',
          message: { key: 'timeout.freeze', params: { seconds: 10 } },
          hint: { key: 'hint.freeze-online', params: {} },
        },
      },
    ]);
    const { code, out, err } = await longshore(['backup', 'shop'], recorder(backupPlan, events));
    expect({ code, out }).toEqual({ code: 24, out: '' });
    expect(err).toContain('Error: The points of all services could not be fixed within 10 s');
    expect(err).toContain('--mode online');
    expect(err).toContain('longshore jobs j-1');
  });

  test('that keeps going without a service ends with 3', async () => {
    const plan: Plan = { ...backupPlan, request: { ...backupPlan.request, keepGoing: true } as Plan['request'] };
    const events = journal([
      { type: 'started', job: 'j-1', plan },
      {
        type: 'ended',
        outcome: 'succeeded',
        result: { complete: false, bytes: 1, seconds: 1, services: [], snapshot: 'shop/x' },
      },
    ]);
    expect(await longshore(['backup', 'shop', '--keep-going'], recorder(plan, events))).toMatchObject({
      code: 3,
      out: expect.stringContaining('incomplete') as unknown,
    });
  });

  test('of an error code that only a newer engine knows ends with 1', async () => {
    const events = journal([
      { type: 'ended', outcome: 'failed', error: { code: 'novel', message: { key: 'novel.x', params: { a: 1 } } } },
    ]);
    const { code, err } = await longshore(['jobs', 'j-1'], recorder(backupPlan, events));
    expect(code).toBe(1);
    expect(err).toContain('novel.x {"a":1}');
  });
});

describe('a dry run', () => {
  test('prints the plan, its id and how to run it, and stops', async () => {
    const { api, asked } = recorder(backupPlan);
    const { code, out, err } = await longshore(['backup', 'shop', '--dry-run'], { api });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(asked.map(([call]) => call)).toEqual(['plan']);
    expect(out).toContain('longshore run p-1');
    expect(out).toContain('4  Pause shop-web-1 for a moment');
  });

  test('as JSON is the plan', async () => {
    const { out } = await longshore(['backup', 'shop', '-n', '--json'], recorder(backupPlan));
    expect(lines(out)).toEqual([expect.objectContaining({ type: 'result', kind: 'plan', data: backupPlan })]);
  });

  test('its plan is run by its id', async () => {
    const { api, asked } = recorder(backupPlan);
    expect((await longshore(['run', 'p-1'], { api })).code).toBe(0);
    expect(asked).toEqual([
      ['planned', { id: 'p-1' }],
      ['run', { plan: 'p-1', confirm: true }],
    ]);
  });
});

describe('confirmation', () => {
  const named: Plan = { ...restorePlan, confirm: { level: 'type', text: 'shop' } };
  const run = async (
    plan: Plan,
    argv: string[],
    setting: { terminal?: number; input?: string } = {},
  ): Promise<{ code: number; err: string; asked: unknown }> => {
    const { api, asked } = recorder(plan);
    const { code, err } = await longshore(['restore', 'shop/latest', ...argv], { api, ...setting });
    return { code, err, asked: asked.find(([call]) => call === 'run')?.[1] };
  };

  test('without a terminal and without --yes nothing is touched', async () => {
    expect(await run(restorePlan, [])).toMatchObject({ code: 2, asked: undefined });
    expect(await run(restorePlan, ['--json'], { terminal: 80, input: 'y\n' })).toMatchObject({ code: 2, asked: undefined });
  });

  test('--yes answers for scripts', async () => {
    expect(await run(restorePlan, ['--yes'])).toMatchObject({ code: 0, asked: { confirm: true } });
    expect(await run(named, ['-y'])).toMatchObject({ code: 0, asked: { confirm: 'shop' } });
  });

  test('on a terminal it is asked, after the plan was shown', async () => {
    const { code, err, asked } = await run(restorePlan, [], { terminal: 80, input: 'y\n' });
    expect({ code, asked }).toEqual({ code: 0, asked: { plan: 'p-2', confirm: true } });
    expect(err.indexOf('Replaced in db: app.')).toBeLessThan(err.indexOf('Go ahead? [y/N]'));
  });

  test.each(['n\n', '\n', '', 'yep\n'])('anything but yes (%j) means no', async (input) => {
    expect(await run(restorePlan, [], { terminal: 80, input })).toMatchObject({ code: 130, asked: undefined });
  });

  test('a name must be typed exactly', async () => {
    expect(await run(named, [], { terminal: 80, input: 'shop\n' })).toMatchObject({ code: 0, asked: { confirm: 'shop' } });
    expect(await run(named, [], { terminal: 80, input: 'Shop\n' })).toMatchObject({ code: 130, asked: undefined });
    expect(await run(named, [], { terminal: 80, input: 'y\n' })).toMatchObject({ code: 130, asked: undefined });
  });

  test('in German, yes is ja', async () => {
    expect(await run(restorePlan, ['--lang', 'de'], { terminal: 80, input: 'ja\n' })).toMatchObject({ code: 0 });
  });
});

describe('Ctrl-C', () => {
  /** A job that ends when it is cancelled, or never. */
  function pressing(times: number, endsWhenCancelled: boolean): Promise<{ code: number; err: string; asked: Recorded['asked'] }> {
    const { api, asked } = recorder(backupPlan);
    let press = (): void => {};
    let cancelled = (): void => {};
    const wasCancelled = new Promise<void>((resolve) => (cancelled = resolve));
    const cancelledEvents = journal([
      { type: 'started', job: 'j-1', plan: backupPlan },
      { type: 'ended', outcome: 'cancelled', error: { code: 'cancelled', message: { key: 'cancelled.by-user', params: {} } } },
    ]);
    const setting = {
      interrupts: (listener: () => void) => void (press = listener),
      api: {
        ...api,
        cancel(params: { job: string }) {
          asked.push(['cancel', params]);
          if (endsWhenCancelled) cancelled();
          return Promise.resolve({});
        },
        async *events(_: unknown, { signal }: { signal?: AbortSignal } = {}) {
          const [started, ended] = cancelledEvents;
          if (started) yield started;
          for (let time = 0; time < times; time += 1) press();
          const left = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
          if (!signal?.aborted) await Promise.race([wasCancelled, left]);
          if (!signal?.aborted && ended) yield ended;
        },
      } satisfies Partial<Api>,
    };
    return longshore(['backup', 'shop'], setting).then(({ code, err }) => ({ code, err, asked }));
  }

  test('once cancels the job and waits for its end', async () => {
    const { code, err, asked } = await pressing(1, true);
    expect(code).toBe(130);
    expect(asked.at(-1)).toEqual(['cancel', { job: 'j-1' }]);
    expect(err).toContain('Stopping: the job takes back what it had begun.');
    expect(err).toContain('Cancelled.');
  });

  test('twice leaves the job to clean up by itself, and says how to watch it', async () => {
    const { code, err } = await pressing(2, false);
    expect(code).toBe(130);
    expect(err).toContain('Watch it: longshore jobs j-1');
  });

  test('while planning ends at once', async () => {
    const { code, err } = await longshore(['backup', 'shop'], {
      interrupts: (press) => setTimeout(press, 10),
      api: {
        plan: (_, { signal } = {}) =>
          new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
      },
    });
    expect({ code, err }).toEqual({ code: 130, err: 'Error: Cancelled.\n' });
  });

  test('while watching stops watching, not the job', async () => {
    const { api, asked } = recorder(backupPlan);
    let press = (): void => {};
    const job = { ...jobOf(backupPlan), state: 'running' } as const;
    const { code, err } = await longshore(['jobs', 'j-1'], {
      interrupts: (listener) => void (press = listener),
      api: {
        ...api,
        job: () => Promise.resolve(job),
        async *events(_: unknown, { signal }: { signal?: AbortSignal } = {}) {
          yield* replay(backupEvents.slice(0, 2));
          press();
          if (!signal?.aborted) throw new Error('still watching');
        },
      },
    });
    expect({ code, asked }).toEqual({ code: 130, asked: [] });
    expect(err).toContain('goes on by itself');
  });
});

describe('looking around', () => {
  const hosts: Api['hosts'] = () =>
    Promise.resolve([
      { name: 'local', address: 'unix:///var/run/docker.sock', default: true, source: 'builtin' },
      { name: 'lab', address: 'ssh://lab', default: false, source: 'configuration' },
      { name: 'desktop', address: 'unix:///d', default: false, source: 'context' },
    ]);

  test('status shows a stack also when nobody can tell whether it was saved', async () => {
    const { key, params } = message('storage-failed.repository-missing', { repository: 'nas', location: '/mnt/nas' });
    const lastError = {
      code: 'storage-failed',
      message: { key, params },
      hint: message('hint.forget-repository', { repository: 'nas' }),
    };
    const api: Partial<Api> = { hosts, stacks: () => Promise.resolve([{ ...stack, lastError }]) };
    const { code, out } = await longshore(['status', '--host', 'local'], { api });
    expect(code).toBe(0);
    expect(out).not.toContain('Never backed up');
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/shop.*not known\. There was a repository in \/mnt\/nas.*longshore forget nas/);
  });

  test('status asks the default host and the configured ones; a dead one hides no other', async () => {
    const stacks: Api['stacks'] = ({ host }) =>
      host === 'lab'
        ? Promise.reject(new AppError('host-unreachable.no-engine', { address: 'ssh://lab' }))
        : Promise.resolve([stack]);
    const { code, out } = await longshore(['status'], { api: { hosts, stacks } });
    expect(code).toBe(0);
    expect(out).toContain('shop  not marked, counts as production');
    expect(out).toContain('db     PostgreSQL    running');
    expect(out).toContain('cache  Valkey/Redis  not running');
    expect(out).toContain('longshore backup shop');
    expect(out).toContain('No Docker Engine answers at ssh://lab.');
    expect(out).not.toContain('desktop');
  });

  test('status of one host fails with it', async () => {
    const stacks = failing(new AppError('host-unreachable.no-engine', { address: 'ssh://lab' }));
    expect(await longshore(['status', '--host', 'lab'], { api: { hosts, stacks } })).toMatchObject({ code: 10, out: '' });
  });

  test('status of a stack tells what each service and container is', async () => {
    const { out } = await longshore(['status', 'shop'], {
      api: {
        stack: () =>
          Promise.resolve({
            stack: {
              ...stack,
              last: { reference: snapshot.reference, at: time, bytes: 5, complete: true, services: ['db'], proofs: [] },
            },
            services: [
              {
                name: 'db',
                kind: 'postgres',
                version: '17.5',
                bytes: 9_000_000,
                warnings: [],
                items: [{ name: 'a\nb', bytes: 9_000_000, rows: 12_000 }],
              },
              {
                name: 'cache',
                kind: 'valkey',
                error: { code: 'denied', message: { key: 'denied.socket', params: { address: 'x' } } },
              },
            ],
          }),
      },
    });
    expect(out).toContain('Restore never tested');
    expect(out).toContain('a\\nb  9.0 MB  about 12,000 rows');
    expect(out).toContain('You are not allowed to use the Docker Engine at x.');
    expect(out).toContain('shop-web-1  writer  running  can reach db, so it may write');
  });

  test('snapshots come from all pages', async () => {
    const snapshots: Api['snapshots'] = ({ cursor }) =>
      Promise.resolve(
        cursor === undefined
          ? { items: [snapshot], next: 'more', warnings: [] }
          : { items: [{ ...snapshot, reference: 'shop/older', complete: false }], warnings: [] },
      );
    const { out } = await longshore(['snapshots'], { api: { snapshots } });
    expect(out).toContain('shop/2026-05-03_12-02-00Z');
    expect(out).toMatch(/shop\/older .* production +incomplete, Restore never tested/);
    expect(out).toContain('production: the snapshot holds unmasked production data.');
    const [line] = lines((await longshore(['snapshots', '--json'], { api: { snapshots } })).out);
    expect(line).toMatchObject({ kind: 'snapshots', data: { items: [{}, { reference: 'shop/older' }] } });
  });

  test('a list without production says nothing of it', async () => {
    const dev = { ...snapshot, environment: 'dev' as const };
    const { out } = await longshore(['snapshots'], { api: { snapshots: () => Promise.resolve({ items: [dev], warnings: [] }) } });
    expect(out).not.toContain('production');
  });

  test('mark says what a stack counts as now', async () => {
    const asked: unknown[] = [];
    const answers: Mark[] = [
      { host: 'local', stack: 'shop', environment: 'dev', marked: true, by: 'stacks.local/shop' },
      { host: 'local', stack: 'shop', environment: 'production', marked: false },
      { host: 'lab', stack: 'shop', environment: 'staging', marked: true, by: 'hosts.lab' },
    ];
    const api: Partial<Api> = {
      mark(params) {
        asked.push(params);
        return Promise.resolve(answers[asked.length - 1] as Mark);
      },
    };
    expect((await longshore(['mark', 'shop', 'dev'], { api })).out).toMatch(/^shop on local is marked dev\./);
    expect((await longshore(['mark', 'shop', '--clear'], { api })).out).toMatch(
      /is not marked and counts as production\.\n.*typed/s,
    );
    const still = await longshore(['mark', 'shop', '--clear', '--host', 'lab', '--lang', 'de'], { api });
    expect(still.out).toMatch(/zählt als Staging,\swegen hosts\.lab/);
    expect(asked).toEqual([
      { stack: 'shop', environment: 'dev' },
      { stack: 'shop', environment: null },
      { host: 'lab', stack: 'shop', environment: null },
    ]);
  });

  test('show tells what a snapshot holds', async () => {
    const { out } = await longshore(['show', 'shop/latest'], { api: { snapshot: () => Promise.resolve(snapshotDetail) } });
    expect(out).toContain('1,204,400 rows');
    expect(out).toContain('db/app.dump  1.2 GB');
    expect(out).toContain('longshore restore shop/2026-05-03_12-02-00Z');
  });

  test('compare shows what differs, marks estimates, and with --all the rest', async () => {
    const asked: unknown[] = [];
    const api: Partial<Api> = {
      compare(params) {
        asked.push(params);
        return Promise.resolve(comparison);
      },
    };
    const some = await longshore(['compare', 'shop/latest', 'shop', '--to-host', 'lab'], { api });
    expect(some).toMatchObject({ code: 0, err: '' });
    expect(some.out).toMatch(/public\.orders +rows +1,204,311 +≈ 1,300,000 +– → 90 MB\n/);
    expect(some.out).toMatch(/public\.new +rows +– +3\n/);
    expect(some.out).toContain('1 more are equal; --all shows them.');
    expect(some.out).toContain('They differ in 1 of 4 things.');
    expect(some.out).toContain('1 may differ');
    expect(some.out).not.toContain('public.users');
    const all = await longshore(['compare', 'shop/latest', 'shop', '--all', '--exit-code'], { api });
    expect(all.code).toBe(4);
    expect(all.out).toMatch(/public\.users +rows +89 +89\n/);
    expect(asked).toEqual([
      { a: 'shop/latest', b: 'shop', toHost: 'lab', exact: false },
      { a: 'shop/latest', b: 'shop', exact: true },
    ]);
  });

  test('jobs tell what can be undone and what was interrupted', async () => {
    const base = { operation: 'restore', title: restorePlan.title, host: 'local', startedAt: time } as const;
    const { out } = await longshore(['jobs'], {
      api: {
        jobs: () =>
          Promise.resolve({
            items: [
              {
                ...base,
                id: 'j-2',
                state: 'succeeded',
                endedAt: '2026-05-03T12:03:00.000Z',
                undo: { until: time, services: ['db'] },
              },
              { ...base, id: 'j-1', state: 'interrupted' },
            ],
            warnings: [],
          }),
      },
    });
    expect(out).toMatch(/j-2 {2}done +\d+ days ago +1 min {2}Restore/);
    expect(out).toContain('longshore undo j-2');
    expect(out).toContain('longshore recover');
  });

  test('an ended job tells what it did, and when', async () => {
    const { code, out, err } = await longshore(['jobs', 'j-1'], recorder(backupPlan));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Back up shop\n/);
    expect(out).toMatch(
      /3 May 2026, \d\d:02\n\d\d:02:00 {2}Pause shop-web-1 for a moment\n.*Save db\n.*not healthy yet\.\n.* done\nSaved shop/,
    );
  });

  test('nothing yet is said, with what to do', async () => {
    const none = (): Promise<{ items: never[]; warnings: never[] }> => Promise.resolve({ items: [], warnings: [] });
    expect((await longshore(['jobs'], { api: { jobs: none } })).out).toBe('No jobs yet.\n');
    expect((await longshore(['snapshots'], { api: { snapshots: none } })).out).toContain('longshore backup STACK');
  });
});

describe('colours', () => {
  const status = async (env: Record<string, string>, terminal?: number): Promise<boolean> => {
    const api: Partial<Api> = {
      jobs: () => Promise.resolve({ items: [{ ...jobOf(backupPlan), state: 'failed' }], warnings: [] }),
    };
    const { out } = await longshore(['jobs'], {
      api,
      env: { NO_COLOR: '', ...env },
      ...(terminal !== undefined && { terminal }),
    });
    return out.includes('\u001B[');
  };

  test('on a terminal that can show them, unless nobody wants them; elsewhere only when forced', async () => {
    expect(await status({}, 80)).toBe(true);
    expect(await status({ NO_COLOR: '1' }, 80)).toBe(false);
    expect(await status({ TERM: 'dumb' }, 80)).toBe(false);
    expect(await status({ FORCE_COLOR: '0' }, 80)).toBe(false);
    expect(await status({})).toBe(false);
    expect(await status({ FORCE_COLOR: '1' })).toBe(true);
    expect(await status({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });
});

describe('completion', () => {
  const api: Partial<Api> = {
    hello: () => Promise.resolve({ protocol, version: '1', role: 'view' }),
    stacks: () => Promise.resolve([stack]),
    snapshots: () => Promise.resolve({ items: [snapshot], warnings: [] }),
    snapshot: () => Promise.resolve(snapshotDetail),
    hosts: () => Promise.reject(new Error('down')),
    repositories: () => Promise.resolve([{ name: 'nas', location: '/mnt/nas', default: false }]),
  };
  const complete = async (...words: string[]): Promise<string[]> =>
    (await longshore(['__complete', '--', ...words], { api })).out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[0] ?? '');

  test('of commands, options, choices and names', async () => {
    expect(await complete('re')).toEqual(['restore', 'recover', 'repo']);
    expect(await complete('backup', '')).toEqual(['shop']);
    expect(await complete('backup', 'shop', '--mode', '')).toEqual(['online', 'freeze', 'stop']);
    expect(await complete('backup', 'shop', '--service', 'd')).toEqual(['db']);
    expect(await complete('backup', '--max')).toEqual(['--max-freeze']);
    for (const command of ['restore', 'copy', 'undo']) expect(await complete(command, '--wa')).toEqual(['--watch']);
    for (const command of ['restore', 'drill']) expect(await complete(command, '--wi')).toEqual(['--without']);
    expect(await complete('drill', 'shop/')).toEqual(['shop/latest', 'shop/2026-05-03_12-02-00Z']);
    expect(await complete('drill', 'shop/latest', '-s', '')).toEqual(['db']);
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await complete('mark', 'shop', '')).toEqual(['production', 'staging', 'dev']);
    expect(await complete('repo', '')).toEqual(['list', 'add', 'remove', 'test']);
    expect(await complete('repo', 'test', '')).toEqual(['nas']);
    expect(await complete('repo', 'add', 'x', 's3://y', '--path')).toEqual(['--path-style']);
    expect(await complete('repo', 'add', 'x', 's3://y', '--path-style', '')).toEqual(['yes', 'no']);
  });

  test('of what can be copied and compared, and where to; items only of the service that was typed', async () => {
    const live = ['shop', 'shop/db', 'shop/cache'];
    const asked: unknown[] = [];
    const looked: Partial<Api> = {
      ...api,
      stacks(params) {
        asked.push(params);
        return Promise.resolve([stack]);
      },
      stack: () =>
        Promise.resolve({
          stack,
          services: [
            { name: 'db', kind: 'postgres', version: '17', bytes: 1, warnings: [], items: [{ name: 'a/b', bytes: 5 }] },
            { name: 'cache', kind: 'valkey', error: { code: 'denied', message: { key: 'x', params: {} } } },
          ],
        }),
    };
    const complete = async (...words: string[]): Promise<string> =>
      (await longshore(['__complete', '--', ...words], { api: looked })).out.replaceAll(/\t.*/g, '').trim();
    expect(await complete('copy', '')).toBe(live.join('\n'));
    expect(await complete('copy', 'shop/db/')).toBe('shop/db/a/b');
    expect(await complete('copy', 'shop/cache/')).toBe('');
    expect(await complete('copy', 'shop/db', 'shop/c')).toBe('shop/cache');
    expect(await complete('copy', 'shop/db', '--host', 'prod', '--to-host', 'lab', '--to', '')).toBe(live.join('\n'));
    expect(await complete('compare', 'shop/latest', '')).toBe([...live, 'shop/latest', 'shop/2026-05-03_12-02-00Z'].join('\n'));
    expect(asked).toEqual([{}, {}, { host: 'lab' }, {}]);
  });

  test('is silent where nothing can be known', async () => {
    expect(await complete('--host', '')).toEqual(['']);
    expect(await complete('backup', 'shop', 'more', '')).toEqual(['']);
  });

  test.each(['bash', 'zsh', 'fish'])('script for %s', async (shell) => {
    expect((await longshore(['completion', shell])).out).toContain('longshore __complete');
  });
});
