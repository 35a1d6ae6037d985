import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { type RequestOptions, request as secureRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { Api } from '../../shared/src/api/contract.ts';
import { socketChannel } from '../../shared/src/api/channel.ts';
import { connect } from '../../shared/src/api/rpc.ts';
import { Access } from '../../shared/src/serve/access.ts';
import { type AuditEntry, openAudit } from '../../shared/src/serve/audit.ts';
import type { Grant } from '../../shared/src/serve/model.ts';
import { type ServeOptions, startServing } from '../../shared/src/serve/server.ts';

/** A server of the screens with an Api of the test's own, a page of one file, and a clock that can be set forward. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  readonly access: Access;
  readonly auditFile: string;
  /** Sets the clock forward, by milliseconds. */
  pass(time: number): void;
  audit(): Promise<AuditEntry[]>;
  /** The secret of a session, as the page gets it by a link. */
  signIn(grant?: Grant): Promise<string>;
  /** The Api as that session may use it. */
  enter(secret: string): Promise<{ api: Api; socket: WebSocket }>;
}

export const operator: Grant = { name: 'anna', role: 'operate' };
export const viewer: Grant = { name: 'ben', role: 'view' };

export async function openServer(api: Api, options: Partial<ServeOptions> = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-serve-'));
  const auditFile = join(folder, 'audit.jsonl');
  const audit = await openAudit(auditFile);
  let ahead = 0;
  const access = new Access(() => Date.now() + ahead);
  const page = { type: 'text/html; charset=utf-8', body: Buffer.from('<!doctype html><title>Longshore</title>'), tag: '"1"' };
  const serving = await startServing(api, {
    address: '127.0.0.1',
    port: 0,
    visitors: { hosts: [], secure: false },
    page: new Map([
      ['/', page],
      ['/index.html', page],
    ]),
    audit,
    access,
    ...options,
  });
  const origin = `http://localhost:${serving.port}`;
  return {
    port: serving.port,
    origin,
    access,
    auditFile,
    pass: (time) => void (ahead += time),
    audit: async () =>
      (await readFile(auditFile, 'utf8'))
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as AuditEntry),
    async signIn(grant = operator) {
      const { status, body } = await redeem(origin, access.link(grant).secret);
      if (status !== 200) throw new Error(`${status} ${body}`);
      return (JSON.parse(body) as { secret: string }).secret;
    },
    async enter(secret) {
      const socket = await openSocket(origin);
      const entered = once(socket, 'message');
      socket.send(JSON.stringify({ type: 'enter', session: secret }));
      await entered;
      return { api: await connect(socketChannel(socket)), socket };
    },
    async [Symbol.asyncDispose]() {
      await serving[Symbol.asyncDispose]();
      await audit[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

export interface Said {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request, with whatever headers: a browser would not let a test forge them. */
export function ask(url: string, options: RequestOptions & { body?: string } = {}): Promise<Said> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const asked = (url.startsWith('https:') ? secureRequest : request)(url, rest, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** What the button of the page does. */
export const redeem = (origin: string, link: string, headers: Record<string, string> = {}, ca?: string): Promise<Said> =>
  ask(`${origin}/session`, {
    ...(ca !== undefined && { ca }),
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ link }),
  });

/** A WebSocket that is open, and has said nothing yet. Rejects with the status that it was refused with. */
export async function openSocket(
  origin: string,
  { path = '/api', headers = {}, ca }: { path?: string; headers?: Record<string, string>; ca?: string } = {},
): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, {
    headers: { origin, ...headers },
    ...(ca !== undefined && { ca }),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_, { statusCode }) => reject(new Error(String(statusCode))));
    socket.once('error', reject);
  });
  return socket;
}

/** The code that the server closes it with. */
export async function closing(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}
