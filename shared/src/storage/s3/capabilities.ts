import {
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AppError } from '../../errors.ts';
import type { Finding } from '../../model/repository.ts';
import { message } from '../../text/message.ts';
import { failureOf } from './failure.ts';
import { listUnfinished } from './listing.ts';
import type { S3Storage } from './storage.ts';

/**
 * Resolves with what an endpoint and a bucket can do beyond what every storage must: in part as earlier puts through this storage
 * have shown, of which one must have been exclusive. Puts under keys of the storage, which must be one that is thrown away. A
 * refusal is an answer, too; rejects when none comes, but to the list of unfinished uploads, where that counts as one.
 */
export async function capabilitiesOf(storage: S3Storage, signal: AbortSignal): Promise<Finding[]> {
  const { requests } = storage;
  const Bucket = requests.location.bucket;
  /** Resolves with what the bucket says, or with the code of its refusal; rejects when no answer comes. */
  const ask = async <T>(question: (client: S3Client, abortSignal: AbortSignal) => Promise<T>): Promise<T | S3Refusal> => {
    try {
      return await requests.send({ action: 'GetObject' }, signal, question, (error) => failureOf(error).status !== undefined);
    } catch (error) {
      signal.throwIfAborted();
      if (AppError.is(error)) throw error;
      return { refused: failureOf(error).code };
    }
  };
  const damaged = await ask((client, abortSignal) =>
    client.send(new PutObjectCommand({ Bucket, Key: storage.keyOf('damaged'), Body: 'whole', ContentMD5: md5OfSomethingElse }), {
      abortSignal,
    }),
  );
  const versions = await ask((client, abortSignal) => client.send(new GetBucketVersioningCommand({ Bucket }), { abortSignal }));
  const lock = await ask((client, abortSignal) =>
    client.send(new GetObjectLockConfigurationCommand({ Bucket }), { abortSignal }),
  );
  return [
    storage.capabilities.exclusivePut
      ? { level: 'good', message: message('ability.exclusive', {}) }
      : { level: 'warning', message: message('ability.not-exclusive', {}), hint: message('hint.not-exclusive', {}) },
    'refused' in damaged
      ? { level: 'good', message: message('ability.digests', {}) }
      : { level: 'note', message: message('ability.no-digests', {}) },
    requests.checksums
      ? { level: 'good', message: message('ability.checksums', {}) }
      : { level: 'note', message: message('ability.no-checksums', {}) },
    (await canListUnfinished(storage, signal))
      ? { level: 'good', message: message('ability.unfinished', {}) }
      : { level: 'warning', message: message('ability.no-unfinished', {}), hint: message('hint.no-unfinished', {}) },
    ...('Status' in versions && versions.Status === 'Enabled'
      ? [{ level: 'note', message: message('ability.versions', {}), hint: message('hint.versions', {}) } as const]
      : []),
    ...('ObjectLockConfiguration' in lock && lock.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled'
      ? [{ level: 'note', message: message('ability.lock', {}), hint: message('hint.lock', {}) } as const]
      : []),
  ];
}

interface S3Refusal {
  refused: string;
}

const md5OfSomethingElse = Buffer.alloc(16).toString('base64');

async function canListUnfinished({ requests, keyOf }: S3Storage, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const _ of listUnfinished(requests, keyOf(''), signal)) break;
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (!AppError.is(error)) throw error;
    return false;
  }
}
