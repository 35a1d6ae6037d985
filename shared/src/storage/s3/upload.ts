import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import { type Budget, PartBuffers } from './buffers.ts';
import { failureOf, statusOf } from './failure.ts';
import { PartReader, mostParts, partSize } from './parts.ts';
import type { Requests } from './requests.ts';
import { Sample } from './sample.ts';

/** The metadata that says whose an object is: the answer to a request may be lost, and then only this tells what became of it. */
export const tokenName = 'longshore-put';

/** Clean-up must end, whatever the endpoint does. */
const cleanupTime = 30_000;

export interface Target {
  requests: Requests;
  budget: Budget;
  fullKey: string;
  key: string;
  token: string;
  /** Ask the endpoint not to replace what is there. */
  ifAbsent: boolean;
}

export interface Uploaded {
  bytes: number;
  sample: Sample;
  /** All of it where it was small enough to be sent at once. */
  whole?: Buffer;
  /**
   * Why the endpoint says that nothing was stored. An earlier attempt whose answer was lost may have succeeded all the same:
   * only the token of what is there now can tell.
   */
  doubt?: unknown;
}

/**
 * Stores a body of unknown length and resolves with what was sent, also when it is in `doubt` whether it was stored: at once when
 * it is shorter than one part, else in parts that are sent side by side while the next one is read. A part that fails is sent
 * again by itself; after any failure, and an abort, the parts that were sent are taken away if the endpoint lets us. Rejects as
 * the body fails, with `storage-failed.bucket-too-large`, and as {@link Requests.send} does.
 */
export async function upload(target: Target, body: Readable, signal: AbortSignal): Promise<Uploaded> {
  const reader = new PartReader(body);
  using buffers = new PartBuffers(target.budget);
  const first = buffers.take(partSize(1)) ?? Buffer.allocUnsafeSlow(partSize(1));
  const part = await reader.fill(first);
  signal.throwIfAborted();
  if (part.length === first.length) return await new Multipart(target, buffers, body, signal).run(reader, first);
  const sample = new Sample();
  sample.see(part, 0);
  const doubt = await putWhole(target, part, signal);
  return { bytes: part.length, sample, whole: part, ...doubt };
}

/**
 * Puts a body by one request. Resolves with the endpoint's refusal as `doubt` when it does not replace what is there, else without.
 * Rejects as {@link Requests.send} does.
 */
export async function putWhole(target: Target, content: Buffer, signal: AbortSignal): Promise<{ doubt?: unknown }> {
  const { requests, fullKey, key, token, ifAbsent } = target;
  const command = new PutObjectCommand({
    Bucket: requests.location.bucket,
    Key: fullKey,
    Body: content,
    ContentLength: content.length,
    Metadata: { [tokenName]: token },
    ...(ifAbsent && { IfNoneMatch: '*' }),
  });
  const isDoubt = (error: unknown): boolean => statusOf(error) === 412;
  return requests
    .send({ action: 'PutObject', key }, signal, (client, abortSignal) => client.send(command, { abortSignal }), isDoubt)
    .then(() => ({}), doubtOf(isDoubt));
}

const doubtOf =
  (isDoubt: (error: unknown) => boolean) =>
  (error: unknown): { doubt: unknown } => {
    if (!isDoubt(error)) throw error;
    return { doubt: error };
  };

class Multipart {
  readonly #target: Target;
  readonly #buffers: PartBuffers;
  readonly #body: Readable;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #sending = new Set<Promise<void>>();
  readonly #parts: CompletedPart[] = [];
  readonly #sample = new Sample();
  #failure: { error: unknown } | undefined;
  #bytes = 0;

  constructor(target: Target, buffers: PartBuffers, body: Readable, signal: AbortSignal) {
    this.#target = target;
    this.#buffers = buffers;
    this.#body = body;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
  }

  async run(reader: PartReader, first: Buffer): Promise<Uploaded> {
    const id = await this.#create();
    try {
      this.#start(id, 1, first, first);
      for (let number = 2; ; number += 1) {
        const buffer = await this.#buffer(partSize(number));
        const part = await reader.fill(buffer);
        this.#throwIfFailed();
        if (part.length === 0) break;
        if (number > mostParts) throw new AppError('storage-failed.bucket-too-large', { key: this.#target.key });
        this.#start(id, number, buffer, part);
        if (part.length < buffer.length) break;
      }
      await Promise.all(this.#sending);
      this.#throwIfFailed();
      const doubt = await this.#complete(id);
      if ('doubt' in doubt) await this.#abort(id);
      return { bytes: this.#bytes, sample: this.#sample, ...doubt };
    } catch (error) {
      const first = this.#failure?.error ?? error;
      this.#stop.abort();
      await Promise.all(this.#sending);
      await this.#abort(id);
      throw first;
    }
  }

  async #buffer(size: number): Promise<Buffer> {
    for (;;) {
      const buffer = this.#buffers.take(size);
      if (buffer) return buffer;
      await Promise.race(this.#sending);
      this.#throwIfFailed();
    }
  }

  #start(id: string, number: number, buffer: Buffer, part: Buffer): void {
    this.#sample.see(part, this.#bytes);
    this.#bytes += part.length;
    const sending = this.#send(id, number, part)
      .catch((error: unknown) => {
        this.#failure ??= { error };
        this.#stop.abort();
        // A reader of the body's next bytes would wait in vain.
        this.#body.destroy(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        this.#sending.delete(sending);
        this.#buffers.release(buffer);
      });
    this.#sending.add(sending);
  }

  async #send(id: string, number: number, part: Buffer): Promise<void> {
    const { requests, key } = this.#target;
    const command = new UploadPartCommand({
      ...this.#object(),
      UploadId: id,
      PartNumber: number,
      Body: part,
      ContentLength: part.length,
    });
    const answer = await requests.send({ action: 'PutObject', key }, this.#signal, (client, abortSignal) =>
      client.send(command, { abortSignal }),
    );
    const { ETag, ChecksumCRC32 } = answer;
    this.#parts.push({ PartNumber: number, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) });
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  async #create(): Promise<string> {
    const { requests, key, token } = this.#target;
    const command = new CreateMultipartUploadCommand({ ...this.#object(), Metadata: { [tokenName]: token } });
    const { UploadId: id } = await requests.send({ action: 'PutObject', key }, this.#signal, (client, abortSignal) =>
      client.send(command, { abortSignal }),
    );
    return id ?? '';
  }

  async #complete(id: string): Promise<{ doubt?: unknown }> {
    const { requests, key, ifAbsent } = this.#target;
    const command = new CompleteMultipartUploadCommand({
      ...this.#object(),
      UploadId: id,
      MultipartUpload: { Parts: this.#parts.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0)) },
      ...(ifAbsent && { IfNoneMatch: '*' }),
    });
    const isDoubt = (error: unknown): boolean => {
      const { code, status } = failureOf(error);
      return status === 412 || code === 'NoSuchUpload' || code === 'ConditionalRequestConflict';
    };
    return requests
      .send({ action: 'PutObject', key }, this.#signal, (client, abortSignal) => client.send(command, { abortSignal }), isDoubt)
      .then(() => ({}), doubtOf(isDoubt));
  }

  /** Takes away what was sent, within 30 seconds. Never rejects: what cannot be taken away now is found by `sweep`. */
  async #abort(id: string): Promise<void> {
    const { requests, key } = this.#target;
    const command = new AbortMultipartUploadCommand({ ...this.#object(), UploadId: id });
    const signal = AbortSignal.timeout(cleanupTime);
    await requests
      .send({ action: 'AbortMultipartUpload', key }, signal, (client, abortSignal) => client.send(command, { abortSignal }))
      .catch(() => undefined);
  }

  #object(): { Bucket: string; Key: string } {
    return { Bucket: this.#target.requests.location.bucket, Key: this.#target.fullKey };
  }
}
