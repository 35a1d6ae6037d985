import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { extname, join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Api } from '../api/contract.ts';
import { AppError } from '../errors.ts';
import { openAudit } from './audit.ts';
import type { Message } from '../model/message.ts';
import { openControl } from './control.ts';
import { loadPage } from './page.ts';
import { recoverInterrupted } from './recovery.ts';
import { startServing } from './server.ts';

/** As on the command line. */
export interface ServeRequest {
  /** `127.0.0.1:8440`, `[::1]:8440`; port 0 takes a free one. */
  listen: string;
  /** Paths of files in PEM. */
  tls?: { cert: string; key: string };
  behindProxy: boolean;
  allowHosts: string[];
}

export interface Served extends AsyncDisposable {
  /** Where browsers find it. */
  readonly origin: string;
  /** SHA-256 of the certificate, for clients that pin it. */
  readonly fingerprint?: string;
}

/** What `npm run build:ui` makes; in the image it lies beside us. */
const builtPage = join(import.meta.dirname, extname(import.meta.url) === '.ts' ? '../../../out/serve' : 'page');

/**
 * Serves the screens and listens to `longshore serve link`, `sessions` and `revoke` until it is disposed. Meanwhile it recovers
 * interrupted jobs and tells of them. Rejects with a key of `usage.serve-`, before anything is listened to, when others than
 * this machine could come in unprotected or the request is wrong, with `not-found.page`, and as {@link openAudit},
 * {@link startServing} and {@link openControl} do: then it listens to nothing.
 */
export async function startServer(
  api: Api,
  request: ServeRequest,
  dataDir: string,
  tell: (lines: Message[]) => void,
  pageFolder = builtPage,
): Promise<Served> {
  const { address, port } = parseAddress(request.listen);
  const { behindProxy, allowHosts } = request;
  if (request.tls && behindProxy) throw new AppError('usage.serve-tls', {});
  if (!isLoopback(address) && !request.tls && !behindProxy) throw new AppError('usage.serve-open', { address: request.listen });
  if ((behindProxy || !isLoopback(address)) && allowHosts.length === 0) throw new AppError('usage.serve-host', {});
  const tls = request.tls && (await readCertificate(request.tls));
  const page = await loadPage(pageFolder);

  await using resources = new AsyncDisposableStack();
  const audit = resources.use(await openAudit(join(dataDir, 'serve', 'audit.jsonl')));
  const secure = tls !== undefined || behindProxy;
  const visitors = { hosts: allowHosts, secure };
  const serving = resources.use(await startServing(api, { address, port, ...(tls && { tls }), visitors, page, audit }));
  const scheme = secure ? 'https' : 'http';
  const [named] = allowHosts;
  const origin = `${scheme}://${named === undefined ? `localhost:${serving.port}` : withPort(named, behindProxy ? undefined : serving.port)}`;
  resources.use(await openControl(dataDir, serving.access, audit, origin));
  const stop = new AbortController();
  const recovering = recoverInterrupted(api, audit, tell, stop.signal);
  resources.defer(() => {
    stop.abort();
    return recovering;
  });
  const open = resources.move();
  return {
    origin,
    ...(tls && { fingerprint: new X509Certificate(tls.cert).fingerprint256 }),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

function parseAddress(text: string): { address: string; port: number } {
  const { address, port } = /^(?<address>[a-z0-9.-]+|\[[0-9a-f:.]+\]):(?<port>\d{1,5})$/i.exec(text)?.groups ?? {};
  if (address === undefined || Number(port) > 65_535) throw new AppError('usage.serve-address', { address: text });
  return { address: address.replaceAll(/^\[|\]$/g, ''), port: Number(port) };
}

const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));

const withPort = (host: string, port: number | undefined): string =>
  port === undefined || /:\d+$/.test(host) ? host : `${host}:${port}`;

async function readCertificate(files: { cert: string; key: string }): Promise<{ cert: string; key: string }> {
  const read = async (file: string): Promise<string> => {
    try {
      return await readFile(file, 'utf8');
    } catch (cause) {
      throw new AppError('usage.serve-certificate', { file, problem: (cause as Error).message }, { cause });
    }
  };
  const pair = { cert: await read(files.cert), key: await read(files.key) };
  try {
    createSecureContext(pair);
  } catch (cause) {
    throw new AppError('usage.serve-certificate', { file: files.cert, problem: (cause as Error).message }, { cause });
  }
  return pair;
}
