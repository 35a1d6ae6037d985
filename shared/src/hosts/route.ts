import type { RequestOptions } from 'node:http';
import type { Message } from '../model/message.ts';
import type { Loss } from './failure.ts';

/** How requests get to a Docker Engine. */
export interface Route extends AsyncDisposable {
  readonly secure: boolean;
  /** Where to connect now. Rejects with an {@link AppError} when that has to be found out first, and cannot be. */
  options(signal: AbortSignal): Promise<RequestOptions>;
  /** What was sent where {@link options} said did not arrive. Whether it may now be sent again, where they then say. */
  renew(loss: Loss): Promise<boolean>;
  /** How the present connection came about, for people; nothing where the address tells all. */
  about(): Message[];
}
