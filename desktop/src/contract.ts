import * as z from 'zod';

/** A text of the Api. Screens ask small questions: what is longer is not theirs. */
export const CoreText = z.string().max(1_000_000);

/** What a page may ask the app itself. */
export const Question = z.discriminatedUnion('do', [
  /** Resolves with a path, or null when nothing was chosen. */
  z.object({ do: z.literal('pick-folder') }),
  /** Keeps what was typed in the keychain of the system, and resolves with its reference, `store:NAME`. */
  z.object({ do: z.literal('keep-secret'), name: z.string().regex(/^[\w.-]{1,200}$/), secret: z.string().min(1).max(100_000) }),
  /** Opens a link of `longshore serve` in a window of its own. */
  z.object({ do: z.literal('open-server'), link: z.string().max(2000) }),
]);
export type Question = z.infer<typeof Question>;
