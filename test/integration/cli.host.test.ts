import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostReport } from '../../shared/src/api/answers.ts';
import { plainContext } from '../../shared/src/context.ts';
import { type TestCli, openCli } from '../support/cli.ts';
import { localHost, volumeNames } from '../support/docker.ts';
import { startSocketProxy } from '../support/socketProxy.ts';
import { type Machine, startMachine, tunnels } from '../support/ssh.ts';

let cli: TestCli;
let machine: Machine;
let env: Record<string, string>;

beforeAll(async () => {
  cli = await openCli();
  machine = await startMachine();
  env = { LONGSHORE_SSH_CONFIG: await machine.config() };
});
afterAll(async () => {
  await machine[Symbol.asyncDispose]();
  await cli[Symbol.asyncDispose]();
});

const configuration = (): Promise<string> => readFile(join(cli.dataDir, 'longshore/config.yaml'), 'utf8');
const reportOf = ({ last }: { last: Record<string, unknown> }): HostReport => last['data'] as HostReport;

describe('longshore host', () => {
  test('adds a host over SSH that answers, as the default; everything else then goes there', async () => {
    const added = await cli.run(['host', 'add', 'box', 'ssh://box', '--environment', 'dev', '--default'], env);
    expect(added).toMatchObject({ code: 0, err: expect.stringContaining('Added box.') });
    expect(added.out).toContain('Logged in over SSH at [127.0.0.1]');
    expect(added.out).toContain(await fingerprint());
    expect(added.out).toContain('All requests go through this one login to /var/run/docker.sock.');
    expect(added.out).toMatch(/All \d\d calls that backup, drill and restore need are allowed\./);
    expect(await configuration()).toContain('ssh: ssh://box');
    const { last } = await cli.json(['status'], env);
    expect(last['data']).toMatchObject([{ host: { name: 'box', default: true, source: 'configuration' } }]);
    expect(await tunnels()).toEqual([]);
  });

  test('does not add one that does not answer, one without a fitting name, or one that is there already', async () => {
    const before = await configuration();
    const dead = await cli.run(['host', 'add', 'dead', 'ssh://nobody@box'], env);
    expect(dead).toMatchObject({ code: 11, err: expect.stringContaining('dead was not added.') });
    expect(dead.out).toContain('does not let us in');
    expect(await cli.run(['host', 'add', 'box', 'ssh://box'], env)).toMatchObject({ code: 26 });
    expect(await cli.run(['host', 'add', 'a/b', 'ssh://box'], env)).toMatchObject({ code: 2 });
    expect(await cli.run(['host', 'add', 'x', 'ssh://anna:s3cret@box'], env)).toMatchObject({
      code: 2,
      err: expect.not.stringContaining('s3cret'),
    });
    const secret = await cli.run(['host', 'add', 'x', 'ssh://box', '--passphrase', 'hunter2'], env);
    expect(secret).toMatchObject({ code: 2, err: expect.stringContaining('command:COMMAND') });
    expect(secret.err + secret.out).not.toContain('hunter2');
    expect(await configuration()).toBe(before);
  });

  test('adds one all the same when asked, and tells of it what is wrong', async () => {
    expect(await cli.run(['host', 'add', 'gone', 'tcp://127.0.0.1:1', '--untested'], env)).toMatchObject({ code: 0 });
    const { code, last } = await cli.json(['host', 'test', 'gone'], env);
    expect(code).toBe(10);
    expect(reportOf({ last })).toMatchObject({
      findings: [{ level: 'warn', message: { key: 'found.tcp-loopback' } }],
      error: { message: { key: 'host-unreachable.no-engine' } },
    });
  });

  test('lists all with what answers, also when one does not, or is silent', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    await cli.run(['host', 'add', 'silent', `tcp://127.0.0.1:${port}`, '--untested'], env);
    const { last } = await cli.json(['host', 'list'], env);
    const reports = last['data'] as HostReport[];
    expect(Object.fromEntries(reports.map(({ host, engine, error }) => [host.name, engine?.engine ?? error?.code]))).toEqual({
      local: 'docker',
      box: 'docker',
      gone: 'host-unreachable',
      silent: 'timeout',
    });
    // What is meant when none is named.
    expect(reports[0]?.host).toMatchObject({ name: 'box', default: true });
    silent.close();
  });

  test('finds a Docker context over SSH, and takes its name for an address', async () => {
    await writeFile(join(machine.folder, 'config.json'), '{}');
    const folder = join(machine.folder, 'contexts/meta', createHash('sha256').update('far').digest('hex'));
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'meta.json'),
      JSON.stringify({ Name: 'far', Metadata: {}, Endpoints: { docker: { Host: 'ssh://anna@box' } } }),
    );
    const docker = { ...env, DOCKER_CONFIG: machine.folder };
    const { code, last } = await cli.json(['host', 'test', 'far'], docker);
    expect(code).toBe(0);
    expect(reportOf({ last }).host).toMatchObject({ name: 'far', source: 'context', address: 'ssh://anna@box' });
    expect(await cli.run(['host', 'add', 'near', 'far'], docker)).toMatchObject({ code: 0 });
    expect(await configuration()).toContain('context: far');
    expect(await cli.run(['host', 'remove', 'near'], docker)).toMatchObject({ code: 0 });
  });

  test('removes one, and the default is the usual one again; comments stay', async () => {
    await writeFile(join(cli.dataDir, 'longshore/config.yaml'), `# ours\n${await configuration()}`);
    expect(await cli.run(['host', 'remove', 'box'], env)).toMatchObject({ code: 0 });
    expect(await configuration()).toMatch(/^# ours\n/);
    expect(await configuration()).not.toContain('box');
    const { last } = await cli.json(['status'], env);
    expect(last['data']).toMatchObject([{ host: { name: 'local' } }, {}, {}]);
    expect(await cli.run(['host', 'remove', 'box'], env)).toMatchObject({ code: 12 });
  });

  async function fingerprint(): Promise<string> {
    return (await machine.exec('ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub')).split(' ')[1] ?? '?';
  }
});

describe('behind a proxy in front of the socket', () => {
  const leftBehind = async (): Promise<string[]> => [
    ...(await volumeNames()).filter((name) => name.includes('longshore-probe')),
    ...(await localHost().containers(plainContext())).map(({ name }) => name).filter((name) => name.includes('longshore-probe')),
  ];

  test('everything is asked and nothing is made; all is allowed', async () => {
    const asked = new Set<string>();
    await using proxy = await startSocketProxy((method, path) => {
      asked.add(`${method} ${path.replace(/longshore-probe-[0-9a-f-]{36}/, '{id}').replace(/\?.*/, '')}`);
      return true;
    });
    await cli.run(['host', 'add', 'open', `unix://${proxy.path}`, '--untested'], env);
    asked.clear();
    const { code, last } = await cli.json(['host', 'test', 'open'], env);
    const { calls, findings } = reportOf({ last });
    expect({ code, refused: calls.filter(({ state }) => state !== 'allowed'), findings }).toEqual({
      code: 0,
      refused: [],
      findings: [],
    });
    for (const { call } of calls) expect(asked).toContain(call);
    expect(await leftBehind()).toEqual([]);
    await cli.run(['host', 'remove', 'open'], env);
  });

  test('what it refuses is named, with what it is needed for', async () => {
    await using proxy = await startSocketProxy((method, path) => method === 'GET' && !path.startsWith('/volumes'));
    await cli.run(['host', 'add', 'closed', `unix://${proxy.path}`], env);
    const { code, last } = await cli.json(['host', 'test', 'closed'], env);
    const { calls, findings } = reportOf({ last });
    expect(code).toBe(11);
    const refused = calls.filter(({ state }) => state === 'refused').map(({ call }) => call);
    expect(refused).toEqual(calls.map(({ call }) => call).filter((call) => !call.startsWith('GET') || call === 'GET /volumes'));
    expect(findings).toEqual([
      {
        level: 'bad',
        message: { key: 'found.calls-refused', params: { calls: refused, uses: ['look', 'backup', 'drill', 'restore'] } },
        hint: { key: 'hint.calls-refused', params: {} },
      },
    ]);
    const shown = await cli.run(['host', 'test', 'closed'], env);
    expect(shown.out).toContain('needed for status, backup, drill, restore: POST /containers/{id}/exec');
    await cli.run(['host', 'remove', 'closed'], env);
  });
});
