import { createHash } from 'node:crypto';
import type { StackId } from './model/service.ts';
import { stackKey } from './model/stackId.ts';

/**
 * Returns six hex digits that tell apart stacks of the same name, made of their {@link stackKey}. They are the same on screen and
 * in repositories.
 */
export const stackHash = (id: StackId): string => createHash('sha256').update(stackKey(id)).digest('hex').slice(0, 6);
