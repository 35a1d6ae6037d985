import * as z from 'zod';
import { Message } from './message.ts';

/** An error as it travels: between processes, into journals, to `--json`. Free of secrets. */
export const ErrorInfo = z.object({
  code: z.string(),
  message: Message,
  hint: Message.optional(),
  /** Technical detail that is not translated: a tool's stderr, a stack. */
  detail: z.string().optional(),
});
export type ErrorInfo = z.infer<typeof ErrorInfo>;
