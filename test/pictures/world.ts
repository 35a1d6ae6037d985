import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { down, up } from '../../scripts/setup/stack.mjs';
import { type SecondDocker, startSecondDocker } from '../support/secondDocker.ts';
import { type Machine, startMachine } from '../support/ssh.ts';
import { docker } from '../support/stack.ts';
import { type PresentTime, takeTime } from './presentTime.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const sample = join(repository, 'test/stacks/sample');

/** The server that anna has her shop on, as she calls it. */
const server = 'shop.example.org';
const usualSocket = '/var/run/docker.sock';

/** The first moment of the story, before any snapshot. */
const begin = '2026-04-30T12:00:00Z';

/**
 * Anna's laptop and her server: the sample stack twice, as the shop on the server and as the shop that is developed on the
 * laptop. Each machine is a real Docker Engine of its own, so that nothing else on this machine gets into a picture.
 */
export interface World extends AsyncDisposable {
  readonly time: PresentTime;
  /** Her home folder. */
  readonly home: string;
  /** The folder of the Compose file, as she has it. */
  readonly folder: string;
  /** What the product needs to find what is hers, and nothing of the machine that takes the pictures. */
  readonly env: Record<string, string>;
  /** Standard output of a command in a container of the shop on the server. */
  readonly exec: (service: string, ...command: string[]) => Promise<string>;
  /** A text with the paths that are other ones in each run as they would be on her laptop. */
  readonly asHers: (text: string) => string;
  /** What must not be seen in any picture, with a name for each. */
  readonly forbidden: [what: string, text: string][];
}

export async function openWorld(): Promise<World> {
  await using parts = new AsyncDisposableStack();
  const place = await mkdtemp(join(tmpdir(), 'longshore-pictures-'));
  parts.defer(() => rm(place, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 }));
  const home = join(place, 'home/anna');
  const folder = join(home, 'shop');
  await mkdir(join(home, '.config/longshore'), { recursive: true });
  await cp(sample, folder, { recursive: true });

  const [remote, local] = await Promise.all([startSecondDocker(), startSecondDocker()]);
  parts.use(remote);
  parts.use(local);
  const machine = parts.use(await startMachine({ engine: remote.socket.path }));
  await startStack('shop', remote);
  await startStack('shop-dev', local);
  parts.defer(() => down('shop', remote));
  parts.defer(() => down('shop-dev', local));

  await writeFile(join(home, '.ssh-config'), sshConfig(machine));
  await writeFile(join(home, '.config/longshore/config.yaml'), config(local));
  const env = {
    LONGSHORE_DATA: join(home, '.local/share/longshore'),
    LONGSHORE_WATCH: '0',
    LONGSHORE_CONFIG: '',
    LONGSHORE_SSH_CONFIG: join(home, '.ssh-config'),
    XDG_CONFIG_HOME: join(home, '.config'),
    DOCKER_CONFIG: join(home, '.docker'),
    TZ: 'UTC',
    LANG: 'en_US.UTF-8',
    LC_ALL: '',
    NO_COLOR: '',
  };
  const time = await takeTime(place, begin);
  const kept = parts.move();
  return {
    time,
    home,
    folder,
    env,
    exec: async (service, ...command) => (await remote.docker('exec', `shop-${service}-1`, ...command)).trim(),
    asHers: (text) => text.replaceAll(local.socket.path, usualSocket).replaceAll(sample, '/home/anna/shop').replaceAll(place, ''),
    forbidden: await forbiddenWords(place),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** With a writer that writes next to nothing: its counts would be other ones in each run. */
async function startStack(project: string, { dockerHost }: SecondDocker): Promise<void> {
  process.env['LONGSHORE_TEST_RATE'] = '0.0001';
  await up('sample', { project, dockerHost });
  // The sample's second database is named to be difficult.
  const rename = String.raw`alter database "my-app ""db"" ü" rename to billing`;
  await docker(['exec', `${project}-db-1`, 'psql', '-U', 'postgres', '-Xqc', rename], { dockerHost });
}

const sshConfig = ({ port, key, knownHosts }: Machine): string =>
  [
    `Host ${server}`,
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  IdentityFile ${key}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${knownHosts}`,
    '  GlobalKnownHostsFile /dev/null',
    '  HostKeyAlgorithms ssh-ed25519',
    '',
  ].join('\n');

const config = ({ socket }: SecondDocker): string =>
  JSON.stringify({
    version: 1,
    default: { host: 'prod' },
    hosts: { prod: { ssh: `ssh://anna@${server}` }, local: { socket: socket.path } },
    stacks: { shop: { environment: 'production' }, 'shop-dev': { environment: 'dev' } },
  });

async function forbiddenWords(place: string): Promise<World['forbidden']> {
  const compose = await readFile(join(sample, 'compose.yaml'), 'utf8');
  const cache = /cache-password (\S+)/.exec(compose)?.[1]?.replaceAll('$$', '$') ?? '';
  const database = (await readFile(join(sample, 'db-password.txt'), 'utf8')).trim();
  if (cache.length < 8 || database.length < 8) throw new Error('The passwords of the sample stack were not found.');
  const words: World['forbidden'] = [
    ['the password of the sample database', database],
    ['the password of the sample cache', cache],
    ['the name of this machine', hostname()],
    ['the folder of temporary files', tmpdir()],
    ['the folder of this run', place],
    ['the folder of the project', repository.replace(/\/$/, '')],
    ['the home folder of this machine', homedir()],
    ['a private key', 'PRIVATE KEY'],
    ['the hash of a password', 'SCRAM-SHA-256$'],
  ];
  // Any name of a machine may be in the story, too.
  const { username } = userInfo();
  const usual = ['root', 'anna', '/home/anna', 'localhost', 'shop'];
  return [...words, ['the user of this machine', username] as [string, string]].filter(([, text]) => !usual.includes(text));
}
