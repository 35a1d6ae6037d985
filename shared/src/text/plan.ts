import { messages } from './messages.ts';

export const plan = messages({});
