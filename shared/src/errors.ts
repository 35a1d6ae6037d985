import type { ErrorInfo } from './model/error.ts';
import { type ErrorCode, exitCodes } from './model/exitCodes.ts';
import type { Message } from './model/message.ts';
import type { ErrorKey, HintKey, Params } from './text/message.ts';

export type Hint = { [K in HintKey]: { key: K; params: Params<K> } }[HintKey];

export interface ErrorOptions {
  cause?: unknown;
  /** The next command or the way out. */
  hint?: Hint;
  detail?: string;
}

/**
 * The one error class. The key is `<code>.<what>` in the text catalogue, so that code, words and parameters cannot
 * drift apart; parameters never hold secrets.
 */
export class AppError<K extends ErrorKey = ErrorKey> extends Error {
  readonly code: ErrorCode;
  readonly key: K;
  readonly params: Params<K>;
  readonly hint: Message | undefined;
  readonly detail: string | undefined;

  constructor(key: K, params: Params<K>, options: ErrorOptions = {}) {
    super(`${key} ${JSON.stringify(params)}`, { cause: options.cause });
    this.name = 'AppError';
    this.code = key.slice(0, key.indexOf('.')) as ErrorCode;
    this.key = key;
    this.params = params;
    this.hint = options.hint;
    this.detail = options.detail;
  }

  /** Returns whether a thrown value is an AppError, and of this code when one is given. */
  static is(error: unknown, code?: ErrorCode): error is AppError {
    return error instanceof AppError && (code === undefined || error.code === code);
  }
}

/** Returns whether a message can be an error by itself: what its key has before the first dot is an {@link ErrorCode}. */
export const isErrorKey = (key: string): key is ErrorKey => Object.hasOwn(exitCodes, key.slice(0, key.indexOf('.')));

/**
 * Returns why a signal was aborted, as an error of ours: its reason if that is one, `timeout.deadline` for a deadline, else
 * `cancelled.by-user`.
 */
export function abortion(signal: AbortSignal): AppError {
  const reason: unknown = signal.reason;
  if (AppError.is(reason)) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') return new AppError('timeout.deadline', {}, { cause: reason });
  return new AppError('cancelled.by-user', {}, { cause: reason });
}

/**
 * Returns whatever was thrown as data, without its cause. Anything that is not an {@link AppError} is a bug of ours: it becomes
 * `internal.bug`, with its stack as the detail.
 */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (error instanceof AppError) {
    return {
      code: error.code,
      message: { key: error.key, params: error.params },
      ...(error.hint && { hint: error.hint }),
      ...(error.detail !== undefined && { detail: error.detail }),
    };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal', message: { key: 'internal.bug', params: {} }, detail: text };
}

/**
 * Returns data that crossed a border as an {@link AppError} again: the same key, parameters, hint and detail, without the stack of
 * the other side. Its code is that of the key.
 */
export function fromErrorInfo({ message, hint, detail }: ErrorInfo): AppError {
  const options = { ...(hint && { hint }), ...(detail !== undefined && { detail }) };
  return new AppError(message.key as ErrorKey, message.params as Params<ErrorKey>, options as ErrorOptions);
}
