import { AbortMultipartUploadCommand, DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { Readable, addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import { codeOf } from '../failure.ts';
import { assertKey, assertPrefix } from '../key.ts';
import type { Storage, StoredObject } from '../storage.ts';
import { Budget } from './buffers.ts';
import { type ByteRange, openObject } from './download.ts';
import { fetchCommands } from './byHand.ts';
import { explain, statusOf } from './failure.ts';
import { listObjects, listUnfinished } from './listing.ts';
import { type S3Location, nameOf } from './location.ts';
import { type Patience, usualPatience } from './patience.ts';
import { Requests } from './requests.ts';
import { type Target, type Uploaded, putWhole, tokenName, upload } from './upload.ts';

/** What a key may have in a bucket. */
const longestKey = 1024;

/** Where the endpoint does not keep two writers apart: every writer that saw the key absent has written after this time. */
const settlingTime = 1500;

/**
 * Returns a storage in a prefix of a bucket at AWS or at anything that speaks its protocol. Nothing is asked of the endpoint before
 * it is needed.
 */
export function s3Storage(location: S3Location, patience: Partial<Patience> = {}): S3Storage {
  return new S3Storage(location, { ...usualPatience, ...patience });
}

export class S3Storage implements Storage {
  readonly name: string;
  readonly requests: Requests;
  readonly #prefix: string;
  readonly #budget = new Budget();
  /** Whether a put that must not replace is refused where it would; learnt from the first one. */
  #keepsApart: boolean | undefined;

  constructor(location: S3Location, patience: Patience) {
    this.name = nameOf(location);
    this.requests = new Requests(location, patience);
    this.#prefix = location.prefix === undefined ? '' : `${location.prefix}/`;
  }

  get capabilities(): { exclusivePut: boolean } {
    return { exclusivePut: this.#keepsApart ?? false };
  }

  async put(key: string, body: Readable, signal: AbortSignal, options: { exclusive?: boolean } = {}): Promise<number> {
    try {
      const fullKey = this.#locate(key);
      signal.throwIfAborted();
      addAbortSignal(signal, body);
      const exclusive = options.exclusive ?? false;
      if (exclusive && (await this.head(key, signal))) throw new AppError('conflict.exists', { key });
      const target: Target = {
        requests: this.requests,
        budget: this.#budget,
        fullKey,
        key,
        token: randomUUID(),
        ifAbsent: exclusive && this.#keepsApart !== false,
      };
      const uploaded = await upload(target, body, signal);
      if (exclusive) await this.#learn(target, uploaded, signal);
      await this.#readBack(target, uploaded, exclusive, signal);
      return uploaded.bytes;
    } catch (error) {
      if (codeOf(error) === 'ERR_STREAM_PREMATURE_CLOSE') {
        throw new AppError('storage-failed.cut', { path: key }, { cause: error });
      }
      throw error;
    } finally {
      body.destroy();
    }
  }

  /**
   * Learns from the first put of one request whether the endpoint heeds the wish not to replace: the same content is put there
   * once more, which must be refused. Where it is not, or it is not known yet, two writers are kept apart by time: both wait
   * until both have written, and the last one has won.
   */
  async #learn(target: Target, { whole, doubt }: Uploaded, signal: AbortSignal): Promise<void> {
    if (this.#keepsApart === undefined && whole && doubt === undefined) {
      this.#keepsApart = (await putWhole(target, whole, signal)).doubt !== undefined;
    }
    if (this.#keepsApart !== true) await sleep(settlingTime, undefined, { signal });
  }

  /**
   * Checks what the endpoint has now: whose it is, how large, and whether a random piece of it is what was sent. Resolves when that
   * is ours and whole; also when another put of this key ended after ours, unless `exclusive`. Rejects:
   *
   * - with `corrupt.bucket-stored` when ours is damaged, and removes it as far as it can; also when it is gone, or what is there is
   *   damaged and does not say whose it is, and then removes nothing;
   * - with `conflict.exists` when `exclusive`, and something is there that is not known to be ours;
   * - with {@link explain} of the doubt when ours was perhaps not stored, and nothing of it is there;
   * - as {@link openObject} does, and as its body errors.
   */
  async #readBack(target: Target, uploaded: Uploaded, exclusive: boolean, signal: AbortSignal): Promise<void> {
    const { key } = target;
    const { bytes, sample, doubt } = uploaded;
    const range = { start: sample.start, end: sample.start + sample.bytes.length };
    const isWhole = sample.bytes.length === bytes;
    const found = await openObject({ ...target }, signal, isWhole ? undefined : range);
    const content = found ? await buffer(found.body) : undefined;
    const same = found?.size === bytes && content?.equals(sample.bytes) === true;
    const token = found?.metadata[tokenName];
    const damaged = (cause?: unknown): AppError => new AppError('corrupt.bucket-stored', { key, place: this.name }, { cause });
    // An endpoint that does not keep metadata leaves only the bytes.
    if (token === target.token || (token === undefined && same)) {
      if (same) return;
      const undeleted = await this.delete(key, signal).then(
        () => undefined,
        (error: unknown) => error,
      );
      throw damaged(undeleted);
    }
    if (found && exclusive) throw new AppError('conflict.exists', { key }, { cause: doubt });
    if (doubt !== undefined) throw explain(doubt, this.requests.location, { action: 'PutObject', key });
    if (token === undefined) throw damaged();
    // Another put of this key has ended after ours.
  }

  async get(key: string, signal: AbortSignal, range?: ByteRange): Promise<Readable> {
    const fullKey = this.#locate(key);
    signal.throwIfAborted();
    const source = { requests: this.requests, fullKey, key };
    // A range of no bytes cannot be asked for; whether the key is there must be found out all the same.
    const isEmpty = range?.end !== undefined && range.end <= range.start;
    const asked = isEmpty ? { start: 0, end: 1 } : range?.start === 0 && range.end === undefined ? undefined : range;
    const opened = await openObject(source, signal, asked);
    if (!opened) throw new AppError('not-found.object', { key, storage: this.name });
    if (!isEmpty) return opened.body;
    opened.body.destroy();
    return Readable.from([]);
  }

  async head(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.requests.location.bucket, Key: this.#locate(key) });
    signal.throwIfAborted();
    const isAbsent = (error: unknown): boolean => statusOf(error) === 404;
    try {
      const found = await this.requests.send(
        { action: 'GetObject', key },
        signal,
        (client, abortSignal) => client.send(command, { abortSignal }),
        isAbsent,
      );
      const { ContentLength: bytes = 0, LastModified: modified = new Date(0), ETag: tag = '' } = found;
      return { key, bytes, modified, tag };
    } catch (error) {
      if (AppError.is(error) || !isAbsent(error)) throw error;
      // An answer to HEAD has no body: only that to GET tells whether the bucket is absent.
      const opened = await openObject({ requests: this.requests, fullKey: this.#locate(key), key }, signal, { start: 0, end: 1 });
      opened?.body.destroy();
      return undefined;
    }
  }

  async *list(prefix: string, signal: AbortSignal, options: { shallow?: boolean } = {}): AsyncGenerator<StoredObject> {
    assertPrefix(prefix);
    signal.throwIfAborted();
    for await (const page of listObjects(this.requests, this.keyOf(prefix), signal, options.shallow ?? false)) {
      for (const object of page) yield { ...object, key: object.key.slice(this.#prefix.length) };
    }
  }

  async delete(key: string, signal: AbortSignal): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.requests.location.bucket, Key: this.#locate(key) });
    signal.throwIfAborted();
    await this.requests.send({ action: 'DeleteObject', key }, signal, (client, abortSignal) =>
      client.send(command, { abortSignal }),
    );
  }

  /**
   * Ends uploads whose process died. Resolves as well when that is `denied`, for wrong credentials too, or the endpoint refuses
   * otherwise, as when it does not know this: its own rules must do it then.
   */
  async sweep(prefix: string, signal: AbortSignal, before?: Date): Promise<void> {
    assertPrefix(prefix);
    signal.throwIfAborted();
    const { requests } = this;
    try {
      for await (const { key, id, begun } of listUnfinished(requests, this.keyOf(prefix), signal)) {
        if (!key.startsWith(this.keyOf(prefix)) || (before && begun >= before)) continue;
        const command = new AbortMultipartUploadCommand({ Bucket: requests.location.bucket, Key: key, UploadId: id });
        const asked = { action: 'AbortMultipartUpload', key: key.slice(this.#prefix.length) } as const;
        await requests
          .send(asked, signal, (client, abortSignal) => client.send(command, { abortSignal }), isGone)
          .catch((error: unknown) => {
            if (!isGone(error)) throw error;
          });
      }
    } catch (error) {
      if (!(AppError.is(error, 'denied') || (AppError.is(error) && error.key === 'storage-failed.bucket'))) throw error;
    }
  }

  byHand(prefix: string): string[] {
    return fetchCommands(this.requests.location, this.keyOf(prefix));
  }

  free(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.requests[Symbol.dispose]();
  }

  /** Returns the key in the bucket of a key or a prefix of ours. */
  readonly keyOf = (key: string): string => this.#prefix + key;

  #locate(key: string): string {
    assertKey(key);
    const full = this.keyOf(key);
    if (Buffer.byteLength(full) > longestKey) throw new AppError('storage-failed.key', { key });
    return full;
  }
}

/** Returns whether an error says that the upload is gone: another process has ended or completed it. */
const isGone = (error: unknown): boolean => statusOf(error) === 404;
