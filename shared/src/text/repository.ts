import { messages } from './messages.ts';

export const repository = messages({});
