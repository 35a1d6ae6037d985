import { AppError } from '../errors.ts';
import { message } from '../text/message.ts';
import type { HostAddress } from './host.ts';

/**
 * Returns an address as people write it, and as {@link parseAddress} reads it, but for what it leaves out: secrets, TLS, and
 * the files that it names.
 */
export function addressText(address: HostAddress): string {
  switch (address.type) {
    case 'socket':
      return address.path.startsWith('//./pipe/') ? `npipe://${address.path}` : `unix://${address.path}`;
    case 'tcp':
      return `tcp://${bracketed(address.host)}:${address.port}`;
    case 'ssh': {
      const { user, host, port, path = '' } = address;
      return `ssh://${user ? `${user}@` : ''}${bracketed(host)}${port ? `:${port}` : ''}${path}`;
    }
  }
}

/**
 * Returns the address in what `DOCKER_HOST` may hold: `unix:///path`, `npipe:////./pipe/name`, `tcp://host:port` or `http://`
 * (2375 without a port), `https://host:port` (2376), `ssh://user@host:port/path/of/the/socket`, or a bare `/path` or `host:port`.
 * User and path count for ssh alone. Throws `usage.docker-address` for anything else, and for a password: those belong in no
 * address.
 */
export function parseAddress(text: string): HostAddress {
  const [, scheme = '', rest = ''] = /^(?:(\w+):\/\/)?(.*)$/s.exec(text.trim()) ?? [];
  if (scheme === 'unix' || scheme === 'npipe' || (scheme === '' && rest.startsWith('/'))) {
    if (rest === '') throw invalid(text);
    return { type: 'socket', path: rest };
  }
  const url = URL.parse(`tcp://${rest}`);
  if (!url || url.hostname === '' || url.password !== '') throw invalid(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? undefined : Number(url.port);
  const user = url.username === '' ? undefined : decoded(url.username, text);
  switch (scheme) {
    case 'ssh': {
      const path = url.pathname === '/' ? '' : url.pathname;
      if (!plainName.test(host) || !plainName.test(user ?? 'x') || !plainPath.test(path)) throw invalid(text);
      return {
        type: 'ssh',
        host,
        ...(port !== undefined && { port }),
        ...(user !== undefined && { user }),
        ...(path !== '' && { path }),
      };
    }
    case 'https':
      return { type: 'tcp', host, port: port ?? 2376, tls: { verify: true } };
    case 'tcp':
    case 'http':
    case '':
      return { type: 'tcp', host, port: port ?? 2375 };
    default:
      throw invalid(text);
  }
}

/** The ssh program would take a name that begins with a dash for an option, and gives names to shells of the user's configuration. */
const plainName = /^[\w:][\w.:@+-]*$/;
/** Nothing that the ssh program reads as more than a path. */
const plainPath = /^(\/[\w.@+,=-]+)*$/;

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function decoded(user: string, text: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    throw invalid(text);
  }
}

/** Returns `usage.docker-address` for a text. What lies before its last `@` is not repeated: a password may be in it. */
const invalid = (text: string): AppError =>
  new AppError(
    'usage.docker-address',
    { address: text.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1***@') },
    { hint: message('hint.docker-address', {}) },
  );
