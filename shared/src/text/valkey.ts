import { messages } from './messages.ts';

export const valkey = messages({});
