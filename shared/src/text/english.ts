import type { Message } from '../model/message.ts';
import { coreTexts } from './coreTexts.ts';
import { lookUp } from './lookUp.ts';

/**
 * Returns the English words for a message of the core, for logs and the details of errors, or key and parameters of any other
 * message.
 */
export const english = (text: Message): string => lookUp(coreTexts, text, 'en');
