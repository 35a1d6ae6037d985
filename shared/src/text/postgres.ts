import { messages } from './messages.ts';

export const postgres = messages({});
