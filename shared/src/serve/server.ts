import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Api } from '../api/contract.ts';
import { type Channel, socketChannel } from '../api/channel.ts';
import { AppError, toErrorInfo } from '../errors.ts';
import { serve } from '../api/rpc.ts';
import { Access, type Session } from './access.ts';
import type { Audit } from './audit.ts';
import { guarded } from './guard.ts';
import { type PageFile, pageHeaders } from './page.ts';
import { type Visitors, isForUs, isFromUs } from './visitors.ts';
import { Entry, Redemption, closeCodes, paths } from './wire.ts';

export interface ServeOptions {
  /** The machine's own name or address that is listened on, and the port; 0 takes a free one. */
  address: string;
  port: number;
  /** As texts in PEM. Without it HTTP is spoken. */
  tls?: { cert: string; key: string };
  visitors: Visitors;
  page: Map<string, PageFile>;
  audit: Audit;
  access?: Access;
}

export interface Serving extends AsyncDisposable {
  readonly port: number;
  readonly access: Access;
}

/** Bytes that a client may send in one message; the longest that the screens send are lists of names. */
const longestMessage = 256 * 1024;
const longestSecret = 200;
/** Bytes that may wait for a client that does not read. It is cut, comes back, and goes on where it was. */
const mostUnsent = 1_000_000;
/** How long a connection may take to say whose it is, in milliseconds. */
const patience = 10_000;
/** Connections at a time, of one session and of clients without one. */
const mostSockets = 16;
const mostStrangers = 64;
const sweepEvery = 5000;

/**
 * Serves the page over HTTP to all, and the Api over a WebSocket to users that were given a link, until it is disposed. Rejects
 * with `usage.serve-listen` when it cannot listen there. Everything else that is asked for is refused without a word about what
 * is here.
 */
export async function startServing(api: Api, options: ServeOptions): Promise<Serving> {
  const { visitors, page, audit, tls, access = new Access() } = options;
  const entered = new Map<Session, Set<WebSocket>>();
  const strangers = new Set<WebSocket>();

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
    response.setHeader('cache-control', 'no-store');
    if (!isForUs(request, visitors)) return end(response, 421);
    const path = pathOf(request);
    if (path === paths.session) return void redeem(request, response).catch(() => end(response, 500));
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405);
    const file = page.get(path);
    if (!file) return end(response, 404);
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('etag', file.tag);
    if (request.headers['if-none-match'] === file.tag) return end(response, 304);
    response.writeHead(200, { 'content-type': file.type, 'content-length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };

  /**
   * Answers the redemption of a link with a session and its secret, with 403 and `denied.link-spent` for a link that is good no
   * more, with 500 and `storage-failed.audit` when it cannot be written down: then the link stays good. A wrong request gets a bare
   * status. By a button, never by opening an address: programs that look at links must not use them up.
   */
  const redeem = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') return end(response, 405);
    if (!isFromUs(request, visitors) || request.headers['content-type'] !== 'application/json') return end(response, 403);
    if (!(Number(request.headers['content-length']) <= longestSecret)) return end(response, 413);
    const asked = Redemption.safeParse(parseJson(await readBody(request)));
    if (!asked.success) return end(response, 400);
    try {
      const { secret, session, undo } = access.redeem(asked.data.link);
      try {
        await audit.write({ what: 'sign-in', ...session.grant, session: session.id });
      } catch (error) {
        undo();
        throw error;
      }
      session.ended.addEventListener('abort', () => {
        for (const socket of entered.get(session) ?? []) socket.close(closeCodes.ended);
        void audit.write({ what: 'ended', ...session.grant, session: session.id }).catch(() => undefined);
      });
      json(response, 200, { secret, ...session.summary });
    } catch (thrown) {
      // Whose link it is may be a user who only looks.
      const { detail: _, ...error } = toErrorInfo(thrown);
      json(response, error.code === 'denied' ? 403 : 500, { error });
    }
  };

  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage, perMessageDeflate: false });
  const upgrade = (request: IncomingMessage, connection: Duplex, head: Buffer): void => {
    connection.on('error', () => connection.destroy());
    const allowed = isForUs(request, visitors) && isFromUs(request, visitors) && pathOf(request) === paths.api;
    if (!allowed) return refuse(connection, '403 Forbidden');
    if (strangers.size >= mostStrangers) return refuse(connection, '503 Service Unavailable');
    sockets.handleUpgrade(request, connection, head, receive);
  };

  /** Lets a new socket in by its first message, which must say within ten seconds whose it is. Closes it otherwise. */
  const receive = (socket: WebSocket): void => {
    strangers.add(socket);
    const late = setTimeout(() => socket.close(closeCodes.refused), patience);
    const known = (): void => {
      clearTimeout(late);
      strangers.delete(socket);
    };
    socket.once('close', known);
    socket.on('error', () => socket.terminate());
    socket.once('message', (data, binary) => {
      known();
      const text = binary ? '' : textOf(data);
      const entry = Entry.safeParse(text.length > longestSecret ? undefined : parseJson(text));
      if (!entry.success) return socket.close(closeCodes.refused);
      try {
        enter(socket, access.enter(entry.data.session));
      } catch {
        socket.close(closeCodes.ended);
      }
    });
  };

  const enter = (socket: WebSocket, session: Session): void => {
    const own = entered.get(session) ?? new Set();
    entered.set(session, own.add(socket));
    const [oldest] = own;
    if (own.size > mostSockets) oldest?.terminate();
    socket.on('close', (code) => {
      own.delete(socket);
      if (code === closeCodes.left) session.end();
      if (own.size === 0) entered.delete(session);
    });
    // Reading counts: a user may watch a job for an hour.
    socket.on('message', () => access.touch(session));
    socket.send(JSON.stringify({ type: 'entered', ...session.summary }));
    serve(guarded(api, session, access, audit), impatient(socket));
  };

  const server: Server = tls ? createSecureServer(tls, answer) : createServer(answer);
  server.headersTimeout = patience;
  server.requestTimeout = patience;
  server.maxHeadersCount = 100;
  server.on('upgrade', upgrade);
  server.on('clientError', (_, connection) => connection.destroy());
  server.listen(options.port, options.address);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new AppError('usage.serve-listen', { address: `${options.address}:${options.port}`, problem }, { cause });
  }
  const sweeping = setInterval(() => access.sweep(), sweepEvery);

  return {
    port: (server.address() as AddressInfo).port,
    access,
    async [Symbol.asyncDispose]() {
      clearInterval(sweeping);
      for (const socket of [...strangers, ...[...entered.values()].flatMap((all) => [...all])]) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Returns a channel over a socket whose other end has to keep up: it is cut when more than 1,000,000 bytes wait for it. */
function impatient(socket: WebSocket): Channel {
  const channel = socketChannel(socket);
  return {
    ...channel,
    send(text) {
      if (socket.bufferedAmount > mostUnsent) socket.terminate();
      else channel.send(text);
    },
  };
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/';

function end(response: ServerResponse, status: number): void {
  // What was sent with it is not waited for.
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status, status === 304 ? {} : { 'content-length': 0 }).end();
}

function json(response: ServerResponse, status: number, content: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}

function refuse(connection: Duplex, status: string): void {
  connection.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  return body;
}

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
