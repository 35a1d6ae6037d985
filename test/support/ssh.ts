import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SshAddress } from '../../shared/src/hosts/host.ts';
import { publishedPort, startContainer, waitFor } from './docker.ts';
import { run } from './run.ts';

export interface MachineOptions {
  /** Of sshd: `MaxSessions=1`. */
  sshd?: string[];
  /** Its docker command is missing. */
  withoutDocker?: boolean;
  password?: string;
  /** Where Docker's socket is on that machine; null for none. */
  socket?: string | null;
  /** The socket of Docker that it has; this machine's usual one when absent. */
  engine?: string;
  /** Locks the private key. */
  passphrase?: string;
}

/** A machine with an SSH server and a Docker Engine that anna may use, and bob may not. */
export interface Machine extends AsyncDisposable {
  readonly container: string;
  readonly port: number;
  /** A private key that may log in, and a file that holds the server's key. */
  readonly key: string;
  readonly knownHosts: string;
  readonly folder: string;
  /** An ssh configuration of the test's own: no `~/.ssh` is read. `box` is the machine; options of ssh go before. */
  config(options?: string[], more?: string): Promise<string>;
  /** The alias `box` of such a configuration. */
  address(options?: string[], more?: Partial<SshAddress>): Promise<SshAddress>;
  exec(...command: string[]): Promise<string>;
}

export async function startMachine(options: MachineOptions = {}): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-machine-'));
  const key = join(folder, 'id');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', options.passphrase ?? '', '-C', 'test', '-f', key]);
  const socket = options.socket === undefined ? '/var/run/docker.sock' : options.socket;
  const container = await startContainer({
    image: 'longshore-test/ssh-docker:1',
    command: (options.sshd ?? []).flatMap((option) => ['-o', option]),
    env: {
      AUTHORIZED_KEYS: (await readFile(`${key}.pub`, 'utf8')).trim(),
      ...(options.password !== undefined && { PASSWORD: options.password }),
      ...(options.withoutDocker && { WITHOUT_DOCKER: '1' }),
    },
    volumes: socket === null ? {} : { [options.engine ?? '/var/run/docker.sock']: socket },
    publish: 22,
  });
  const port = await publishedPort(container.id);
  const exec = async (...command: string[]): Promise<string> =>
    (await run('docker', ['exec', container.id, ...command])).stdout.trim();
  const knownHosts = join(folder, 'known_hosts');
  await waitFor(() => greets(port));
  await writeFile(knownHosts, `[127.0.0.1]:${port} ${await exec('cat', '/etc/ssh/ssh_host_ed25519_key.pub')}\n`);
  let configs = 0;
  const config: Machine['config'] = async (chosen = [], more = '') => {
    const path = join(folder, `config-${(configs += 1)}`);
    const common = [
      ...chosen,
      'HostName 127.0.0.1',
      `Port ${port}`,
      'User anna',
      `IdentityFile ${key}`,
      'IdentitiesOnly yes',
      'IdentityAgent none',
      `UserKnownHostsFile ${knownHosts}`,
      'GlobalKnownHostsFile /dev/null',
      'HostKeyAlgorithms ssh-ed25519',
    ];
    await writeFile(path, `Host box\n${common.map((line) => `  ${line}\n`).join('')}${more}`);
    return path;
  };
  return {
    container: container.id,
    port,
    key,
    knownHosts,
    folder,
    config,
    address: async (chosen, more) => ({ type: 'ssh', host: 'box', config: await config(chosen), ...more }),
    exec,
    async [Symbol.asyncDispose]() {
      await container[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether an SSH server says its name there. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const end = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.once('data', (chunk) => end(chunk.toString().startsWith('SSH-')));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

/**
 * The ssh processes that use a folder of ours for their sockets, by the folder: of this machine, or where `XDG_RUNTIME_DIR` is
 * set, those there, so that other tests are not met.
 */
export async function tunnels(): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'args']);
  const place = process.env['XDG_RUNTIME_DIR'] ?? '';
  const folders = stdout.split('\n').flatMap((line) => /^ssh -M -S (\S+)\/master /.exec(line)?.[1] ?? []);
  return folders.filter((folder) => folder.startsWith(place));
}
