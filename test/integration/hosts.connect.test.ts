import { spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect as connectSocket, createServer as createPlainServer, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { connect } from '../../shared/src/hosts/connect.ts';
import { connectDocker } from '../../shared/src/hosts/docker.ts';
import type { HostAddress } from '../../shared/src/hosts/host.ts';
import { type Authority, createAuthority } from '../support/certificates.ts';
import { localAddress, localHost, startContainer } from '../support/docker.ts';
import { startProxy } from '../support/proxy.ts';

const ctx = plainContext({ job: `test-${randomUUID()}` });
let authority: Authority;
let stranger: Authority;
beforeAll(async () => {
  [authority, stranger] = await Promise.all([createAuthority(), createAuthority()]);
});
afterAll(async () => {
  await authority[Symbol.asyncDispose]();
  await stranger[Symbol.asyncDispose]();
});

/** Docker of this machine behind TLS that asks for a client's certificate, as dockerd does with --tlsverify. */
async function secureEngine(shown = authority.server): Promise<AsyncDisposable & { port: number }> {
  const [ca, cert, key] = await Promise.all([authority.ca, shown.cert, shown.key].map((path) => readFile(path)));
  const options = {
    requestCert: true,
    rejectUnauthorized: true,
    allowHalfOpen: true,
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  };
  const server = createServer(options, (client) => {
    const upstream = connectSocket({ path: '/var/run/docker.sock', allowHalfOpen: true });
    void Promise.allSettled([pipeline(client, upstream), pipeline(upstream, client)]);
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}

/** Docker of this machine on a port without TLS. */
async function plainEngine(): Promise<AsyncDisposable & { port: number }> {
  const server = createPlainServer((client) => {
    const upstream = connectSocket({ path: '/var/run/docker.sock' });
    void Promise.allSettled([pipeline(client, upstream), pipeline(upstream, client)]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}

const secure = (port: number, tls: object): HostAddress => ({
  type: 'tcp',
  host: 'localhost',
  port,
  tls: { verify: true, ...tls },
});

test('a local engine answers', async () => {
  await using host = await connect('local', localAddress);
  expect(host).toMatchObject({ name: 'local', address: localAddress });
  expect((await host.info(ctx)).id).not.toBe('');
});

test('TLS: commands, bytes and half-closed input as over the socket', async () => {
  await using engine = await secureEngine();
  await using host = await connect('secure', secure(engine.port, { ca: authority.ca, ...authority.client }));
  expect((await host.info(ctx)).id).toBe((await localHost().info(ctx)).id);
  await using container = await startContainer({ image: 'longshore-test/valkey:8', entrypoint: ['sleep', 'infinity'] });
  const data = randomBytes(20_000_000);
  const chunks = Array.from({ length: 20 }, (_, i) => data.subarray(i * 1_000_000, (i + 1) * 1_000_000));
  const said = await text(host.exec(container.id, ['sha256sum'], ctx, { stdin: Readable.from(chunks) }));
  const want = createHash('sha256').update(data).digest('hex');
  expect(said.slice(0, 64)).toBe(want);
  const found = createHash('sha256');
  for await (const chunk of host.exec(container.id, ['cat'], ctx, { stdin: Readable.from(chunks) }))
    found.update(chunk as Buffer);
  expect(found.digest('hex')).toBe(want);
  await expect(text(host.exec(container.id, ['sh', '-c', 'exit 3'], ctx))).rejects.toMatchObject({ params: { exitCode: 3 } });
});

test('TLS that is wrong is told apart: unknown authority, another name, expired, no TLS at all, a missing file', async () => {
  await using engine = await secureEngine();
  const attempt = (tls: object): Promise<unknown> => connect('secure', secure(engine.port, tls));
  await expect(attempt({ ca: stranger.ca, ...authority.client })).rejects.toMatchObject({
    key: 'host-unreachable.tls-authority',
    hint: { key: 'hint.tls-authority' },
  });
  await using old = await secureEngine(authority.expired.server);
  await expect(connect('old', secure(old.port, { ca: authority.ca, ...authority.client }))).rejects.toMatchObject({
    key: 'host-unreachable.tls-time',
    hint: { key: 'hint.tls-time' },
  });
  const byNumber: HostAddress = {
    type: 'tcp',
    host: '127.0.0.1',
    port: engine.port,
    tls: { ca: authority.ca, ...authority.client, verify: true },
  };
  await expect(connect('secure', byNumber)).rejects.toMatchObject({
    key: 'host-unreachable.tls-name',
    params: { names: ['localhost'] },
    hint: { key: 'hint.tls-name' },
  });
  await using bare = await plainEngine();
  await expect(connect('plain', secure(bare.port, { ca: authority.ca, ...authority.client }))).rejects.toMatchObject({
    key: 'host-unreachable.tls-plain',
  });
  const plain: HostAddress = { type: 'tcp', host: 'localhost', port: engine.port };
  await expect(connect('plain', plain)).rejects.toMatchObject({ code: 'host-unreachable' });
  await expect(attempt({ ca: '/no/such/ca.pem' })).rejects.toMatchObject({ key: 'usage.docker-certificate' });
  const careless: HostAddress = {
    type: 'tcp',
    host: '127.0.0.1',
    port: engine.port,
    tls: { ...authority.client, verify: false },
  };
  expect((await (await connect('careless', careless)).info(ctx)).id).not.toBe('');
});

test('a client that the engine does not know is denied', async () => {
  // As dockerd does, and Node's own servers do not, it says why it ends the connection.
  const { cert, key } = authority.server;
  const options = ['-Verify', '1', '-verify_return_error', '-CAfile', authority.ca, '-cert', cert, '-key', key];
  const server = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', ...options]);
  try {
    let said = '';
    for await (const chunk of server.stdout) {
      said += String(chunk);
      if (/ACCEPT \S+:\d+\n/.test(said)) break;
    }
    const port = Number(/ACCEPT \S+:(\d+)/.exec(said)?.[1]);
    for (const client of [stranger.client, authority.expired.client, {}]) {
      await expect(connect('secure', secure(port, { ca: authority.ca, ...client }))).rejects.toMatchObject({
        key: 'denied.certificate',
        hint: { key: 'hint.docker-certificates' },
      });
    }
  } finally {
    server.kill();
  }
});

test('no engine: the socket is missing, nobody listens, the name is unknown', async () => {
  await expect(connect('none', { type: 'socket', path: '/no/such/docker.sock' })).rejects.toMatchObject({
    key: 'host-unreachable.no-engine',
    hint: { key: 'hint.start-docker' },
  });
  const server = createPlainServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  await expect(connect('none', { type: 'tcp', host: '127.0.0.1', port })).rejects.toMatchObject({
    key: 'host-unreachable.no-engine',
  });
  await expect(connect('none', { type: 'tcp', host: 'no-such-host.invalid', port: 2375 })).rejects.toMatchObject({
    key: 'host-unreachable.network',
  });
});

test('a user who may not use the socket is told of the group that may', async () => {
  // Only root can become another user for a moment, which is what the tests run as.
  process.seteuid?.('nobody');
  try {
    await expect(localHost().info(ctx)).rejects.toMatchObject({ key: 'denied.socket', hint: { key: 'hint.docker-group' } });
  } finally {
    process.seteuid?.(0);
  }
  await expect(localHost().info(ctx)).resolves.toBeDefined();
});

test('what answers is no Docker Engine', async () => {
  const server = createPlainServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(connect('other', { type: 'tcp', host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'host-unreachable' });
  server.close();
});

test('a connection that was lost is made anew by the next call', async () => {
  await using proxy = await startProxy();
  await using host = await connect('proxy', proxy.address);
  await proxy.lose();
  await expect(host.info(ctx)).rejects.toMatchObject({ code: 'host-unreachable' });
  await proxy.restore();
  expect((await host.info(ctx)).id).not.toBe('');
});

test('an aborted question is cancelled', async () => {
  const silent = createPlainServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const stop = new AbortController();
  const { port } = silent.address() as AddressInfo;
  const asked = connectDocker('silent', { type: 'tcp', host: '127.0.0.1', port }).info(plainContext({ signal: stop.signal }));
  stop.abort();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  silent.close();
});
