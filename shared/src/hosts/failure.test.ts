import { expect, test } from 'vitest';
import { AppError, abortion } from '../errors.ts';
import { connectionFailure, refusal } from './failure.ts';

const address = { type: 'socket', path: '/var/run/docker.sock' } as const;
const caused = (code: string, syscall?: string): Error => Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

test.each([
  ['ENOENT', 'connect', 'host-unreachable.no-engine', 'hint.start-docker'],
  ['ECONNREFUSED', 'connect', 'host-unreachable.no-engine', 'hint.start-docker'],
  ['EACCES', 'connect', 'denied.socket', 'hint.docker-group'],
  ['ENOTFOUND', 'getaddrinfo', 'host-unreachable.network', undefined],
  ['ETIMEDOUT', 'connect', 'host-unreachable.network', undefined],
  ['ECONNRESET', 'read', 'host-unreachable.cut', undefined],
  ['EPIPE', 'write', 'host-unreachable.cut', undefined],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'host-unreachable.tls-authority', 'hint.tls-authority'],
  ['SELF_SIGNED_CERT_IN_CHAIN', undefined, 'host-unreachable.tls-authority', 'hint.tls-authority'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'host-unreachable.tls-name', 'hint.tls-name'],
  ['CERT_HAS_EXPIRED', undefined, 'host-unreachable.tls-time', 'hint.tls-time'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', undefined, 'host-unreachable.tls-plain', 'hint.tls-plain'],
  ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', undefined, 'host-unreachable.tls', 'hint.docker-certificates'],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', undefined, 'denied.certificate', 'hint.docker-certificates'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', undefined, 'denied.certificate', 'hint.docker-certificates'],
])('%s at %s is %s', (code, syscall, key, hint) => {
  const failure = connectionFailure(caused(code, syscall), address);
  expect(failure.key).toBe(key);
  expect(failure.hint?.key).toBe(hint);
  expect(failure.params).toMatchObject({ address: 'unix:///var/run/docker.sock' });
});

test('an error that is ours stays what it is', () => {
  const ours = new AppError('corrupt.archive', { path: '/' });
  expect(connectionFailure(ours, address)).toBe(ours);
});

test.each([
  [403, 'denied.engine'],
  [404, 'not-found.on-engine'],
  [409, 'conflict.engine'],
  [500, 'tool-failed.engine'],
])('status %i is %s', (status, key) => {
  expect(refusal(status, 'why', address)).toMatchObject({ key, detail: 'why' });
});

test('an abort tells a deadline from a wish', () => {
  expect(abortion(AbortSignal.abort()).key).toBe('cancelled.by-user');
  const cause = new AppError('corrupt.archive', { path: '/' });
  expect(abortion(AbortSignal.abort(cause))).toBe(cause);
  expect(abortion(AbortSignal.abort(new DOMException('late', 'TimeoutError'))).key).toBe('timeout.deadline');
});
