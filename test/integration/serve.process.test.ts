import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { socketChannel } from '../../shared/src/api/channel.ts';
import { socketPath } from '../../shared/src/machine/controlSocket.ts';
import { connect } from '../../shared/src/api/rpc.ts';
import { type Authority, createAuthority } from '../support/certificates.ts';
import { type TestCli, openCli } from '../support/cli.ts';
import { endOf } from '../support/core.ts';
import { type DockerProxy, startProxy } from '../support/proxy.ts';
import { ask, closing, openSocket, redeem } from '../support/serve.ts';
import { type Serving, startServe } from '../support/serving.ts';
import { backup, open as openRepository } from '../support/snapshots.ts';

let cli: TestCli;
beforeAll(async () => {
  cli = await openCli();
  await using repository = await openRepository(join(cli.dataDir, 'repository'));
  await backup(repository);
});
afterAll(() => cli[Symbol.asyncDispose]());

const secretOf = (url: string): string => url.slice(url.indexOf('#link=') + '#link='.length).trim();
const link = async (name: string, role: string): Promise<string> => {
  const { code, out, err } = await cli.run(['serve', 'link', '--name', name, '--role', role]);
  if (code !== 0) throw new Error(err);
  return secretOf(out);
};
const signIn = async (origin: string, name: string, role = 'operate', ca?: string): Promise<string> => {
  const { status, body } = await redeem(origin, await link(name, role), {}, ca);
  if (status !== 200) throw new Error(`${status} ${body}`);
  return (JSON.parse(body) as { secret: string }).secret;
};
const enter = async (origin: string, secret: string, ca?: string) => {
  const socket = await openSocket(origin, ca === undefined ? {} : { ca });
  const entered = once(socket, 'message');
  socket.send(JSON.stringify({ type: 'enter', session: secret }));
  await entered;
  return { socket, api: await connect(socketChannel(socket)) };
};

describe('longshore serve', () => {
  let docker: DockerProxy;
  let serving: Serving;
  beforeAll(async () => {
    docker = await startProxy();
    serving = await startServe(cli.dataDir, [], { DOCKER_HOST: `unix://${(docker.address as { path: string }).path}` });
  });
  afterAll(async () => {
    await serving[Symbol.asyncDispose]();
    await docker[Symbol.asyncDispose]();
  });

  test('serves the built page, and to a session what is saved here', async () => {
    expect((await ask(serving.origin)).body).toContain('<script type="module" src="page.js">');
    expect((await ask(`${serving.origin}/page.js`)).headers['content-type']).toContain('javascript');
    const { api } = await enter(serving.origin, await signIn(serving.origin, 'anna'));
    const { items } = await api.snapshots({});
    expect(items.map(({ reference }) => reference)).toEqual([expect.stringMatching(/^shop\//)]);
  });

  test('hosts, repositories and snapshots are names that are known here, never addresses or paths', async () => {
    const { api } = await enter(serving.origin, await signIn(serving.origin, 'anna'));
    const tries: Promise<unknown>[] = [
      ...['ssh://root@example.org', 'tcp://127.0.0.1:22', 'unix:///etc/passwd', '__proto__'].flatMap((host) => [
        api.stacks({ host }),
        api.testHost({ host, calls: true }),
        api.plan({ operation: 'backup', stack: 'shop', host }),
      ]),
      ...['/etc', '../..', 's3://bucket', 'constructor'].flatMap((repo) => [
        api.snapshots({ repo }),
        api.testRepository({ repo }),
        api.plan({ operation: 'verify', snapshot: 'shop/latest', repo }),
      ]),
      ...['/etc/passwd', '../../../etc/latest', 'shop/../../x', 'shop/\0'].map((snapshot) => api.snapshot({ snapshot })),
      ...['../serve', '/etc', '.'].flatMap((job) => [api.job({ job }), api.cancel({ job })]),
    ];
    const ended = await Promise.allSettled(tries);
    expect(ended.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'answered'))).toEqual(
      ended.map(() => expect.stringMatching(/^(?:not-found|usage)$/) as unknown),
    );
  });

  test('a session that is revoked in a job ends, and the job does not', async () => {
    const secret = await signIn(serving.origin, 'rosa');
    const { api, socket } = await enter(serving.origin, secret);
    const closed = closing(socket);
    const plan = await api.plan({ operation: 'verify', snapshot: 'shop/latest' });
    const held = docker.hold('it', /^GET .*\/images\//);
    const { job } = await api.run({ plan: plan.id, confirm: true });
    const watching = endOf(api, job).catch((error: { key: string }) => error.key);
    await held.waiting;
    const { code, err } = await cli.run(['serve', 'revoke', 'rosa']);
    expect([code, err]).toEqual([0, expect.stringContaining('rosa')]);
    expect(await closed).toBe(4401);
    expect(await watching).toMatch(/^(?:host-unreachable.engine-gone|denied.session-ended)$/);
    const again = await openSocket(serving.origin);
    const refused = closing(again);
    again.send(JSON.stringify({ type: 'enter', session: secret }));
    expect(await refused).toBe(4401);
    const other = await enter(serving.origin, await signIn(serving.origin, 'anna'));
    expect(await other.api.job({ job })).toMatchObject({ state: 'running' });
    held.release();
    // By itself: the image that the snapshot was made with is on no Docker Engine.
    expect(await endOf(other.api, job)).toMatchObject({ error: { message: { key: 'not-found.image' } } });
  });

  test('says who is signed in, and as JSON what its schemas promise', async () => {
    await enter(serving.origin, await signIn(serving.origin, 'ben', 'view'));
    expect((await cli.run(['serve', 'sessions'])).out).toMatch(/SESSION +NAME +ROLE[^]*ben +view/);
    const { last } = await cli.json(['serve', 'sessions']);
    expect(last['data']).toContainEqual(expect.objectContaining({ name: 'ben', role: 'view' }));
    await cli.json(['serve', 'link', '--name', 'carl', '--role', 'view']);
    expect((await cli.json(['serve', 'revoke', 'ben'])).last['data']).toHaveLength(1);
    expect((await cli.run(['serve', 'revoke', 'nobody'])).code).toBe(12);
    expect((await cli.run(['serve', 'link', '--name', 'dora', '--role', 'administer'])).code).toBe(2);
  });

  test('of one data folder runs once', async () => {
    await expect(startServe(cli.dataDir)).rejects.toThrow('running already');
  });

  test('no secret is in what it prints, in any file, or in the arguments and environments of processes', async () => {
    const waiting = await link('anna', 'operate');
    const secret = await signIn(serving.origin, 'anna');
    const { api } = await enter(serving.origin, secret);
    const plan = await api.plan({ operation: 'verify', snapshot: 'shop/latest' });
    const { job } = await api.run({ plan: plan.id, confirm: true });
    const processes = await everyProcess();
    expect(processes).toContain('longshore.mjs');
    await endOf(api, job);
    await redeem(serving.origin, 'wrong');
    const places = {
      processes,
      said: serving.said(),
      files: await everyFile(cli.dataDir),
      sessions: (await cli.run(['serve', 'sessions', '--json'])).out,
    };
    expect(places.files).toContain('"what":"sign-in"');
    for (const [place, text] of Object.entries(places)) {
      for (const each of [waiting, secret]) expect([place, text.includes(each.slice(0, 12))]).toEqual([place, false]);
    }
  });

  test('another user of this machine finds a page, and nothing that leads further', async () => {
    const secret = await signIn(serving.origin, 'anna');
    const { port } = new URL(serving.origin);
    const found = await asAnother(`
      const { readFile, readdir } = await import('node:fs/promises');
      const { connect } = await import('node:net');
      const tried = (work) => work.then(String, (error) => error.code ?? error.message);
      const socket = (to) => new Promise((resolve, reject) => connect(to).once('connect', () => resolve('open')).once('error', reject));
      const pid = ${serving.child.pid};
      const at = 'http://127.0.0.1:${port}';
      const closed = (first) => new Promise((resolve) => {
        const ws = new WebSocket('ws://127.0.0.1:${port}/api');
        ws.onopen = () => ws.send(first);
        ws.onerror = () => resolve('refused');
        ws.onclose = ({ code }) => resolve(code);
      });
      console.log(JSON.stringify({
        uid: process.getuid(),
        folder: await tried(readdir(${JSON.stringify(cli.dataDir)})),
        audit: await tried(readFile(${JSON.stringify(join(cli.dataDir, 'serve/audit.jsonl'))})),
        control: await tried(socket(${JSON.stringify(socketPath(join(cli.dataDir, 'serve')))})),
        environment: await tried(readFile('/proc/' + pid + '/environ', 'utf8')),
        memory: await tried(readFile('/proc/' + pid + '/mem')),
        files: await tried(readdir('/proc/' + pid + '/fd')),
        command: (await readFile('/proc/' + pid + '/cmdline', 'utf8')).replaceAll('\\0', ' '),
        page: (await fetch(at)).status,
        session: (await fetch(at + '/session', { method: 'POST', headers: { origin: at, 'content-type': 'application/json' }, body: '{"link":"guess"}' })).status,
        api: await closed('{"type":"enter","session":"guess"}'),
      }));
    `);
    expect(found).toMatchObject({
      folder: 'EACCES',
      audit: 'EACCES',
      control: 'EACCES',
      environment: 'EACCES',
      memory: 'EACCES',
      files: 'EACCES',
      page: 200,
      session: 403,
      // Not a page of ours: a browser says where it comes from, a program nothing.
      api: 'refused',
    });
    expect(found['uid']).not.toBe(process.getuid?.());
    expect(found['command']).not.toContain(secret.slice(0, 12));
    for (const file of ['serve', 'serve/audit.jsonl']) {
      expect((await stat(join(cli.dataDir, file))).mode & 0o077).toBe(0);
    }
  });
});

describe('longshore serve for others than this machine', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority();
  });
  afterAll(() => authority[Symbol.asyncDispose]());

  describe('without what protects it', () => {
    test.each([
      [['--listen', '0.0.0.0:0'], 'can be reached from other machines'],
      [['--listen', '[::]:0', '--allow-host', 'x'], 'can be reached from other machines'],
      [['--listen', '0.0.0.0:0', '--behind-proxy'], '--allow-host'],
      [['--behind-proxy'], '--allow-host'],
      [['--listen', 'nonsense'], 'not an address'],
      [['--listen', '127.0.0.1:99999'], 'not an address'],
      [['--tls-cert', 'x'], 'belong together'],
      [['--tls-cert', '/none', '--tls-key', '/none'], 'cannot be used for TLS'],
    ])('%j starts nothing', async (argv, words) => {
      await expect(startServe(cli.dataDir, argv)).rejects.toThrow(words);
    });
  });

  test('comes by TLS, by the names that were allowed, and tells the certificate', async () => {
    const { cert, key } = authority.server;
    const argv = ['--listen', '0.0.0.0:0', '--tls-cert', cert, '--tls-key', key, '--allow-host', 'localhost'];
    await using serving = await startServe(cli.dataDir, argv);
    const ca = await readFile(authority.ca, 'utf8');
    expect(serving.origin).toMatch(/^https:\/\/localhost:\d+$/);
    expect(serving.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect((await ask(serving.origin, { ca })).status).toBe(200);
    // By the address of the right one, with the name of another.
    const rebound = { ca, servername: 'localhost', headers: { host: 'evil.example' } };
    expect((await ask(serving.origin, rebound)).status).toBe(421);
    await expect(
      openSocket(serving.origin, { ca, headers: { origin: serving.origin.replace('https', 'http') } }),
    ).rejects.toThrow('403');
    const { api } = await enter(serving.origin, await signIn(serving.origin, 'anna', 'view', ca), ca);
    expect((await api.snapshots({})).items).toHaveLength(1);
  });

  test('behind a proxy it is asked by the name of the proxy, and pages come by TLS', async () => {
    await using serving = await startServe(cli.dataDir, ['--behind-proxy', '--allow-host', 'backup.example.org'], {});
    expect(serving.origin).toBe('https://backup.example.org');
    const { url } = (await cli.json(['serve', 'link', '--name', 'anna', '--role', 'view'])).last['data'] as { url: string };
    expect(url).toMatch(/^https:\/\/backup\.example\.org\/#link=[\w-]{43}$/);
  });
});

test('a folder for sockets that somebody else has made first is not used', async () => {
  const runtime = await mkdtemp(join(tmpdir(), 'longshore-runtime-'));
  await chmod(runtime, 0o777);
  try {
    await expect(startServe(cli.dataDir, [], { XDG_RUNTIME_DIR: runtime })).rejects.toThrow('belongs to another user');
    await mkdir(join(runtime, 'own'), { mode: 0o700 });
    await using serving = await startServe(cli.dataDir, [], { XDG_RUNTIME_DIR: join(runtime, 'own') });
    expect(serving.origin).toMatch(/^http:/);
  } finally {
    await rm(runtime, { recursive: true });
  }
});

/** Arguments and environments of every process of this machine. */
async function everyProcess(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(
    pids.flatMap((pid) => ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => ''))),
  );
  return texts.join('\n');
}

async function everyFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))).join('\n');
}

/** What a program finds that another user of this machine runs; to become one takes root, or sudo without a password. */
async function asAnother(program: string): Promise<Record<string, unknown>> {
  const nobody = 65_534;
  const become = `process.setgroups([]); process.setgid(${nobody}); process.setuid(${nobody});`;
  const node = [process.execPath, '--input-type=module', '--eval', `${become}\n${program}`];
  const [command = '', ...argv] = process.getuid?.() === 0 ? node : ['sudo', '-n', ...node];
  const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`Becoming another user takes root, or sudo without a password: ${err}`);
  return JSON.parse(out) as Record<string, unknown>;
}
