import * as z from 'zod';

/** What a stack is for; it decides how strongly is asked before its data is replaced. */
export const Environment = z.enum(['production', 'staging', 'dev']);
export type Environment = z.infer<typeof Environment>;
