import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import { codeOf } from '../failure.ts';
import { type S3Location, nameOf } from './location.ts';

/** What was asked of the endpoint, as its permission is called: `s3:PutObject`. */
export type Action =
  | 'PutObject'
  | 'GetObject'
  | 'DeleteObject'
  | 'ListBucket'
  | 'AbortMultipartUpload'
  | 'ListBucketMultipartUploads';

export interface Asked {
  action: Action;
  /** Within the location; absent where the request is about the whole. */
  key?: string;
  /** For how long it was tried again and again. */
  seconds?: number;
}

/** What the client throws, as far as we look into it. */
export interface S3Failure {
  /** The endpoint's own word, `NoSuchBucket`, else the name of the error, `TimeoutError`. */
  code: string;
  status: number | undefined;
  text: string;
  headers: Record<string, string>;
}

/**
 * Returns what is known of an error, whatever was thrown: `status` is undefined when no answer came, the rest empty when it is
 * unknown.
 */
export function failureOf(error: unknown): S3Failure {
  const found = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: string;
    Code?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number; headers?: Record<string, string> };
  };
  return {
    code: found.Code ?? found.name ?? '',
    status: found.$metadata?.httpStatusCode ?? found.$response?.statusCode,
    text: found.message ?? String(error),
    headers: found.$response?.headers ?? {},
  };
}

/** Returns the HTTP status of the answer that an error stands for; undefined when no answer came. */
export const statusOf = (error: unknown): number | undefined => failureOf(error).status;

/** Answers that another attempt may not get: the endpoint is busy, or something broke on its side or on the way. */
const passingCodes = new Set([
  'SlowDown',
  'SlowDownWrite',
  'SlowDownRead',
  'RequestTimeout',
  'RequestLimitExceeded',
  'TooManyRequests',
  'Throttling',
  'ThrottlingException',
  'ServiceUnavailable',
  'InternalError',
  'OperationAborted',
  'ConditionalRequestConflict',
  'IncompleteBody',
  // The bytes were damaged on the way: they are still here.
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
]);
const passingStatuses = new Set([408, 429, 500, 502, 503, 504]);

const tlsCodes = /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** No answer came at all, or one that ended too early. */
const passingBreaks = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ERR_STREAM_PREMATURE_CLOSE',
  'HPE_INVALID_CONSTANT',
  'HPE_INVALID_EOF_STATE',
]);

/** Returns whether another attempt may succeed; false for an {@link AppError}. */
export function isPassing(error: unknown): boolean {
  if (AppError.is(error)) return false;
  const { code, status } = failureOf(error);
  if (passingCodes.has(code) || (status !== undefined && passingStatuses.has(status))) return true;
  return code === 'TimeoutError' || passingBreaks.has(codeOf(error));
}

/** Returns whether a 404 means the bucket, and not the key. */
export const isBucketMissing = (error: unknown): boolean => failureOf(error).code === 'NoSuchBucket';

/**
 * Returns what became of a request, in words: `denied`, `not-found.bucket`, `no-space.bucket`, `usage` or `storage-failed`. What
 * is an {@link AppError} already stays as it is.
 */
export function explain(error: unknown, location: S3Location, asked: Asked): AppError {
  if (AppError.is(error)) return error;
  const cause = { cause: error };
  const { bucket } = location;
  const place = nameOf(location);
  const endpoint = location.endpoint ?? 'AWS';
  const { code, status, text, headers } = failureOf(error);
  const action = `s3:${asked.action}`;
  const key = asked.key ?? '';

  switch (code) {
    case 'NoSuchBucket':
      return new AppError('not-found.bucket', { bucket, endpoint }, { ...cause, hint: message('hint.bucket-make', {}) });
    case 'InvalidAccessKeyId':
    case 'AuthorizationQueryParametersError':
      return new AppError('denied.bucket-key', { endpoint }, { ...cause, hint: message('hint.bucket-credentials', {}) });
    case 'SignatureDoesNotMatch':
      return new AppError('denied.bucket-secret', { endpoint }, { ...cause, hint: message('hint.bucket-secret', {}) });
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'TokenRefreshRequired':
    case 'InvalidToken':
      return new AppError('denied.bucket-token', { endpoint }, { ...cause, hint: message('hint.bucket-credentials', {}) });
    case 'CredentialsProviderError':
      return new AppError('denied.bucket-no-credentials', { place }, { ...cause, hint: message('hint.bucket-credentials', {}) });
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
      return new AppError('denied.bucket-clock', clockDifference(headers['date']), {
        ...cause,
        hint: message('hint.bucket-clock', {}),
      });
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return wrongRegion(error, location, headers);
    case 'QuotaExceeded':
    case 'XMinioStorageFull':
    case 'InsufficientCapacity':
      return new AppError('no-space.bucket', { place }, { ...cause, hint: message('hint.free-space', {}) });
    case 'InvalidBucketName':
      return new AppError('usage.bucket-name', { bucket }, cause);
    case 'TimeoutError':
      return new AppError(
        'storage-failed.bucket-silent',
        { endpoint, seconds: asked.seconds ?? 0 },
        { ...cause, hint: message('hint.bucket-again', {}) },
      );
  }
  if (text.includes('Region is missing')) return new AppError('usage.bucket-region-missing', { place }, cause);
  if (status === 301 || status === 307) return wrongRegion(error, location, headers);
  if (status === 507) return new AppError('no-space.bucket', { place }, { ...cause, hint: message('hint.free-space', {}) });
  if (status === 403 || status === 401 || code === 'AccessDenied' || code === 'AllAccessDisabled') {
    const locked = /object.?lock|retention|legal hold|worm/i.test(text);
    if (locked)
      return new AppError('denied.bucket-locked', { key, place }, { ...cause, hint: message('hint.bucket-locked', {}) });
    const hint = message('hint.bucket-permission', { action, place });
    return new AppError('denied.bucket-action', { action, place, key }, { ...cause, hint });
  }
  if (tlsCodes.test(codeOf(error))) {
    return new AppError('denied.bucket-tls', { endpoint, reason: text }, { ...cause, hint: message('hint.bucket-tls', {}) });
  }
  if (isPassing(error)) {
    const hint = { ...cause, hint: message('hint.bucket-again', {}) };
    const seconds = asked.seconds ?? 0;
    return status === undefined
      ? new AppError('storage-failed.bucket-unreachable', { endpoint, reason: text || codeOf(error), seconds }, hint)
      : new AppError('storage-failed.bucket-busy', { endpoint, answer: `${status} ${code}`, seconds }, hint);
  }
  if (status === undefined)
    return new AppError('storage-failed.bucket-unreachable', { endpoint, reason: text, seconds: 0 }, cause);
  return new AppError('storage-failed.bucket', { endpoint, action, key, answer: `${status} ${code}: ${text}` }, cause);
}

/**
 * Returns by how many minutes our clock differs from the endpoint's own, which each of its answers shows; empty when this one does
 * not.
 */
function clockDifference(date: string | undefined): { minutes?: number; ahead?: boolean } {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return {};
  const difference = Date.now() - theirs;
  return { minutes: Math.round(Math.abs(difference) / 60_000), ahead: difference > 0 };
}

function wrongRegion(error: unknown, location: S3Location, headers: Record<string, string>): AppError {
  const said = (error as { Region?: unknown }).Region;
  const region = typeof said === 'string' ? said : headers['x-amz-bucket-region'];
  const { bucket } = location;
  const params = { bucket, used: location.region ?? '', ...(region !== undefined && { region }) };
  const hint = message('hint.bucket-region', { region: region ?? 'REGION' });
  return new AppError('usage.bucket-region', params, { cause: error, hint });
}
