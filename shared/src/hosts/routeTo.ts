import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, type RequestOptions } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { AppError } from '../errors.ts';
import { message } from '../text/message.ts';
import type { HostAddress } from './host.ts';
import type { Route } from './route.ts';
import { Tunnel } from './ssh/tunnel.ts';

/**
 * Returns the way to a Docker Engine, and does not connect yet; TLS files are read now, once. Never throws: when one cannot be
 * read, or the file of a certificate holds none, its `options` reject with `usage.docker-certificate`.
 */
export function routeTo(address: HostAddress): Route {
  switch (address.type) {
    case 'socket':
      return fixed(Promise.resolve({ agent: new Agent(), socketPath: address.path }), false);
    case 'tcp': {
      const { host, port, tls } = address;
      if (!tls) return fixed(Promise.resolve({ agent: new Agent(), host, port }), false);
      return fixed(
        secureAgent(tls).then((agent) => ({ agent, host, port })),
        true,
      );
    }
    case 'ssh':
      return new Tunnel(address);
  }
}

function fixed(options: Promise<RequestOptions>, secure: boolean): Route {
  // Reported by the first call.
  options.catch(() => {});
  return {
    secure,
    options: () => options,
    renew: () => Promise.resolve(false),
    about: () => [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

type Tls = NonNullable<Extract<HostAddress, { type: 'tcp' }>['tls']>;

async function secureAgent(tls: Tls): Promise<SecureAgent> {
  const certificate = (bytes: Buffer): unknown => new X509Certificate(bytes);
  const [ca, cert, key] = await Promise.all([
    readTlsFile(tls.ca, certificate),
    readTlsFile(tls.cert, certificate),
    readTlsFile(tls.key, () => undefined),
  ]);
  return new SecureAgent({ rejectUnauthorized: tls.verify, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
}

/**
 * Resolves with the bytes of a file; undefined without a path. Rejects with `usage.docker-certificate` when it cannot be read, or
 * `parse` throws.
 */
async function readTlsFile(path: string | undefined, parse: (bytes: Buffer) => unknown): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    const bytes = await readFile(path);
    parse(bytes);
    return bytes;
  } catch (cause) {
    throw new AppError('usage.docker-certificate', { path }, { cause, hint: message('hint.docker-certificates', {}) });
  }
}
