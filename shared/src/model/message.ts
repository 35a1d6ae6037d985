import * as z from 'zod';

/**
 * Something to be read by a person, as plain data: a key of the text catalogue and its parameters. It crosses process
 * and machine borders untranslated; `text/catalogue.ts` turns it into words. Parameters never hold secrets.
 */
export const Message = z.object({
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
});
export type Message = z.infer<typeof Message>;
