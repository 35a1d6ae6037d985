import * as z from 'zod';
import { AccessRole } from '../api/answers.ts';

/** What the page and the server say to each other before the Api (`rpc.ts`) begins. */

export const paths = { session: '/session', api: '/api' } as const;

/** Before the secret, in the part of an address that browsers never send. */
export const linkMark = 'link=';

/** POST to {@link paths.session}: the secret of a link. */
export const Redemption = z.strictObject({ link: z.string().min(1) });
export type Redemption = z.infer<typeof Redemption>;

/** Whose session it is, and until when at the latest. */
const Entered = z.object({ id: z.string(), name: z.string(), role: AccessRole, until: z.iso.datetime() });

/** The answer to a {@link Redemption}: what the page keeps for as long as its tab lives. */
export const Redeemed = Entered.extend({ secret: z.string() });
export type Redeemed = z.infer<typeof Redeemed>;

/** The first message over the WebSocket, and the first answer; calls come after that. */
export const Entry = z.strictObject({ type: z.literal('enter'), session: z.string().min(1) });
export type Entry = z.infer<typeof Entry>;
export const EntryReply = Entered.extend({ type: z.literal('entered') });

/** Why a WebSocket was closed. By the server: the session is over, or it did not say whose it is; by the page: its user signs out. */
export const closeCodes = { ended: 4401, refused: 4400, left: 4402 } as const;
