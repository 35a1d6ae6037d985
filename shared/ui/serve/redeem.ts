import * as z from 'zod';
import { AppError, fromErrorInfo } from '../../src/errors.ts';
import { ErrorInfo } from '../../src/model/error.ts';
import { Redeemed, type Redemption, paths } from '../../src/serve/wire.ts';

const Refused = z.object({ error: ErrorInfo });

/**
 * Resolves with a session for the secret of a link. Rejects with the error that the server answers, `denied.link-spent` for a link
 * that is good no more, and with `host-unreachable.sign-in` when it answers nothing of the kind or cannot be reached.
 */
export async function redeem(link: string): Promise<Redeemed> {
  try {
    const response = await fetch(paths.session, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ link } satisfies Redemption),
    });
    const said: unknown = await response.json();
    if (response.ok) return Redeemed.parse(said);
    throw fromErrorInfo(Refused.parse(said).error);
  } catch (cause) {
    throw AppError.is(cause) ? cause : new AppError('host-unreachable.sign-in', {}, { cause });
  }
}
