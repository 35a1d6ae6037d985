import { readFile } from 'node:fs/promises';
import { Agent, type RequestOptions } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { AppError } from '../errors.ts';
import { message } from '../text/message.ts';
import type { HostAddress } from './host.ts';
import type { Route } from './route.ts';
import { Tunnel } from './ssh/tunnel.ts';

/**
 * Returns the way to a Docker Engine, and opens nothing yet. Never throws: for a TLS file that cannot be read, its `options` reject
 * with `usage.docker-certificate`.
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
  const [ca, cert, key] = await Promise.all([readCertificate(tls.ca), readCertificate(tls.cert), readCertificate(tls.key)]);
  return new SecureAgent({ rejectUnauthorized: tls.verify, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
}

async function readCertificate(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AppError('usage.docker-certificate', { path }, { cause, hint: message('hint.docker-certificates', {}) });
  }
}
