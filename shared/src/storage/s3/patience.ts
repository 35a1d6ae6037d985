import { setTimeout as sleep } from 'node:timers/promises';

/** How long we put up with an endpoint, in milliseconds. There is no limit on how long a transfer takes. */
export interface Patience {
  /** Without a byte in either direction, a request has failed. */
  silence: number;
  /** A request that fails again and again for passing reasons fails for good after this. */
  total: number;
  /** The same as long as the endpoint has never answered: a wrong address should show soon. */
  firstContact: number;
  /** Pause before the second attempt; it doubles up to `longestPause`. */
  pause: number;
  longestPause: number;
}

export const usualPatience: Patience = {
  silence: 60_000,
  total: 180_000,
  firstContact: 5000,
  pause: 200,
  longestPause: 15_000,
};

/**
 * Waits after a failed attempt, the first being number 1: longer each time, up to `longestPause`, and never in step with other
 * clients that were turned away at the same moment. Rejects only when aborted.
 */
export async function backOff(attempt: number, { pause, longestPause }: Patience, signal: AbortSignal): Promise<void> {
  const longest = Math.min(longestPause, pause * 2 ** (attempt - 1));
  await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal });
}
