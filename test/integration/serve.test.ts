import { stat } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { AccessRole } from '../../shared/src/api/answers.ts';
import { roles } from '../../shared/src/api/roles.ts';
import { type Api, type Method, type ParamsOf, contract, protocol, streams } from '../../shared/src/api/contract.ts';
import type { Plan } from '../../shared/src/model/plan.ts';
import { linkLasts } from '../../shared/src/serve/access.ts';
import { fakeApi, long } from '../conformance/apiFake.ts';
import { backupPlan } from '../support/answers.ts';
import { type TestServer, ask, closing, openServer, openSocket, operator, redeem, viewer } from '../support/serve.ts';

/** The known answers of the transports' suite, with plans; every call that reaches it is counted. */
function countedApi(): { api: Api; reached: [string, unknown][] } {
  const reached: [string, unknown][] = [];
  const plans = new Map<string, Plan>();
  const planned = (id: string, operation: Plan['operation']): Plan => ({ ...backupPlan, id, operation });
  for (const operation of ['backup', 'delete'] as const) plans.set(`of-${operation}`, planned(`of-${operation}`, operation));
  const answers: Partial<Api> = {
    plan: ({ operation }) => {
      const plan = planned(`mine-${operation}`, operation);
      plans.set(plan.id, plan);
      return Promise.resolve(plan);
    },
    planned: ({ id }) => Promise.resolve(plans.get(id) ?? backupPlan),
    run: () => Promise.resolve({ job: 'j-1' }),
  };
  const all = { ...fakeApi(), ...answers };
  const counted = Object.entries(all).map(([name, call]) => [
    name,
    (params: unknown, options: unknown) => {
      reached.push([name, params]);
      return (call as (params: unknown, options: unknown) => unknown)(params, options);
    },
  ]);
  return { api: Object.fromEntries(counted) as Api, reached };
}

let server: TestServer;
let reached: [string, unknown][];
beforeEach(async () => {
  const counted = countedApi();
  reached = counted.reached;
  server = await openServer(counted.api);
});
afterEach(() => server[Symbol.asyncDispose]());

const keyOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { key: string }) => error.key,
  );
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
const hello = { type: 'call', id: 1, method: 'hello', params: { protocol } };
/** Texts that come until the server closes, and the code that it closes with. */
async function hear(socket: WebSocket, ...texts: unknown[]): Promise<{ texts: string[]; code: number }> {
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  for (const text of texts) socket.send(typeof text === 'string' || Buffer.isBuffer(text) ? text : JSON.stringify(text));
  return { code: await closing(socket), texts: heard };
}

describe('who has no session', () => {
  test('gets the page, and nothing else', async () => {
    const { status, headers, body } = await ask(server.origin);
    expect([status, body]).toEqual([200, expect.stringContaining('Longshore')]);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['server']).toBeUndefined();
    for (const path of ['/api', '/nothing', '/session', '/audit.jsonl']) {
      const said = await ask(server.origin + path);
      expect([path, said.body]).toEqual([path, '']);
      expect(said.status).toBeGreaterThanOrEqual(404);
      expect(said.headers['content-security-policy']).toBe(headers['content-security-policy']);
    }
  });

  test('is cut off at the first word that is not the secret of one', async () => {
    for (const first of [hello, 'not JSON', '[]', {}, { type: 'enter' }, { type: 'enter', session: '' }, 'x'.repeat(201)]) {
      expect(await hear(await openSocket(server.origin), first)).toEqual({ code: 4400, texts: [] });
    }
    const binary = Buffer.from(JSON.stringify({ type: 'enter', session: await server.signIn() }));
    expect(await hear(await openSocket(server.origin), binary)).toEqual({ code: 4400, texts: [] });
  });

  test('is not let in by a wrong secret, a link, or a secret anywhere else than in the first message', async () => {
    const secret = await server.signIn();
    const { secret: link } = server.access.link(operator);
    for (const wrong of ['wrong', `${secret}x`, secret.slice(0, -1), secret.toLowerCase(), link]) {
      const { code, texts } = await hear(await openSocket(server.origin), { type: 'enter', session: wrong }, hello);
      expect([code, texts]).toEqual([4401, []]);
    }
    const elsewhere = { authorization: `Bearer ${secret}`, cookie: `session=${secret}` };
    const socket = await openSocket(server.origin, { path: `/api?session=${secret}`, headers: elsewhere });
    expect(await hear(socket, hello)).toEqual({ code: 4400, texts: [] });
    expect(reached).toEqual([]);
  });

  test('cannot hold many connections open', async () => {
    const sockets = await Promise.all(Array.from({ length: 64 }, () => openSocket(server.origin)));
    await expect(openSocket(server.origin)).rejects.toThrow('503');
    for (const socket of sockets) socket.terminate();
  });
});

describe('a link', () => {
  test('is redeemed once', async () => {
    const { secret } = server.access.link(operator);
    const [first, second] = await Promise.all([redeem(server.origin, secret), redeem(server.origin, secret)]);
    expect(new Set([first.status, second.status])).toEqual(new Set([200, 403]));
    expect((await redeem(server.origin, secret)).body).toContain('denied.link-spent');
  });

  test('is not redeemed too late', async () => {
    const { secret } = server.access.link(operator);
    server.pass(linkLasts);
    const { status, body } = await redeem(server.origin, secret);
    expect([status, body]).toEqual([403, expect.stringContaining('denied.link-spent')]);
  });

  test('is not redeemed by whoever only opens addresses, or posts from elsewhere', async () => {
    const { secret } = server.access.link(operator);
    const refused = [
      await ask(`${server.origin}/session?link=${secret}`),
      await ask(`${server.origin}/?link=${secret}#link=${secret}`),
      await redeem(server.origin, secret, { origin: 'http://evil.example' }),
      await redeem(server.origin, secret, { origin: 'null' }),
      await redeem(server.origin, secret, { 'content-type': 'text/plain' }),
      await redeem(server.origin, secret, { host: `evil.example:${server.port}` }),
      await ask(`${server.origin}/session`, { method: 'POST', body: JSON.stringify({ link: secret }) }),
      await ask(`${server.origin}/session`, {
        method: 'POST',
        headers: { origin: server.origin, 'content-type': 'application/json' },
        body: JSON.stringify({ link: secret, pad: 'x'.repeat(1000) }),
      }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([405, 200, 403, 403, 403, 421, 403, 413]);
    expect((await redeem(server.origin, secret)).status).toBe(200);
  });
});

describe('a session', () => {
  test('may what its role may', async () => {
    const { api } = await server.enter(await server.signIn());
    expect(await api.hello({ protocol })).toMatchObject({ role: 'operate' });
    const plan = await api.plan({ operation: 'backup', stack: 'shop' });
    expect(await api.planned({ id: plan.id })).toMatchObject({ id: plan.id });
    expect(await api.run({ plan: plan.id, confirm: true })).toEqual({ job: 'j-1' });
  });

  test('that is revoked ends at once, in the middle of what it watches', async () => {
    const { api, socket } = await server.enter(await server.signIn());
    const closed = closing(socket);
    const watching = keyOf(collect(api.events({ job: 'quiet' })));
    const waiting = keyOf(api.stacks({ host: 'slow' }));
    await api.repositories({});
    expect(server.access.revoke('anna')).toHaveLength(1);
    expect(await closed).toBe(4401);
    for (const ended of [await watching, await waiting]) expect(ended).toMatch(/^(host-unreachable|denied|cancelled)\./);
    // On this side nothing goes on for it.
    const other = await server.enter(await server.signIn());
    const seen = await other.api.hosts({});
    expect(seen.find(({ name }) => name === 'closed')?.address).toBe('1');
    expect(seen.find(({ name }) => name === 'aborted')?.address).toBe('2');
  });

  test('that has expired cannot be entered, nor used where it is open', async () => {
    const secret = await server.signIn();
    const { api, socket } = await server.enter(secret);
    const closed = closing(socket);
    server.pass(31 * 60_000);
    expect(await keyOf(api.hosts({}))).toMatch(/^(host-unreachable|denied)\./);
    expect(await closed).toBe(4401);
    expect(await hear(await openSocket(server.origin), { type: 'enter', session: secret })).toEqual({ code: 4401, texts: [] });
  });

  test('that reads nothing is cut, and goes on where it was', async () => {
    const secret = await server.signIn();
    const { api, socket } = await server.enter(secret);
    const closed = closing(socket);
    socket.pause();
    // What the system's own buffers take comes on top of what we hold for it.
    const streams = Array.from({ length: 24 }, () => keyOf(collect(api.events({ job: long.job }))));
    const resumed = (await server.enter(secret)).api;
    const cut = async (): Promise<boolean> =>
      (await resumed.hosts({})).some(({ name, address }) => name === 'closed' && Number(address) > 0);
    while (!(await cut())) await setTimeout(10);
    socket.resume();
    expect(await closed).toBe(1006);
    expect(new Set(await Promise.all(streams))).toEqual(new Set(['host-unreachable.engine-gone']));
    const events = await collect(resumed.events({ job: long.job, after: 290 }));
    expect(events.map(({ seq }) => seq)).toEqual([291, 292, 293, 294, 295, 296, 297, 298, 299, 300]);
  });

  test('has no end of tabs', async () => {
    const secret = await server.signIn();
    const first = await server.enter(secret);
    const closed = closing(first.socket);
    for (let at = 0; at < 16; at += 1) await server.enter(secret);
    expect(await closed).toBe(1006);
  });
});

describe('the role to look', () => {
  const writes = Object.entries(roles).filter(([name, role]) => role !== 'view' && name in contract);

  test('is refused every call that is more, and none of them reaches the engine', async () => {
    expect(writes.length).toBeGreaterThan(10);
    const { api } = await server.enter(await server.signIn(viewer));
    const before = reached.length;
    for (const [method] of writes) expect([method, await tryCall(api, method)]).toEqual([method, 'denied.role']);
    expect(reached.slice(before)).toEqual([]);
    expect((await server.audit()).filter(({ what }) => what === 'refused').map(({ method }) => method)).toEqual(
      writes.map(([method]) => method),
    );
  });

  test('may compare, but not have every row of a live service counted', async () => {
    const { api } = await server.enter(await server.signIn(viewer));
    expect(await keyOf(api.compare({ a: 'shop/latest', b: 'shop', exact: true }))).toBe('denied.role');
    expect(await keyOf(api.compare({ a: 'shop/latest', b: 'shop' }))).toBe('internal.bug');
    expect(reached.filter(([name]) => name === 'compare')).toHaveLength(1);
  });

  test('listens to nothing that is for those who administer, nor does who operates', async () => {
    for (const grant of [viewer, operator]) {
      const { api } = await server.enter(await server.signIn(grant));
      expect(await keyOf(collect(api.needs({})))).toBe('denied.role');
    }
    expect(reached.filter(([name]) => name === 'needs')).toEqual([]);
    const restricted = Object.entries(roles).filter(([name, role]) => role !== 'view' && name in streams);
    expect(restricted).toEqual([['needs', 'administer']]);
  });

  test('is told nothing of what is for those who operate', async () => {
    const [looking, operating] = await Promise.all(
      [viewer, operator].map(async (grant) => (await server.enter(await server.signIn(grant))).api),
    );
    expect(await collect((operating as Api).events({ job: 'short' }))).toHaveLength(3);
    expect(await collect((looking as Api).events({ job: 'short' }))).toEqual([]);
    const [detail, plain] = await Promise.all(
      [operating, looking].map((api) => (api as Api).stacks({}).catch((error: unknown) => (error as { detail?: string }).detail)),
    );
    expect([detail, plain]).toEqual(['ENOENT', undefined]);
  });

  test('cannot try for ever', async () => {
    const { api, socket } = await server.enter(await server.signIn(viewer));
    const closed = closing(socket);
    for (let at = 0; at < 100; at += 1) await keyOf(api.cancel({ job: 'j' }));
    expect(await closed).toBe(4401);
  });

  test('every call and every stream has a role', () => {
    expect(Object.keys(roles).sort()).toEqual([...Object.keys(contract), ...Object.keys(streams)].sort());
  });
});

describe('the role to operate', () => {
  test('administers nothing', async () => {
    const { api } = await server.enter(await server.signIn());
    const before = reached.length;
    for (const [method] of Object.entries(roles).filter(
      ([name, role]) => role === ('administer' satisfies AccessRole) && name in contract,
    )) {
      expect([method, await tryCall(api, method)]).toEqual([method, 'denied.role']);
    }
    const requests: ParamsOf<'plan'>[] = [
      { operation: 'delete', snapshots: ['shop/latest'] },
      { operation: 'import', folder: '/etc' },
    ];
    for (const request of requests) {
      expect([request.operation, await keyOf(api.plan(request))]).toEqual([request.operation, 'denied.role']);
    }
    expect(reached.slice(before)).toEqual([]);
  });

  test('runs no plan but its own: not one that was forged, guessed, or made by somebody else', async () => {
    const { api } = await server.enter(await server.signIn());
    const other = await server.enter(await server.signIn({ name: 'carl', role: 'operate' }));
    const { id } = await other.api.plan({ operation: 'backup', stack: 'shop' });
    for (const plan of [id, 'of-backup', 'of-delete', '', '../../config', 'a/../b', '\0', '__proto__', 'x'.repeat(10_000)]) {
      expect([plan, await keyOf(api.run({ plan, confirm: true }))]).toEqual([plan, 'not-found.plan']);
      expect([plan, await keyOf(api.planned({ id: plan }))]).toEqual([plan, 'not-found.plan']);
    }
    expect(reached.filter(([method]) => method === 'run')).toEqual([]);
  });
});

describe('the audit', () => {
  test('has a line before and one after each write, with who and how it went', async () => {
    const { api } = await server.enter(await server.signIn());
    await api.plan({ operation: 'backup', stack: 'shop' });
    await api.run({ plan: 'mine-backup', confirm: true });
    await keyOf(api.testHost({ calls: false }));
    await api.hosts({});
    const entries = (await server.audit()).map(({ what, name, method, outcome, result }) => [
      what,
      name,
      method,
      outcome,
      result,
    ]);
    expect(entries).toEqual([
      ['sign-in', 'anna', undefined, undefined, undefined],
      ['before', 'anna', 'plan', undefined, undefined],
      ['after', 'anna', 'plan', 'done', { plan: 'mine-backup', operation: 'backup' }],
      ['before', 'anna', 'run', undefined, undefined],
      ['after', 'anna', 'run', 'done', { job: 'j-1' }],
      ['before', 'anna', 'testHost', undefined, undefined],
      ['after', 'anna', 'testHost', 'internal', undefined],
    ]);
    expect((await stat(server.auditFile)).mode & 0o777).toBe(0o600);
  });

  test('that cannot be written stops the write, and the sign-in', async () => {
    let full = false;
    const audit = {
      write: () => (full ? Promise.reject(new Error('no space left on device')) : Promise.resolve()),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const counted = countedApi();
    await using other = await openServer(counted.api, { audit });
    const { api } = await other.enter(await other.signIn());
    full = true;
    expect(await keyOf(api.cancel({ job: 'j' }))).toBe('internal.bug');
    expect(counted.reached.map(([method]) => method)).toEqual(['hello']);
    expect((await redeem(other.origin, other.access.link(operator).secret)).status).toBe(500);
    expect(other.access.sessions()).toHaveLength(1);
  });
});

describe('whoever speaks oddly', () => {
  const foreign: [string, Record<string, string>][] = [
    ['a page of somebody else', { origin: 'http://evil.example' }],
    ['a page of another port', { origin: 'http://localhost:1' }],
    ['a page by TLS, where we have none', { origin: 'https://localhost' }],
    ['a page of nowhere', { origin: 'null' }],
    ['no page', { origin: '' }],
    ['another name that leads here', { host: 'evil.example', origin: 'http://evil.example' }],
    ['a name that begins like ours', { host: 'localhost.evil.example', origin: 'http://localhost.evil.example' }],
    ['a name that ends like ours', { host: 'evil-localhost', origin: 'http://evil-localhost' }],
    ['a name with somebody before it', { host: 'localhost@evil.example', origin: 'http://localhost@evil.example' }],
  ];

  test.each(foreign)('%s opens no connection', async (_, headers) => {
    await expect(openSocket(server.origin, { headers })).rejects.toThrow('403');
  });

  describe('another name that leads to this machine (DNS rebinding)', () => {
    test.each([
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      '0.0.0.0',
      '',
      'localhost:x',
      'localhost, evil.example',
    ])('a page by the name “%s” is not ours', async (host) => {
      const [head] = await raw(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      expect(head).toMatch(/^HTTP\/1\.1 421/);
    });
  });

  test.each(['localhost', '127.0.0.1', '[::1]', 'localhost:9000'])(
    'by the name “%s” it is, also through a tunnel',
    async (host) => {
      expect((await ask(server.origin, { headers: { host } })).status).toBe(200);
    },
  );

  describe('a path that leads out of the page', () => {
    test.each([
      '/../../../../etc/passwd',
      '/..%2f..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..\\..\\etc\\passwd',
      '//etc/passwd',
      '/index.html/../../package.json',
      '/index.html%00.js',
      '/__proto__',
      'http://evil.example/',
      '*',
    ])('the path %s leads nowhere', async (path) => {
      const [head, body] = await raw(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      expect(head).toMatch(/^HTTP\/1\.1 (?:404|400|421)/);
      expect(body).toBe('');
    });
  });

  const raw = async (text: string): Promise<string[]> => {
    const socket = connectTcp(server.port, '127.0.0.1');
    let said = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    // A server that has had enough resets the connection.
    socket.on('error', () => undefined);
    socket.write(text);
    await new Promise((resolve) => socket.once('close', resolve));
    return said.split('\r\n\r\n');
  };

  test('messages that are too long, broken, or none of ours end the connection, and only that one', async () => {
    const secret = await server.signIn();
    const steady = await server.enter(secret);
    const call = (params: unknown): object => ({ type: 'call', id: 2, method: 'hosts', params });
    const odd: [unknown, number][] = [
      [call({ pad: 'x'.repeat(256 * 1024) }), 1009],
      ['{', 1005],
      ['{"type":"call"}', 1005],
      ['null', 1005],
      [{ type: 'enter', session: secret }, 1005],
      [{ ...hello, id: 1.5 }, 1005],
    ];
    for (const [text, code] of odd) {
      const { socket } = await server.enter(secret);
      expect([text, (await hear(socket, text)).code]).toEqual([text, code]);
    }
    expect(await keyOf(steady.api.hosts({}))).toBe('done');
  });

  test('requests without an end are ended', async () => {
    const endless = [
      `GET / HTTP/1.1\r\nhost: localhost\r\n${'x: y\r\n'.repeat(20_000)}`,
      `POST /session HTTP/1.1\r\nhost: localhost\r\norigin: http://localhost\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n${'x'.repeat(100_000)}`,
    ];
    for (const text of endless) expect((await raw(text))[0] ?? '').toMatch(/^(?:$|HTTP\/1\.1 4)/);
    expect((await ask(server.origin)).status).toBe(200);
  });

  test('other methods are none', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH']) {
      const { status, headers } = await ask(server.origin, { method });
      expect([method, status]).toEqual([method, 405]);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

/** A call as a page could send it that was not made by us: with parameters that are valid. */
async function tryCall(api: Api, method: string): Promise<string> {
  const params: { [M in Method]?: ParamsOf<M> } = {
    testHost: { calls: false },
    addHost: { name: 'x', address: 'unix:///x' },
    removeHost: { host: 'x' },
    addRepository: { name: 'x', config: { type: 'folder', path: '/x' } },
    removeRepository: { name: 'x' },
    testRepository: {},
    forgetRepository: { repo: 'x' },
    pin: { snapshot: 'shop/latest', pinned: false },
    mark: { stack: 'shop', environment: 'dev' },
    plan: { operation: 'backup', stack: 'shop' },
    planned: { id: 'of-backup' },
    run: { plan: 'of-backup', confirm: true },
    cancel: { job: 'j' },
    answer: { id: 'n-1', secret: 'x' },
  };
  if (!(method in params)) throw new Error(`Give ${method} parameters, so that it can be tried.`);
  return keyOf(
    (api as unknown as Record<string, (params: unknown) => Promise<unknown>>)[method]?.(
      params[method as Method],
    ) as Promise<unknown>,
  );
}
