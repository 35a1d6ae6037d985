import type { RequestOptions } from 'node:http';
import type { Message } from '../model/message.ts';
import type { Loss } from './failure.ts';

/** How requests get to a Docker Engine. */
export interface Route extends AsyncDisposable {
  readonly secure: boolean;
  /**
   * Resolves with where to connect now. Rejects when that has to be found out first, and cannot be: with an {@link AppError},
   * or with what the system says of a program that fails.
   */
  options(signal: AbortSignal): Promise<RequestOptions>;
  /** Resolves with whether a request that did not arrive where {@link options} said may now be sent again, where they then say. */
  renew(loss: Loss): Promise<boolean>;
  /**
   * Returns how the last connection came about, for people; empty where the address tells all, and before the first connection.
   */
  about(): Message[];
}
