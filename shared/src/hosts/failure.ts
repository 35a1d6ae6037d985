import { readFileSync, statSync } from 'node:fs';
import { AppError } from '../errors.ts';
import { message } from '../text/message.ts';
import { addressText } from './address.ts';
import type { HostAddress } from './host.ts';

const absent = new Set(['ENOENT', 'ECONNREFUSED']);
const forbidden = new Set(['EACCES', 'EPERM']);
const unreachable = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT']);
const certificate = /^(ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/;

const unknownAuthority = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_SIGNATURE)/;

/** Returns the names in the certificate of the peer that answered; one `?` where it shows none. */
function namesOf(cause: unknown): string[] {
  const { cert } = cause as { cert?: { subjectaltname?: string; subject?: { CN?: string | string[] } } };
  const alternatives = cert?.subjectaltname?.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
  return alternatives ?? [cert?.subject?.CN ?? '?'].flat();
}

/**
 * How a request got lost on its way to a socket in the file system, so that nothing can have come of it: no process listened, or
 * the one that did was gone before all of it was read, which alone is what the kernel calls a reset of such a socket.
 */
export type Loss = 'unheard' | 'dropped';

/**
 * Returns how a request to a socket in the file system got lost, from the error that it ended with; undefined for any other error.
 * Proves nothing of a request over TCP: something may have come of it before the reset.
 */
export function lossOf(cause: unknown): Loss | undefined {
  const { code = '', syscall = '' } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
  if (syscall === 'connect' && absent.has(code)) return 'unheard';
  return `${syscall} ${code}` === 'read ECONNRESET' || `${syscall} ${code}` === 'write EPIPE' ? 'dropped' : undefined;
}

/**
 * Returns what went wrong with the connection: `host-unreachable`, or `denied` when we may not use the socket or Docker refuses
 * our certificate; `host-unreachable.cut` when the cause is unknown. Errors that already are ours pass through.
 */
export function connectionFailure(cause: unknown, target: HostAddress): AppError {
  if (AppError.is(cause)) return cause;
  const address = addressText(target);
  const { code = '', message: reason = '', syscall = '' } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
  // The local end of a tunnel that was lost in this moment.
  if (syscall === 'connect' && absent.has(code) && target.type === 'ssh') {
    return new AppError('host-unreachable.cut', { address }, { cause });
  }
  if (syscall === 'connect' && absent.has(code)) {
    return new AppError('host-unreachable.no-engine', { address }, { cause, hint: message('hint.start-docker', {}) });
  }
  if (syscall === 'connect' && forbidden.has(code)) {
    return new AppError('denied.socket', { address }, { cause, hint: message('hint.docker-group', { group: groupOf(target) }) });
  }
  if (unreachable.has(code)) return new AppError('host-unreachable.network', { address, reason: code }, { cause });
  if (/ALERT_(BAD_CERTIFICATE|CERTIFICATE|UNKNOWN_CA)|CERTIFICATE_REQUIRED/.test(code)) {
    return new AppError('denied.certificate', { address }, { cause, hint: message('hint.docker-certificates', {}) });
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new AppError(
      'host-unreachable.tls-name',
      { address, names: namesOf(cause) },
      { cause, hint: message('hint.tls-name', {}) },
    );
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return new AppError('host-unreachable.tls-time', { address }, { cause, hint: message('hint.tls-time', {}) });
  }
  if (unknownAuthority.test(code)) {
    return new AppError('host-unreachable.tls-authority', { address }, { cause, hint: message('hint.tls-authority', {}) });
  }
  if (/wrong.version.number|packet.length.too.long/i.test(`${code} ${reason}`)) {
    return new AppError('host-unreachable.tls-plain', { address }, { cause, hint: message('hint.tls-plain', {}) });
  }
  if (certificate.test(code)) {
    return new AppError(
      'host-unreachable.tls',
      { address, reason: code },
      { cause, hint: message('hint.docker-certificates', {}), detail: reason },
    );
  }
  return new AppError('host-unreachable.cut', { address }, { cause, detail: reason });
}

/**
 * Returns the group that may use the socket, by its number where it has no name; Docker's usual one when the system does not tell.
 */
function groupOf(target: HostAddress): string {
  const usual = 'docker';
  if (target.type !== 'socket') return usual;
  try {
    const { gid } = statSync(target.path);
    const lines = readFileSync('/etc/group', 'utf8').split('\n');
    return lines.map((line) => line.split(':')).find((fields) => fields[2] === String(gid))?.[0] ?? String(gid);
  } catch {
    return usual;
  }
}

/**
 * Returns Docker's answer with an error as one of ours: `denied.engine` for 401 and 403, `not-found.on-engine` for 404,
 * `conflict.engine` for 409, else `tool-failed.engine`.
 */
export function refusal(status: number, detail: string, target: HostAddress): AppError {
  const address = addressText(target);
  switch (status) {
    case 401:
    case 403:
      return new AppError('denied.engine', { address }, { detail });
    case 404:
      return new AppError('not-found.on-engine', { address }, { detail });
    case 409:
      return new AppError('conflict.engine', { address }, { detail });
    default:
      return new AppError('tool-failed.engine', { address, status }, { detail });
  }
}
