import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Refusal {
  status: number;
  type: string;
  body: string;
}

/** As HAProxy says it. */
const forbidden: Refusal = {
  status: 403,
  type: 'text/html',
  body: '<html><body><h1>403 Forbidden</h1></body></html>\n',
};

/** As Docker says it when its disk is full. */
export const diskFull: Refusal = {
  status: 500,
  type: 'application/json',
  body: '{"message":"write /longshore/ledger: no space left on device"}\n',
};

/** A relay in front of a Docker Engine's socket that lets only some calls through, as people do who hand the socket to others. */
export async function startSocketProxy(
  allows: (method: string, path: string) => boolean,
  refusal: Refusal = forbidden,
): Promise<AsyncDisposable & { path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-filter-'));
  const path = join(folder, 'docker.sock');
  const engine = '/var/run/docker.sock';
  const server = createServer((asked, answer) => {
    const { method = '', url = '', headers } = asked;
    if (!allows(method, url)) {
      asked.resume();
      answer.writeHead(refusal.status, { 'content-type': refusal.type }).end(refusal.body);
      return;
    }
    // A connection of its own for each: one that Docker is about to close must not be used again.
    const forwarded = request({ socketPath: engine, agent: false, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      // Of a stream of events, nothing else may come for long.
      answer.flushHeaders();
      response.pipe(answer);
    });
    forwarded.on('error', () => answer.destroy());
    answer.on('close', () => forwarded.destroy());
    if (headers['content-length'] === undefined) asked.pipe(forwarded);
    // In one piece with its head: Docker may answer that it does not know the name, and close, before it has read more.
    else void buffer(asked).then((body) => forwarded.end(body));
  });
  server.on('upgrade', (asked, client, head) => {
    const { method = '', url = '', rawHeaders } = asked;
    if (!allows(method, url)) {
      client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const upstream = connect(engine);
    const lines = Array.from(
      { length: rawHeaders.length / 2 },
      (_, at) => `${rawHeaders[2 * at]}: ${rawHeaders[2 * at + 1]}\r\n`,
    );
    upstream.write(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
    upstream.write(head);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      socket.on('error', () => {
        client.destroy();
        upstream.destroy();
      });
    }
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    path,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
