import * as z from 'zod';
import type { AccessRole } from '../api/answers.ts';

/** Administering happens on the machine itself. */
export const GivenRole = z.enum(['view', 'operate'] satisfies AccessRole[]);
export type GivenRole = z.infer<typeof GivenRole>;

/** Characters of the name of a user. */
export const longestName = 80;

/** Whom a link is for, as the audit names them, and what they may do. */
export const Grant = z.object({ name: z.string().min(1).max(longestName), role: GivenRole });
export type Grant = z.infer<typeof Grant>;

export const SessionSummary = Grant.extend({
  /** Not its secret. */
  id: z.string(),
  since: z.iso.datetime(),
  lastUsed: z.iso.datetime(),
  /** At the latest. */
  until: z.iso.datetime(),
});
export type SessionSummary = z.infer<typeof SessionSummary>;

/** A link to give to a user. The first browser that redeems it counts as that user. */
export const Link = Grant.extend({ url: z.string(), until: z.iso.datetime() });
export type Link = z.infer<typeof Link>;
