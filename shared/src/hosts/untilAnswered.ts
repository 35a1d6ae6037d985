/**
 * Returns a signal for requests that are never aborted half way, because we must learn what Docker made of them in order to take it
 * back: it is aborted only when `patience` milliseconds, a minute when absent, have passed since the given one was. Disposing it
 * stops the clock.
 */
export function untilAnswered(signal: AbortSignal, patience = 60_000): Disposable & { signal: AbortSignal } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    timer = setTimeout(() => late.abort(new DOMException('no answer', 'TimeoutError')), patience);
  };
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return {
    signal: late.signal,
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', start);
      clearTimeout(timer);
    },
  };
}
