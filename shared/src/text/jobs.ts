import { messages } from './messages.ts';

export const jobs = messages({});
