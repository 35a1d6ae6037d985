import type { Readable } from 'node:stream';

export interface StoredObject {
  key: string;
  bytes: number;
  modified: Date;
  /** Another one when the content is another one, as far as the storage can tell without reading it. */
  tag: string;
}

export interface PutOptions {
  /** Fail with `conflict.exists` instead of replacing; atomic where {@link Storage.capabilities} says so. */
  exclusive?: boolean;
}

export interface Capabilities {
  /**
   * Two exclusive puts of one key at the same time: exactly one succeeds. Where only such a put can tell, false until the first
   * one of a small body.
   */
  exclusivePut: boolean;
}

/**
 * Keys and streams. Keys are relative, `/`-separated, without `.`, `..` or empty parts. Errors: `storage-failed` with the
 * reason, as `storage-failed.key` for what is no key there, `no-space`, `denied`, `not-found`, `conflict.exists` of an
 * exclusive put, and of a bucket `corrupt.bucket-stored` and `usage`, when its region or name is wrong, or a secret is missing.
 * All methods accept a signal and leave nothing half behind when aborted.
 */
export interface Storage extends AsyncDisposable {
  /** For people: a path, `s3://bucket/prefix`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /**
   * Stores a body, and resolves with the bytes stored. Atomic: the key is visible only when the whole body is durable; but on
   * disks without hard links an exclusive one is seen empty for an instant. A body that errors leaves no key, or the one that
   * was there before, and its own error is what the call rejects with; one that is cut, `storage-failed.cut`. A call that
   * rejects for another reason, or is aborted, after the body has ended may have stored all of it. The body is read to its end
   * or destroyed.
   */
  put(key: string, body: Readable, signal: AbortSignal, options?: PutOptions): Promise<number>;
  /**
   * Resolves with the content of an object. `range` is in bytes, its `end` exclusive; what lies beyond the end of the object is
   * left out. Rejects with `not-found.object`.
   */
  get(key: string, signal: AbortSignal, range?: { start: number; end?: number }): Promise<Readable>;
  /**
   * Resolves with the path of the file of this machine that is the object, whether it is there or not; absent where objects are no
   * files.
   */
  fileOf?(key: string): Promise<string>;
  /** Resolves with what is known of an object without reading it; undefined when it is absent. Rejects when its bucket is. */
  head(key: string, signal: AbortSignal): Promise<StoredObject | undefined>;
  /**
   * Yields every key below the prefix, which is empty or ends in `/`, in code-point order; nothing when there is none. Throws
   * `storage-failed.key` for another prefix. With `shallow`, one entry for each direct child; folders end in `/`, and tell neither
   * bytes nor time nor tag. One that holds nothing any more may be listed for a while.
   */
  list(prefix: string, signal: AbortSignal, options?: { shallow?: boolean }): AsyncIterable<StoredObject>;
  /**
   * Yields the file of that name in each folder directly below the prefix that has one, in the order of `list`. Absent where it
   * would cost as much as to list everything below.
   */
  inEach?(prefix: string, file: string, signal: AbortSignal): AsyncIterable<StoredObject>;
  /** Removes an object. Deleting an absent key succeeds. */
  delete(key: string, signal: AbortSignal): Promise<void>;
  /**
   * Removes what puts below the prefix left behind when their process died: those last written before `before`, in a bucket
   * those begun before it, or all. The caller knows that no process is writing there. Resolves as well when access to a bucket
   * is `denied`, or its endpoint refuses.
   */
  sweep(prefix: string, signal: AbortSignal, before?: Date): Promise<void>;
  /**
   * Returns commands, any one of which brings what is below the prefix into the present folder with a standard tool. `prefix`
   * must not be empty. Absent where it lies in a folder already.
   */
  byHand?(prefix: string): string[];
  /** Resolves with the bytes that can still be written; undefined when the storage cannot tell. */
  free(signal: AbortSignal): Promise<number | undefined>;
}
