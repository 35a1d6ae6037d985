import type { S3Client } from '@aws-sdk/client-s3';
import { AppError } from '../../errors.ts';
import { makeClient } from './client.ts';
import { type Asked, explain, failureOf, isPassing, statusOf } from './failure.ts';
import type { S3Location } from './location.ts';
import { type Patience, backOff } from './patience.ts';

/** Makes one attempt, and resolves with the client's answer. It must not outlive its signal. */
export type Attempt<T> = (client: S3Client, signal: AbortSignal) => Promise<T>;

/** The way to an endpoint: what fails for a passing reason is tried again, everything else becomes an error in words. */
export class Requests implements Disposable {
  readonly location: S3Location;
  readonly patience: Patience;
  #client: Promise<S3Client> | undefined;
  #answered = false;
  #checksums: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED' = 'WHEN_SUPPORTED';

  constructor(location: S3Location, patience: Patience) {
    this.location = location;
    this.patience = patience;
  }

  /**
   * Resolves with the result of the attempt that succeeds. Rejects with {@link explain} of a failure that is for good or outlasts
   * our patience, with the signal's reason, and with the error as it is where `knows` says that the caller wants to see it itself.
   */
  async send<T>(asked: Asked, signal: AbortSignal, attempt: Attempt<T>, knows?: (error: unknown) => boolean): Promise<T> {
    const begun = performance.now();
    for (let nth = 1; ; nth += 1) {
      signal.throwIfAborted();
      try {
        this.#client ??= this.#open();
        const result = await attempt(await this.#client, signal);
        this.#answered = true;
        return result;
      } catch (error) {
        signal.throwIfAborted();
        if (statusOf(error) !== undefined) this.#answered = true;
        if (knows?.(error)) throw error;
        if (this.#doWithoutChecksums(error)) continue;
        const waited = performance.now() - begun;
        const { total, firstContact } = this.patience;
        if (!isPassing(error) || waited > (this.#answered ? total : firstContact)) {
          throw explain(error, this.location, { ...asked, seconds: waited / 1000 });
        }
        await backOff(nth, this.patience, signal);
      }
    }
  }

  /**
   * Returns whether an error means that the endpoint does not know the checksums that the client adds to what it sends: it says so
   * by the first request that has one, and gets none from then on. False once it gets none.
   */
  #doWithoutChecksums(error: unknown): boolean {
    if (this.#checksums === 'WHEN_REQUIRED' || AppError.is(error)) return false;
    const { code, status, text } = failureOf(error);
    const unknown = code === 'NotImplemented' || status === 501 || (status === 400 && /checksum|x-amz-sdk|trailer/i.test(text));
    if (unknown) this.#checksums = 'WHEN_REQUIRED';
    return unknown;
  }

  /** Returns whether the endpoint takes checksums; true until it has refused one. */
  get checksums(): boolean {
    return this.#checksums === 'WHEN_SUPPORTED';
  }

  #open(): Promise<S3Client> {
    const opened = makeClient(this.location, { silence: this.patience.silence, checksums: () => this.#checksums });
    opened.catch(() => (this.#client = undefined));
    return opened;
  }

  [Symbol.dispose](): void {
    void this.#client?.then(
      (client) => client.destroy(),
      () => undefined,
    );
    this.#client = undefined;
  }
}
