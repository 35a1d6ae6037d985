import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AppError } from '../../errors.ts';
import { byCodePoint } from '../key.ts';
import type { StoredObject } from '../storage.ts';
import type { Requests } from './requests.ts';

/**
 * Returns a key from a list; empty when it has none. Keys travel in XML, which cannot hold every character: they are asked for in
 * the escapes of addresses. Throws `storage-failed.bucket-strange` for what cannot be unescaped.
 */
function decode({ location }: Requests, text: string | undefined): string {
  try {
    return decodeURIComponent((text ?? '').replaceAll('+', '%20'));
  } catch (cause) {
    throw new AppError('storage-failed.bucket-strange', { endpoint: location.endpoint ?? 'AWS' }, { cause });
  }
}

/**
 * Yields one page after the other, each sorted. Keys are those of the bucket. `shallow` gives folders as keys that end in `/`;
 * other keys that do are left out. Throws `storage-failed.bucket-strange` when the answer is no list, or has a key in it that
 * cannot be unescaped.
 */
export async function* listObjects(
  requests: Requests,
  prefix: string,
  signal: AbortSignal,
  shallow: boolean,
): AsyncGenerator<StoredObject[]> {
  let from: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: requests.location.bucket,
      Prefix: prefix,
      EncodingType: 'url',
      ...(shallow && { Delimiter: '/' }),
      ...(from !== undefined && { ContinuationToken: from }),
    });
    const page = await requests.send({ action: 'ListBucket' }, signal, (client, abortSignal) =>
      client.send(command, { abortSignal }),
    );
    assertListing(requests, page.IsTruncated ?? page.KeyCount ?? page.Name);
    const objects = (page.Contents ?? []).map(({ Key, Size, LastModified, ETag }) => ({
      key: decode(requests, Key),
      bytes: Size ?? 0,
      modified: LastModified ?? new Date(0),
      tag: ETag ?? '',
    }));
    const folders = (page.CommonPrefixes ?? []).map(({ Prefix }) => ({
      key: decode(requests, Prefix),
      bytes: 0,
      modified: new Date(0),
      tag: '',
    }));
    // Keys that end in `/` are the marks of folders that some programs make: no keys of ours.
    const keys = [...objects.filter(({ key }) => !key.endsWith('/')), ...folders];
    yield byCodePoint(keys, ({ key }) => key);
    if (page.IsTruncated) assertListing(requests, page.NextContinuationToken);
    from = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (from !== undefined);
}

/**
 * Throws `storage-failed.bucket-strange` when there is no sign of a list, or of where it goes on: the client takes any document for
 * a list with nothing in it.
 */
function assertListing({ location }: Requests, sign: unknown): void {
  if (sign === undefined) throw new AppError('storage-failed.bucket-strange', { endpoint: location.endpoint ?? 'AWS' });
}

/** An upload that was begun and not completed. */
export interface Unfinished {
  key: string;
  id: string;
  begun: Date;
}

/**
 * Yields the uploads below a prefix that were begun and not completed. Keys are those of the bucket. Throws
 * `storage-failed.bucket-strange` as {@link listObjects} does.
 */
export async function* listUnfinished(requests: Requests, prefix: string, signal: AbortSignal): AsyncGenerator<Unfinished> {
  let from: { KeyMarker: string | undefined; UploadIdMarker: string | undefined } | undefined;
  do {
    const command = new ListMultipartUploadsCommand({
      Bucket: requests.location.bucket,
      Prefix: prefix,
      EncodingType: 'url',
      ...from,
    });
    const page = await requests.send({ action: 'ListBucketMultipartUploads' }, signal, (client, abortSignal) =>
      client.send(command, { abortSignal }),
    );
    assertListing(requests, page.IsTruncated ?? page.MaxUploads ?? page.Bucket);
    for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
      yield { key: decode(requests, Key), id: UploadId ?? '', begun: Initiated ?? new Date(0) };
    if (page.IsTruncated) assertListing(requests, page.NextKeyMarker);
    from = page.IsTruncated
      ? { KeyMarker: decode(requests, page.NextKeyMarker), UploadIdMarker: page.NextUploadIdMarker }
      : undefined;
  } while (from);
}
