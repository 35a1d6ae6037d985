/** Where diagnostics go. Fields are data, never secrets. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (message: string, fields?: Record<string, unknown>) => void>;

/** Last argument of every long call: cancellation, logging, progress, and nothing else. */
export interface Context {
  /**
   * Aborted = stop now: the processes in containers are killed, partial data is removed, then the call rejects, and a stream fails:
   * with `cancelled.by-user`, with `timeout.deadline`, or with the reason or `AbortError` of Node.js. Callers ask the signal, not the
   * error. The same goes for every call that takes a signal; docstrings do not say it again.
   */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** The job on whose behalf this runs: carried into containers, so that its processes can be found and killed. */
  readonly job: string;
  /** Reports the bytes that were moved since the last call. Cheap: the listener throttles it. */
  progress(bytes: number): void;
}

const silent = (): void => {};
export const noLog: Log = { debug: silent, info: silent, warn: silent, error: silent };

/**
 * Returns a context that is never aborted, logs and reports nothing and has the job `none`, but for what `options` gives. For short
 * reads and for tests.
 */
export function plainContext(options: Partial<Context> = {}): Context {
  return { signal: new AbortController().signal, log: noLog, job: 'none', progress: silent, ...options };
}

/**
 * Returns the same context for clean-up, without progress: it is aborted after so many milliseconds, never by the signal of the
 * job.
 */
export function cleanupContext(ctx: Context, milliseconds = 60_000): Context {
  return { ...ctx, signal: AbortSignal.timeout(milliseconds), progress: silent };
}
