import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** A request as it came, for rules and for counting. */
export interface SeenRequest {
  method: string;
  /** Path without the bucket, decoded. */
  key: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
}

/** What becomes of a request. */
export type Fault =
  /** The endpoint answers this, and nothing is done. */
  | { answer: number; code: string; headers?: Record<string, string>; body?: string }
  /** The connection breaks when so many bytes of the request have come; the endpoint gets none of them. */
  | { cutRequest: number }
  /** Everything is done, and the connection breaks before the answer. */
  | 'lose-answer'
  /** The connection breaks when so many bytes of the answer's body have gone. */
  | { cutAnswer: number }
  /** The answer's body has one changed bit. */
  | 'damage-answer'
  /** The answer says that it is another range than the one that was asked for. */
  | 'other-range'
  /** Nothing comes, and nothing ends. */
  | 'silence'
  /** The answer is this, whatever it was; everything is done. */
  | { replace: number; code: string };

export type Rule = (request: SeenRequest) => Fault | undefined;

/** Stands between us and a real S3 server, which still checks every signature: the name that it was called by goes along. */
export interface S3Proxy extends AsyncDisposable {
  readonly endpoint: string;
  readonly seen: SeenRequest[];
  /** Which requests fail from now on, and how */
  rule: Rule;
  /** Breaks all present connections. */
  cutAll(): void;
}

export interface S3ProxyOptions {
  tls?: { cert: string; key: string };
  /** As an endpoint that does not heed conditions: what the server refuses for one is put by this client without it. */
  unconditional?: S3Client;
}

export async function startS3Proxy(upstream: string, options: S3ProxyOptions = {}): Promise<S3Proxy> {
  const seen: SeenRequest[] = [];
  let rule: Rule = () => undefined;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://proxy');
    const [, , ...rest] = url.pathname.split('/');
    const found: SeenRequest = {
      method: request.method ?? '',
      key: decodeURIComponent(rest.join('/')),
      query: url.searchParams,
      headers: request.headers,
    };
    seen.push(found);
    const fault = rule(found);
    if (fault === undefined && options.unconditional && request.headers['if-none-match'] !== undefined) {
      return putAnyway(options.unconditional, request, response);
    }
    if (fault === undefined) return send(upstream, request, response);
    if (fault === 'silence') return void request.resume();
    if (typeof fault === 'object' && 'cutRequest' in fault) return cutRequest(request, fault.cutRequest);
    if (typeof fault === 'object' && 'answer' in fault) return answer(request, response, fault.answer, fault);
    await send(upstream, request, response, fault);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    // A client that is cut off on purpose is no failure of the proxy.
    handle(request, response).catch(() => socket.destroy());
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    seen,
    get rule() {
      return rule;
    },
    set rule(next) {
      rule = next;
    },
    cutAll: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function send(upstream: string, request: IncomingMessage, response: ServerResponse, fault?: Fault): Promise<void> {
  const target = new URL(upstream);
  const forwarded = httpRequest({
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: request.url,
    headers: request.headers,
  });
  const [[answered]] = (await Promise.all([once(forwarded, 'response'), pipeline(request, forwarded)])) as [
    [IncomingMessage],
    void,
  ];
  if (fault === 'lose-answer') {
    await answered.resume().toArray();
    request.socket.destroy();
    return;
  }
  if (typeof fault === 'object' && 'replace' in fault) {
    await answered.toArray();
    return answer(request, response, fault.replace, fault);
  }
  const ranged = fault === 'other-range' && { 'content-range': `bytes 0-4/${answered.headers['content-length']}` };
  response.writeHead(answered.statusCode ?? 500, { ...answered.headers, ...ranged });
  if (fault === undefined || fault === 'other-range') return pipeline(answered, response);
  let left = typeof fault === 'object' && 'cutAnswer' in fault ? fault.cutAnswer : 0;
  let first = true;
  for await (const chunk of answered as AsyncIterable<Buffer>) {
    if (fault === 'damage-answer') {
      if (first) chunk.writeUInt8(chunk.readUInt8(0) ^ 1, 0);
      first = false;
      response.write(chunk);
      continue;
    }
    const part = chunk.subarray(0, left);
    // What was written has to leave before the connection goes.
    await new Promise((resolve) => response.write(part, resolve));
    left -= part.length;
    if (left > 0) continue;
    request.socket.destroy();
    return;
  }
  response.end();
}

/** The signature names the condition, so that the request itself cannot go on without it. */
async function putAnyway(client: S3Client, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, Bucket = '', ...key] = new URL(request.url ?? '/', 'http://proxy').pathname.split('/').map(decodeURIComponent);
  const Body = Buffer.concat((await request.toArray()) as Buffer[]);
  const token = String(request.headers['x-amz-meta-longshore-put']);
  const { ETag } = await client.send(
    new PutObjectCommand({ Bucket, Key: key.join('/'), Body, Metadata: { 'longshore-put': token } }),
  );
  response.writeHead(200, { etag: ETag ?? '', 'content-length': 0 });
  response.end();
}

async function cutRequest(request: IncomingMessage, after: number): Promise<void> {
  const { socket } = request;
  let bytes = 0;
  if (after > 0) {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes >= after) break;
    }
  }
  socket.destroy();
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  { code, headers, body }: { code: string; headers?: Record<string, string>; body?: string },
): Promise<void> {
  await request.resume().toArray();
  const text = body ?? `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  response.end(request.method === 'HEAD' ? undefined : text);
}
