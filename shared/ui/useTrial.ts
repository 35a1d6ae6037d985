import { useEffect, useRef, useState } from 'react';
import type { Api } from '../src/api/contract.ts';
import { toErrorInfo } from '../src/errors.ts';
import type { ErrorInfo } from '../src/model/error.ts';
import { useSurroundings } from './context.ts';

interface Tried<T> {
  busy: boolean;
  report?: T;
  error?: ErrorInfo;
}

export interface Trial<T, V> extends Tried<T> {
  /** Tries this. The same value again does nothing, another one ends the trial before it. What it rejects with is the `error`. */
  begin(value: V): void;
  /** Ends the trial, and forgets what it has found. */
  end(): void;
}

/**
 * Returns a trial of what the user is still filling in: whether one is under way, and what the last one has found or failed with.
 */
export function useTrial<T, V>(ask: (api: Api, value: V, signal: AbortSignal) => Promise<T>): Trial<T, V> {
  const { client } = useSurroundings();
  const [tried, setTried] = useState<Tried<T>>({ busy: false });
  const current = useRef<{ said: string; over: AbortController }>(undefined);
  useEffect(() => () => current.current?.over.abort(), []);
  return {
    ...tried,
    begin(value) {
      const said = JSON.stringify(value);
      if (current.current?.said === said) return;
      current.current?.over.abort();
      const over = new AbortController();
      current.current = { said, over };
      setTried({ busy: true });
      const found = (tried: Tried<T>): void => {
        if (!over.signal.aborted) setTried(tried);
      };
      ask(client.api, value, over.signal).then(
        (report) => found({ busy: false, report }),
        (failure: unknown) => found({ busy: false, error: toErrorInfo(failure) }),
      );
    },
    end() {
      current.current?.over.abort();
      current.current = undefined;
      setTried({ busy: false });
    },
  };
}
