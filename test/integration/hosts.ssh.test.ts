import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { connect, connectLater } from '../../shared/src/hosts/connect.ts';
import { connectDocker } from '../../shared/src/hosts/docker.ts';
import type { Host, SshAddress } from '../../shared/src/hosts/host.ts';
import { type TestContainer, localHost, processesOf, startContainer, waitFor } from '../support/docker.ts';
import { startTcpProxy } from '../support/proxy.ts';
import { type Machine, type MachineOptions, startMachine, tunnels } from '../support/ssh.ts';
import { run } from '../support/run.ts';

const ctx = plainContext();

let machine: Machine;
let container: TestContainer;
let engine: string;

const runtime = process.env['XDG_RUNTIME_DIR'];

beforeAll(async () => {
  process.env['XDG_RUNTIME_DIR'] = await mkdtemp('/tmp/longshore-run-');
  machine = await startMachine();
  container = await startContainer({ image: 'longshore-test/valkey:8', entrypoint: ['sleep', 'infinity'] });
  engine = (await localHost().info(ctx)).id;
});
afterAll(async () => {
  await machine[Symbol.asyncDispose]();
  await container[Symbol.asyncDispose]();
  await rm(process.env['XDG_RUNTIME_DIR'] ?? '', { recursive: true });
  if (runtime === undefined) delete process.env['XDG_RUNTIME_DIR'];
  else process.env['XDG_RUNTIME_DIR'] = runtime;
});

const data = randomBytes(5_000_000);
const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes there and back, with the end of the input told by a half-closed connection, and an exit code. */
async function use(host: Host): Promise<unknown> {
  const chunks = Array.from({ length: 10 }, (_, at) => data.subarray(at * 500_000, (at + 1) * 500_000));
  const found: Buffer[] = [];
  for await (const chunk of host.exec(container.id, ['cat'], ctx, { stdin: Readable.from(chunks) })) found.push(chunk as Buffer);
  const failed: unknown = await text(host.exec(container.id, ['sh', '-c', 'exit 3'], ctx)).catch((error: unknown) => error);
  return { engine: (await host.info(ctx)).id, sum: sum(Buffer.concat(found)), failed };
}
const sound = (): object => ({
  engine,
  sum: sum(data),
  failed: expect.objectContaining({ key: 'tool-failed.command', params: expect.objectContaining({ exitCode: 3 }) }),
});

const loginsOf = async (at: Machine): Promise<number> =>
  (await run('docker', ['logs', at.container])).stderr.split('\n').filter((line) => line.startsWith('Accepted ')).length;

/** A machine of its own, for what has to be different there. */
async function on(options: MachineOptions, work: (at: Machine) => Promise<void>): Promise<void> {
  await using at = await startMachine(options);
  await work(at);
}

describe('one login', () => {
  test('carries everything: bytes, half-closed input, exit codes, many requests at once', async () => {
    const before = await loginsOf(machine);
    await using host = await connect('box', await machine.address());
    expect(await use(host)).toEqual(sound());
    await Promise.all(Array.from({ length: 50 }, () => host.info(ctx)));
    expect(await loginsOf(machine)).toBe(before + 1);
  });

  test('is made with the names of the address, without any configuration of ours', async () => {
    const config = join(machine.folder, 'own');
    await writeFile(config, `UserKnownHostsFile ${machine.knownHosts}\nIdentityAgent none\n`);
    const { key: identity, port } = machine;
    await using host = await connect('box', { type: 'ssh', host: '127.0.0.1', port, user: 'anna', config, identity });
    expect(await use(host)).toEqual(sound());
  });

  test('needs no docker command there, and no session', () =>
    on({ withoutDocker: true, sshd: ['MaxSessions=0'] }, async (at) => {
      await using host = await connect('box', await at.address());
      expect(await use(host)).toEqual(sound());
    }));

  test('is enough where one session is allowed', () =>
    on({ sshd: ['MaxSessions=1'] }, async (at) => {
      await using host = await connect('box', await at.address());
      expect(await use(host)).toEqual(sound());
      await Promise.all(Array.from({ length: 20 }, () => host.info(ctx)));
      expect(await loginsOf(at)).toBe(1);
    }));

  test('is not disturbed by a banner, nor by what the configuration wants of a terminal', () =>
    on({ sshd: ['Banner=/etc/os-release'] }, async (at) => {
      const wishes = [
        'ControlMaster auto',
        `ControlPath ${at.folder}/mine`,
        'ControlPersist yes',
        'RequestTTY force',
        'RemoteCommand exit 7',
        'LocalForward 127.0.0.1:1 127.0.0.1:1',
        'ExitOnForwardFailure yes',
        'PermitLocalCommand yes',
        `LocalCommand touch ${at.folder}/ran`,
        'LogLevel QUIET',
      ];
      await using host = await connect('box', await at.address(wishes));
      expect(await use(host)).toEqual(sound());
      await expect(access(join(at.folder, 'ran'))).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(access(join(at.folder, 'mine'))).rejects.toMatchObject({ code: 'ENOENT' });
    }));

  test('may take its time', () =>
    on(
      {
        sshd: ['AuthorizedKeysFile=none', 'AuthorizedKeysCommand=/usr/local/bin/slow-keys.sh', 'AuthorizedKeysCommandUser=root'],
      },
      async (at) => {
        await using host = await connect('box', await at.address());
        expect((await host.info(ctx)).id).toBe(engine);
      },
    ));

  test('is given up when nobody waits for it any more', () =>
    on(
      {
        sshd: ['AuthorizedKeysFile=none', 'AuthorizedKeysCommand=/usr/local/bin/slow-keys.sh', 'AuthorizedKeysCommandUser=root'],
      },
      async (at) => {
        const host = connectDocker('box', await at.address());
        const stop = new AbortController();
        const asked = host.info(plainContext({ signal: stop.signal }));
        await waitFor(async () => (await tunnels()).length === 1);
        stop.abort();
        await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
        await host[Symbol.asyncDispose]();
        expect(await tunnels()).toEqual([]);
      },
    ));

  test('goes through a jump host and an alias of the user’s configuration', () =>
    on({ socket: null }, async (jump) => {
      const inner = (await run('docker', ['inspect', '--format', '{{.NetworkSettings.IPAddress}}', machine.container])).stdout;
      const known = await readFile(machine.knownHosts, 'utf8');
      await writeFile(
        jump.knownHosts,
        `${await readFile(jump.knownHosts, 'utf8')}${inner.trim()} ${known.split(' ').slice(1).join(' ')}`,
      );
      const behind = `
Host behind
  HostName ${inner.trim()}
  ProxyJump box
  User anna
  IdentityFile ${machine.key}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${jump.knownHosts}
`;
      await using host = await connect('behind', { type: 'ssh', host: 'behind', config: await jump.config([], behind) });
      expect(await use(host)).toEqual(sound());
      expect(await loginsOf(jump)).toBe(1);
    }));
});

describe('the engine there', () => {
  test('is found where it runs without root, and where the address says', () =>
    on({ socket: '/run/user/1000/docker.sock' }, async (at) => {
      await using host = await connect('box', await at.address());
      expect(await use(host)).toEqual(sound());
      await using named = await connect('box', await at.address([], { path: '/run/user/1000/docker.sock' }));
      expect(await use(named)).toEqual(sound());
    }));

  test('is reached through the docker command where no sockets are forwarded, even with one session at a time', () =>
    on({ sshd: ['AllowStreamLocalForwarding=no', 'MaxSessions=1'] }, async (at) => {
      await using host = await connect('box', await at.address());
      expect(await use(host)).toEqual(sound());
      await Promise.all(Array.from({ length: 5 }, () => host.info(ctx)));
    }));

  test('cannot be reached where neither is possible', () =>
    on({ sshd: ['AllowStreamLocalForwarding=no'], withoutDocker: true }, async (at) => {
      await expect(connect('box', await at.address())).rejects.toMatchObject({
        key: 'denied.ssh-forward',
        detail: expect.stringContaining('docker'),
      });
      expect(await tunnels()).toEqual([]);
    }));

  test('is missing, or not for this user', async () => {
    await on({ socket: null }, async (at) => {
      await expect(connect('box', await at.address())).rejects.toMatchObject({
        key: 'host-unreachable.ssh-no-engine',
        params: { address: 'ssh://box', path: '/var/run/docker.sock' },
      });
    });
    await expect(connect('box', await machine.address([], { user: 'bob' }))).rejects.toMatchObject({
      key: 'denied.ssh-socket',
      params: { user: 'bob', path: '/var/run/docker.sock' },
      hint: { key: 'hint.ssh-docker-group' },
    });
    await expect(connect('box', await machine.address([], { path: '/no/such.sock' }))).rejects.toMatchObject({
      key: 'host-unreachable.ssh-no-engine',
      params: { path: '/no/such.sock' },
    });
  });
});

describe('a login shell that hangs', () => {
  /** Anna is let in, and what would run there never does. Her Docker's socket is not where it is looked for first. */
  const hanging = (work: (at: Machine) => Promise<void>): Promise<void> =>
    on({ socket: null }, async (at) => {
      await at.exec('sh', '-c', `printf '#!/bin/sh\\nexec sleep 600\\n' > /bin/hang && chmod 755 /bin/hang`);
      await at.exec('usermod', '--shell', '/bin/hang', 'anna');
      await work(at);
    });

  test(
    'is not waited for: what happened is said, and nothing is left',
    () =>
      hanging(async (at) => {
        await expect(connect('box', await at.address())).rejects.toMatchObject({
          key: 'timeout.ssh-session',
          params: { address: 'ssh://box', seconds: 30 },
          hint: { key: 'hint.ssh-by-hand' },
        });
        expect(await tunnels()).toEqual([]);
      }),
    90_000,
  );

  test('holds up no call that was given up', () =>
    hanging(async (at) => {
      const gone = AbortSignal.timeout(5000);
      const begun = performance.now();
      await expect(
        (async () => {
          await using host = connectLater('box', await at.address());
          await host.info({ ...ctx, signal: gone });
        })(),
      ).rejects.toMatchObject({ key: 'timeout.deadline' });
      expect(performance.now() - begun).toBeLessThan(15_000);
      expect(await tunnels()).toEqual([]);
    }));
});

describe('an ssh program that was stopped', () => {
  test('is ended all the same when it is no longer needed', async () => {
    const host = await connect('box', await machine.address());
    const [folder] = await tunnels();
    await run('pkill', ['-STOP', '-f', `^ssh -M -S ${folder}/master`]);
    await host[Symbol.asyncDispose]();
    expect(await tunnels()).toEqual([]);
    await expect(access(folder ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the server’s key', () => {
  const withKeys = async (line: string): Promise<SshAddress> => {
    const path = join(machine.folder, 'other_hosts');
    await writeFile(path, line);
    return machine.address([`UserKnownHostsFile ${path}`, 'StrictHostKeyChecking no']);
  };
  const fingerprint = async (): Promise<string> => {
    const said = await machine.exec('ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub');
    return said.split(' ')[1] ?? '';
  };

  test('is unknown: it is shown and never accepted by us, whatever the configuration says', async () => {
    const shown = `ssh-ed25519 ${await fingerprint()}`;
    await expect(connect('box', await withKeys(''))).rejects.toMatchObject({
      key: 'host-unreachable.ssh-key-unknown',
      params: { fingerprint: shown },
      hint: { key: 'hint.ssh-key-unknown' },
    });
    expect(await readFile(join(machine.folder, 'other_hosts'), 'utf8')).toBe('');
  });

  test('has changed: both the reason and the way out are said', async () => {
    const other = (await readFile(`${machine.key}.pub`, 'utf8')).trim();
    const shown = `ssh-ed25519 ${await fingerprint()}`;
    await expect(connect('box', await withKeys(`[127.0.0.1]:${machine.port} ${other}\n`))).rejects.toMatchObject({
      key: 'host-unreachable.ssh-key-changed',
      params: { fingerprint: shown },
      hint: { params: { forget: `ssh-keygen -f ${machine.folder}/other_hosts -R "[127.0.0.1]:${machine.port}"` } },
    });
  });
});

describe('who we are', () => {
  test('a key that the server does not know', async () => {
    const stranger = join(machine.folder, 'stranger');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
    const address = await machine.address([`IdentityFile ${stranger}`], { user: 'nobody' });
    await expect(connect('box', address)).rejects.toMatchObject({
      key: 'denied.ssh-login',
      params: { methods: expect.stringContaining('publickey') },
      hint: { key: 'hint.ssh-login', params: { command: `ssh -F ${address.config} nobody@box` } },
    });
  });

  test('a key that a passphrase locks: alone, with the passphrase, with a wrong one, by the agent', () =>
    on({ passphrase: 'correct horse' }, async (at) => {
      const address = await at.address();
      await expect(connect('box', address)).rejects.toMatchObject({
        key: 'denied.ssh-key-locked',
        params: { key: at.key },
        hint: { key: 'hint.ssh-unlock' },
      });
      const secret = join(at.folder, 'secret');
      await writeFile(secret, 'correct horse\n');
      {
        await using host = await connect('box', { ...address, passphrase: `file:${secret}` });
        expect(await use(host)).toEqual(sound());
      }
      await writeFile(secret, 'wrong horse\n');
      await expect(connect('box', { ...address, passphrase: `file:${secret}` })).rejects.toMatchObject({
        key: 'denied.ssh-key-locked',
        hint: { key: 'hint.ssh-passphrase-wrong', params: { reference: `file:${secret}` } },
      });
      const agent = spawn('ssh-agent', ['-D', '-a', join(at.folder, 'agent')], { stdio: 'ignore' });
      try {
        await waitFor(() =>
          access(join(at.folder, 'agent')).then(
            () => true,
            () => false,
          ),
        );
        const env = { ...process.env, SSH_AUTH_SOCK: join(at.folder, 'agent') };
        const askpass = join(at.folder, 'askpass');
        await writeFile(askpass, '#!/bin/sh\necho correct horse\n', { mode: 0o700 });
        await run('ssh-add', [at.key], { env: { ...env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' } });
        await using host = await connect('box', await at.address([`IdentityAgent ${join(at.folder, 'agent')}`]));
        expect(await use(host)).toEqual(sound());
      } finally {
        agent.kill();
        await once(agent, 'exit');
      }
    }));

  test('a password', () =>
    on({ password: 'p@ss "$1"' }, async (at) => {
      process.env['LONGSHORE_TEST_PASSWORD'] = 'p@ss "$1"';
      const address = await at.address(['PubkeyAuthentication no'], { password: 'env:LONGSHORE_TEST_PASSWORD' });
      {
        await using host = await connect('box', address);
        expect(await use(host)).toEqual(sound());
      }
      process.env['LONGSHORE_TEST_PASSWORD'] = 'wrong';
      await expect(connect('box', address)).rejects.toMatchObject({ key: 'denied.ssh-login' });
      delete process.env['LONGSHORE_TEST_PASSWORD'];
      await expect(connect('box', address)).rejects.toMatchObject({ key: 'usage.secret-missing' });
    }));
});

describe('what cannot be reached', () => {
  test.each([
    ['a name that nobody knows', ['HostName no-such-host.invalid'], 'host-unreachable.ssh-name'],
    ['a port where nobody listens', ['Port 1'], 'host-unreachable.network'],
    ['a configuration that is wrong', ['NoSuchOption yes'], 'usage.ssh-config'],
  ])('%s', async (_, options, key) => {
    await expect(connect('box', await machine.address(options))).rejects.toMatchObject({
      key,
      hint: { key: 'hint.ssh-by-hand', params: { command: expect.stringMatching(/^ssh -F \S+ box$/) } },
    });
    expect(await tunnels()).toEqual([]);
  });

  test('a server that closes at once', async () => {
    await using proxy = await startTcpProxy({ type: 'tcp', host: '127.0.0.1', port: machine.port });
    const asked = connect('box', await machine.address([`Port ${proxy.address.port}`, 'HostKeyAlias x']));
    const breaking = setInterval(() => proxy.break(), 5);
    await expect(asked).rejects.toMatchObject({ key: 'host-unreachable.ssh-closed' });
    clearInterval(breaking);
  });
});

describe('a connection that is lost', () => {
  const through = async (proxy: { address: { port: number } }): Promise<SshAddress> =>
    machine.address([`Port ${proxy.address.port}`, `HostKeyAlias [127.0.0.1]:${machine.port}`]);

  test('fails what was under way, and is made anew by the next call', async () => {
    await using proxy = await startTcpProxy({ type: 'tcp', host: '127.0.0.1', port: machine.port });
    await using host = await connect('box', await through(proxy));
    const endless = host.exec(container.id, ['cat', '/dev/zero'], ctx);
    endless.once('data', () => proxy.break());
    await expect(
      (async () => {
        for await (const _ of endless);
      })(),
    ).rejects.toMatchObject({ code: 'host-unreachable' });
    expect(await use(host)).toEqual(sound());
    // What was under way is dead there, too.
    expect(await processesOf(container.id)).toEqual(['sleep infinity']);
  });

  test('of which nobody is told is noticed', async () => {
    await using proxy = await startTcpProxy({ type: 'tcp', host: '127.0.0.1', port: machine.port });
    await using host = await connect('box', await through(proxy));
    const waiting = text(host.exec(container.id, ['sleep', '600'], ctx));
    await waitFor(async () => (await processesOf(container.id)).includes('sleep 600'));
    proxy.silence();
    await expect(waiting).rejects.toMatchObject({ code: 'host-unreachable' });
    expect(await use(host)).toEqual(sound());
  });

  test('by the death of the ssh program is made anew, too', async () => {
    await using host = await connect('box', await machine.address());
    const [folder] = await tunnels();
    await run('pkill', ['-KILL', '-f', `^ssh -M -S ${folder}/master`]);
    await waitFor(() =>
      access(folder ?? '').then(
        () => false,
        () => true,
      ),
    );
    expect(await use(host)).toEqual(sound());
  });
});

describe('nothing is left behind', () => {
  test('when the host is disposed', async () => {
    const host = await connect('box', await machine.address());
    const [folder] = await tunnels();
    await access(folder ?? '');
    await host[Symbol.asyncDispose]();
    expect(await tunnels()).toEqual([]);
    await expect(access(folder ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('when our process is killed', async () => {
    const address = JSON.stringify(await machine.address());
    const source = `
      const { connect } = await import(${JSON.stringify(join(import.meta.dirname, '../../shared/src/hosts/connect.ts'))});
      await connect('box', ${address});
      console.log('connected');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const [folder] = await tunnels();
    expect(folder).toBeDefined();
    child.kill('SIGKILL');
    await waitFor(async () => (await tunnels()).length === 0);
    await waitFor(() =>
      access(folder ?? '').then(
        () => false,
        () => true,
      ),
    );
  });
});
