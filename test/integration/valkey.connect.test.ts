import { expect, describe, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { connect, recognise } from '../../shared/src/drivers/valkey/connect.ts';
import { isPassing } from '../../shared/src/drivers/valkey/session.ts';
import { AppError } from '../../shared/src/errors.ts';
import { valkey } from '../../shared/src/drivers/valkey/driver.ts';
import type { ServerTarget } from '../../shared/src/drivers/oneContainer.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { targetIn } from '../support/target.ts';
import { createNetwork, logsOf, startContainer, waitFor, type StartOptions } from '../support/docker.ts';
import { host, short, startServer } from './valkey.support.ts';

const ctx = plainContext();
const secret = `it's a "secret" \\ with  $signs and ü`;
/** As it has to be written between double quotes in a configuration file. */
const written = secret.replace(/["\\]/g, '\\$&');

/** The server is up when a client that knows the secret can log in. */
async function inContainer<T>(options: Partial<StartOptions>, work: (target: ServerTarget) => Promise<T>): Promise<T> {
  await using container = await startContainer({ image: 'longshore-test/valkey:8', network: 'none', ...options });
  await waitFor(async () => (await logsOf(container.id)).includes('Ready to accept connections'));
  return await work(targetIn(host, container.container, 'valkey'));
}

/** What a server does after it was given files. */
const withFiles = (files: Record<string, string>, start: string): string[] => [
  'sh',
  '-c',
  `${Object.entries(files)
    .map(([path, content]) => `printf '%s\\n' '${content.replaceAll("'", `'\\''`)}' > ${path}`)
    .join('\n')}\nexec ${start}`,
];

const ping = async (target: ServerTarget): Promise<string[]> => {
  await using session = await connect(target, ctx);
  return await session.command('PING');
};

describe('the password is found', () => {
  const simple = `it's a secret  with $signs and ü`;
  test.each<[string, Partial<StartOptions>]>([
    ['among the arguments', { command: ['valkey-server', '--requirepass', simple] }],
    [
      'in the variable that a shell fills in',
      { command: ['sh', '-c', 'exec valkey-server --requirepass "$CACHE_SECRET"'], env: { CACHE_SECRET: simple } },
    ],
    [
      'in a well-known variable',
      {
        command: ['sh', '-c', 'exec valkey-server --requirepass "$(printenv VALKEY_PASSWORD)"'],
        env: { VALKEY_PASSWORD: simple },
      },
    ],
    [
      'in a file that a variable names',
      {
        command: withFiles({ '/tmp/secret': simple }, 'valkey-server --requirepass "$(cat /tmp/secret)"'),
        env: { REDIS_PASSWORD_FILE: '/tmp/secret' },
      },
    ],
    [
      'in a configuration file',
      { command: withFiles({ '/tmp/my.conf': `requirepass "${written}"` }, 'valkey-server /tmp/my.conf') },
    ],
    [
      'as that of the default user',
      { command: withFiles({ '/tmp/my.conf': 'user default on >secret ~* &* +@all' }, 'valkey-server /tmp/my.conf') },
    ],
    [
      'in a file of users',
      {
        command: withFiles(
          { '/tmp/users.acl': 'user default on >secret ~* &* +@all', '/tmp/my.conf': 'aclfile /tmp/users.acl' },
          'valkey-server /tmp/my.conf',
        ),
      },
    ],
  ])('%s', async (_where, options) => {
    await inContainer(options, async (target) => expect(await ping(target)).toEqual(['PONG']));
  });

  test('by asking for it, when nothing tells; a wrong one is refused', async () => {
    await using server = await startServer();
    await server.session.command('CONFIG', 'SET', 'requirepass', secret);
    const refused = { key: 'denied.valkey-password', hint: { key: 'hint.valkey-password' } };
    await expect(ping(server.target)).rejects.toMatchObject(refused);
    await expect(ping({ ...server.target, password: 'wrong' })).rejects.toMatchObject(refused);
    await expect(valkey.inspect({ ...server.target, password: '' }, ctx)).rejects.toMatchObject(refused);
    expect(await ping({ ...server.target, password: secret })).toEqual(['PONG']);
  });

  test('and shows nowhere: not among the arguments of processes, not in errors', async () => {
    await using server = await startServer();
    await server.session.command('CONFIG', 'SET', 'requirepass', secret);
    const target = { ...server.target, password: secret };
    await using session = await connect(target, ctx);
    const listing = await text(
      host.exec(server.id, ['sh', '-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null; true'], ctx, { user: '0' }),
    );
    expect(listing).toContain('valkey-cli');
    expect(listing).not.toContain('secret');
    const failure: unknown = await session.command('NO SUCH COMMAND', secret).catch((error: unknown) => error);
    expect(failure).toMatchObject({ key: 'unsupported.valkey-command' });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });
});

describe('where it listens', () => {
  test.each([
    ['another port', ['--port', '7000']],
    ['its socket only', ['--port', '0', '--unixsocket', '/tmp/valkey.sock']],
  ])('%s', async (_where, options) => {
    await inContainer({ command: ['valkey-server', ...options] }, async (target) => expect(await ping(target)).toEqual(['PONG']));
  });

  test('an encrypted port only, with its own certificates', async () => {
    const make = `openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=cache -keyout /tmp/key.pem -out /tmp/cert.pem 2>/dev/null && chmod 644 /tmp/key.pem`;
    const options =
      '--port 0 --tls-port 6390 --tls-cert-file /tmp/cert.pem --tls-key-file /tmp/key.pem --tls-ca-cert-file /tmp/cert.pem';
    const command = ['sh', '-c', `${make} && exec valkey-server ${options}`];
    await inContainer({ command }, async (target) => expect(await ping(target)).toEqual(['PONG']));
  });
});

test('waits while the server loads its data', async () => {
  await using server = await startServer();
  await server.session.command('EVAL', "for i = 1, 2000 do redis.call('SET', i, i) end", '0');
  await server.session.command('SAVE');
  const config = ['sh', '-c', 'exec valkey-server --key-load-delay 2000 --loading-process-events-interval-bytes 1024'];
  await using slow = await startContainer({
    image: 'longshore-test/valkey:8',
    network: 'none',
    volumesFrom: [server.id],
    command: config,
  });
  await waitFor(async () => (await logsOf(slow.id)).includes('Loading RDB'));
  await using session = await connect(targetIn(host, slow.container, 'valkey'), ctx);
  expect(await session.command('DBSIZE')).toEqual(['2000']);
});

test('clients are told by where they come from', async () => {
  await using network = await createNetwork(`longshore-test-${short()}`);
  const project = { 'com.docker.compose.project': short() };
  await using server = await startServer({ network: network.name, networkAliases: ['cache'], labels: project });
  const client = (labels: Record<string, string>) =>
    startContainer({
      image: 'longshore-test/valkey:8',
      network: network.name,
      labels,
      command: ['sh', '-c', '(echo PING; sleep 1000) | valkey-cli -h cache'],
    });
  await using own = await client(project);
  await using stranger = await client({});
  await waitFor(async () => (await server.session.text('CLIENT', 'LIST')).trim().split('\n').length === 3);
  expect(own.container.labels).toMatchObject(project);
  expect((await valkey.inspect(server.target, ctx)).clients).toEqual(Object.values(stranger.container.networks));
});

test('a server that a start script hides answers where such servers usually do', async () => {
  const hidden = ['-c', 'name=valkey; exec $name-server'];
  await inContainer({ entrypoint: ['sh'], command: hidden }, async (target) => {
    expect(valkey.find([target.container], [])).toEqual([]);
    expect(valkey.find([target.container], [{ name: target.container.name, kind: 'valkey' }])).toHaveLength(1);
    expect(await ping(target)).toEqual(['PONG']);
  });
});

test('a client that is not there, a server that is not there', async () => {
  await inContainer({ command: ['sh', '-c', 'mv /usr/bin/valkey-cli /tmp; exec valkey-server'] }, async (target) => {
    await expect(ping(target)).rejects.toMatchObject({ code: 'tool-missing' });
  });
  await using idle = await startContainer({
    image: 'longshore-test/valkey:8',
    network: 'none',
    entrypoint: ['sleep', '1000'],
  });
  await expect(recognise(targetIn(host, idle.container, 'valkey'), ctx)).rejects.toMatchObject({ key: 'stale-plan.not-valkey' });
  // One that has just been started may not listen yet.
  const refused = await connect(targetIn(host, idle.container, 'valkey'), ctx).catch((error: unknown) => error);
  expect(AppError.is(refused) && isPassing(refused)).toBe(true);
  const container = { ...idle.container, command: ['valkey-server'] };
  await expect(connect(targetIn(host, container, 'valkey'), ctx)).rejects.toMatchObject({ key: 'tool-failed.valkey-connection' });
});
