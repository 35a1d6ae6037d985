import { GetObjectCommand } from '@aws-sdk/client-s3';
import { Readable, addAbortSignal } from 'node:stream';
import { AppError } from '../../errors.ts';
import { explain, isBucketMissing, isPassing, statusOf } from './failure.ts';
import { nameOf } from './location.ts';
import { backOff } from './patience.ts';
import type { Requests } from './requests.ts';

export interface ByteRange {
  start: number;
  /** Exclusive. */
  end?: number;
}

/** An object that is being read. */
export interface Opened {
  body: Readable;
  /** Bytes that `body` gives. */
  bytes: number;
  /** Size of the whole object. */
  size: number;
  metadata: Record<string, string>;
}

/** `fullKey` is the key in the bucket, `key` what the caller calls it. */
export interface Source {
  requests: Requests;
  fullKey: string;
  key: string;
}

/**
 * Resolves with an object that is being read; undefined when there is none. A connection that breaks is taken up again where it
 * broke, as long as the object is still the same: otherwise the body errors with `storage-failed.bucket-changed`. The body ends
 * only after all of its bytes; a range that begins behind the end has none. Rejects, or the body errors, with
 * `storage-failed.bucket-range` when the endpoint gives another range.
 */
export async function openObject(source: Source, signal: AbortSignal, range?: ByteRange): Promise<Opened | undefined> {
  const answer = await request(source, signal, range);
  if (answer === 'absent') return undefined;
  if (answer === 'beyond') {
    // The refusal says nothing about the object.
    const whole = await request(source, signal, undefined);
    if (whole === 'absent' || whole === 'beyond') return undefined;
    whole.body.destroy();
    return { ...whole, body: Readable.from([]), bytes: 0 };
  }
  const stop = new AbortController();
  const all = readAll(source, answer, range?.start ?? 0, AbortSignal.any([signal, stop.signal]));
  const body = Readable.from(all, { objectMode: false, highWaterMark: 256 << 10 });
  body.once('close', () => {
    stop.abort();
    // A body that is let go of unread has not begun: the connection would stay taken.
    answer.body.destroy();
  });
  const { bytes, size, metadata } = answer;
  return { body: addAbortSignal(signal, body), bytes, size, metadata };
}

type Answer = Opened & { etag: string | undefined };

/**
 * Resolves with one answer; `absent`: there is no such object, `beyond`: the range begins behind the end. Rejects with
 * `storage-failed.bucket-range` when another range comes, `storage-failed.bucket-changed` when the object of that `etag` is gone.
 */
async function request(
  { requests, fullKey, key }: Source,
  signal: AbortSignal,
  range: ByteRange | undefined,
  etag?: string,
): Promise<Answer | 'absent' | 'beyond'> {
  const { location } = requests;
  const command = new GetObjectCommand({
    Bucket: location.bucket,
    Key: fullKey,
    ...(range && { Range: `bytes=${range.start}-${range.end === undefined ? '' : range.end - 1}` }),
    ...(etag !== undefined && { IfMatch: etag }),
  });
  const isMine = (error: unknown): boolean => {
    const status = statusOf(error);
    return (status === 404 && !isBucketMissing(error)) || status === 412 || status === 416;
  };
  try {
    const answer = await requests.send(
      { action: 'GetObject', key },
      signal,
      (client, abortSignal) => client.send(command, { abortSignal }),
      isMine,
    );
    const bytes = answer.ContentLength ?? 0;
    // The client types its bodies for every platform; in Node.js they are what `node:http` gives.
    const body = answer.Body as Readable;
    const given = range ? parseContentRange(answer.ContentRange) : { start: 0, size: bytes };
    if (!given || given.start !== (range?.start ?? 0) || (range?.end !== undefined && bytes > range.end - range.start)) {
      body.destroy();
      throw new AppError('storage-failed.bucket-range', { endpoint: location.endpoint ?? 'AWS', key });
    }
    return { body, bytes, size: given.size, metadata: answer.Metadata ?? {}, etag: answer.ETag };
  } catch (error) {
    if (AppError.is(error) || !isMine(error)) throw error;
    const status = statusOf(error);
    if (status === 416) return 'beyond';
    if (status === 404 && etag === undefined) return 'absent';
    throw new AppError('storage-failed.bucket-changed', { key, place: nameOf(location) }, { cause: error });
  }
}

function parseContentRange(header: string | undefined): { start: number; size: number } | undefined {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(header ?? '') ?? [];
  return start === undefined ? undefined : { start: Number(start), size: Number(size) };
}

async function* readAll(source: Source, first: Answer, from: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  const { requests, key } = source;
  let { body } = first;
  let position = 0;
  let failures = 0;
  let failing: number | undefined;
  for (;;) {
    try {
      for await (const chunk of addAbortSignal(signal, body) as AsyncIterable<Buffer>) {
        position += chunk.length;
        failures = 0;
        failing = undefined;
        yield chunk;
      }
      if (position >= first.bytes) return;
      throw Object.assign(new Error('the answer ended too early'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    } catch (error) {
      signal.throwIfAborted();
      failing ??= performance.now();
      const waited = performance.now() - failing;
      if (!isPassing(error) || waited > requests.patience.total) {
        throw explain(error, requests.location, { action: 'GetObject', key, seconds: waited / 1000 });
      }
      failures += 1;
      await backOff(failures, requests.patience, signal);
    }
    const next = await request(source, signal, { start: from + position, end: from + first.bytes }, first.etag);
    if (typeof next === 'string') {
      throw new AppError('storage-failed.bucket-changed', { key, place: nameOf(requests.location) });
    }
    ({ body } = next);
  }
}
