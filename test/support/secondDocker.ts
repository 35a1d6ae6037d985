import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { copyImages, ensureImages } from '../../scripts/setup/images.mjs';
import { connect } from '../../shared/src/hosts/connect.ts';
import type { HostAddress } from '../../shared/src/hosts/host.ts';
import { type Authority, createAuthority } from './certificates.ts';
import { label } from './docker.ts';
import { type Elsewhere, docker } from './stack.ts';

/**
 * A second real Docker Engine, newer than Debian 12's: with its own containers, images, networks and addresses, which this
 * machine cannot reach but through it. Stacks of `test/stacks` can be brought up there.
 */
export interface SecondDocker extends AsyncDisposable, Required<Elsewhere> {
  /** By its socket on this machine. */
  readonly socket: Extract<HostAddress, { type: 'socket' }>;
  /** By TLS on this machine's loopback, with the certificates of {@link authority}. */
  readonly secure: Extract<HostAddress, { type: 'tcp' }>;
  readonly authority: Authority;
  /** A configuration in which it is the host `second`, over TLS, and the default one; by the port of a proxy to it. */
  config(port?: number): string;
  /** Standard output of the docker command on this host. */
  docker(...argv: string[]): Promise<string>;
  /** Makes sure that it has these images of ours (`valkey:8`) as this machine's Docker has them. */
  load(...images: string[]): Promise<void>;
}

const image = 'longshore-test/engine:26';
const labels = Object.entries(label).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
/** Milliseconds after which a container of this name that was never started counts as left by a run that died. */
const abandoned = 60_000;
const repository = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Starts Docker, empty but for the images of earlier runs, which stay in a volume. It lives as long as this process holds
 * its standard input, so that nothing is left of it however the tests end. Tests that run side by side get one each.
 */
export async function startSecondDocker(): Promise<SecondDocker> {
  await ensureImages({ only: ['engine:26'] });
  const authority = await createAuthority();
  const folder = await mkdtemp(join(tmpdir(), 'longshore-engine-'));
  let running: { id: string; process: ChildProcess; said: () => string } | undefined;
  const stop = async (): Promise<void> => {
    if (running && running.process.exitCode === null) {
      const closed = new Promise((resolve) => running?.process.once('close', resolve));
      running.process.stdin?.end();
      await closed;
    }
    await rm(folder, { recursive: true, force: true });
    await authority[Symbol.asyncDispose]();
  };
  try {
    const id = await create(folder, dirname(authority.ca));
    running = { id, ...attach(id) };
    const path = join(folder, 'docker.sock');
    const socket = { type: 'socket', path } as const;
    await untilItAnswers(socket, running);
    const dockerHost = `unix://${path}`;
    await empty(dockerHost);
    const port = Number((await docker(['port', id, '2376/tcp'])).trim().split(':').at(-1));
    const tls = { verify: true, ca: authority.ca, ...authority.client };
    const secure = { type: 'tcp', host: 'localhost', port, tls } as const;
    return {
      socket,
      secure,
      authority,
      dockerHost,
      config: (by = port) => configOf(by, authority),
      docker: (...argv) => docker(argv, { dockerHost }),
      async load(...images) {
        await ensureImages({ only: images });
        await copyImages(
          images.map((name) => `longshore-test/${name}`),
          dockerHost,
        );
      },
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const configOf = (port: number, { ca, client }: Authority): string =>
  JSON.stringify({
    version: 1,
    default: { host: 'second' },
    hosts: { second: { tcp: `tcp://localhost:${port}`, tls: { ca, ...client } } },
  });

/** The first free one: names are given once, so no two share the images' volume. */
async function create(folder: string, certificates: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `longshore-test-engine-${number}`;
    const mounts = [
      `${name}:/var/lib/docker`,
      `${folder}:/run/engine`,
      `${certificates}:/tls:ro`,
      `${repository}:${repository}:ro`,
    ];
    const about = ['--name', name, ...labels, '--rm', '--interactive', '--init'];
    const listen = ['--host', 'unix:///run/engine/docker.sock', '--host', 'tcp://0.0.0.0:2376'];
    const tls = ['--tlscacert', '/tls/ca.pem', '--tlscert', '/tls/server-cert.pem', '--tlskey', '/tls/server-key.pem'];
    const daemon = ['--group', String(process.getgid?.() ?? 0), ...listen, '--tlsverify', ...tls];
    await docker(['volume', 'create', '--label', 'longshore.test=1', name]);
    const rights = ['seccomp=unconfined', 'apparmor=unconfined', 'systempaths=unconfined'].flatMap((each) => [
      '--security-opt',
      each,
    ]);
    const may = ['--cap-add', 'ALL', '--cap-drop', 'SYS_RESOURCE', ...rights, '--publish', '127.0.0.1::2376'];
    const options = [...about, ...may, ...mounts.flatMap((mount) => ['--volume', mount])];
    try {
      return (await docker(['create', ...options, image, ...daemon])).trim();
    } catch (error) {
      if (!/already in use/.test(String(error))) throw error;
      if (await isAbandoned(name)) number -= 1;
    }
  }
}

/** Removes what is left where the machine itself died: a container that does not run, and that no run is about to start. */
async function isAbandoned(name: string): Promise<boolean> {
  const found = await docker(['container', 'inspect', '--format', '{{.State.Status}} {{.Created}}', name]).catch(() => '');
  const [status, created] = found.trim().split(' ');
  if (!status) return true;
  if (status === 'running' || Date.now() - Date.parse(created ?? '') < abandoned) return false;
  await docker(['container', 'rm', '--force', name]);
  return true;
}

function attach(id: string): { process: ChildProcess; said: () => string } {
  const process = spawn('docker', ['start', '--attach', '--interactive', id], { stdio: ['pipe', 'ignore', 'pipe'] });
  let tail = '';
  process.stderr.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-4000)));
  return { process, said: () => tail };
}

async function untilItAnswers(address: HostAddress, { process, said }: ReturnType<typeof attach>): Promise<void> {
  for (;;) {
    if (process.exitCode !== null) throw new Error(`The second engine did not start:\n${said()}`);
    const answers = await connect('second', address).then(
      (host) => host[Symbol.asyncDispose]().then(() => true),
      () => false,
    );
    if (answers) return;
    await sleep(100);
  }
}

/** Tests that died left their containers in the volume that keeps the images. */
async function empty(dockerHost: string): Promise<void> {
  const remove = async (list: string[], command: string[]): Promise<void> => {
    const found = (await docker(list, { dockerHost })).split('\n').filter(Boolean);
    if (found.length > 0) await docker([...command, ...found], { dockerHost });
  };
  await remove(['container', 'ls', '--all', '--quiet'], ['container', 'rm', '--force', '--volumes']);
  await remove(['volume', 'ls', '--quiet'], ['volume', 'rm']);
  await remove(['network', 'ls', '--quiet', '--filter', 'type=custom'], ['network', 'rm']);
}
