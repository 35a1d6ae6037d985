import type { ErrorInfo } from './model/error.ts';
import type { Message } from './model/message.ts';
import type { ErrorKey, HintKey, Params } from './text/catalogue.ts';

/** Every way in which a job or a command can end other than well, with the exit code that scripts may rely on. */
export const exitCodes = {
  internal: 1,
  usage: 2,
  incomplete: 3,
  different: 4,
  'host-unreachable': 10,
  denied: 11,
  'not-found': 12,
  ambiguous: 13,
  'tool-missing': 14,
  'tool-failed': 15,
  'storage-failed': 16,
  corrupt: 17,
  locked: 18,
  'stale-plan': 19,
  incompatible: 20,
  'no-space': 21,
  'capture-failed': 22,
  unproven: 23,
  timeout: 24,
  unsupported: 25,
  conflict: 26,
  'recovery-needed': 27,
  cancelled: 130,
} as const;
export type ErrorCode = keyof typeof exitCodes;

type Hint = { [K in HintKey]: { key: K; params: Params<K> } }[HintKey];

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

  static is(error: unknown, code?: ErrorCode): error is AppError {
    return error instanceof AppError && (code === undefined || error.code === code);
  }
}

/** Whether a message can stand as an error by itself: its first word is a code. */
export const isErrorKey = (key: string): key is ErrorKey => key.slice(0, key.indexOf('.')) in exitCodes;

/** Whatever was thrown, as data. Anything that is not an {@link AppError} is a bug of ours and keeps its stack. */
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

/** An error that crossed a border: the same code, words and parameters, without the stack of the other side. */
export function fromErrorInfo({ message, hint, detail }: ErrorInfo): AppError {
  const options = { ...(hint && { hint }), ...(detail !== undefined && { detail }) };
  return new AppError(message.key as ErrorKey, message.params as Params<ErrorKey>, options as ErrorOptions);
}
