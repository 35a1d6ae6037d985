import { messages } from './messages.ts';

export const cli = messages({});
