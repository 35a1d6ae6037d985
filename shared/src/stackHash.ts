import { createHash } from 'node:crypto';
import type { StackId } from './model/service.ts';

/** Six hex digits that tell apart stacks of the same name: by engine, project and folder. The same on screen and in repositories. */
export const stackHash = ({ engine, project, workingDir }: StackId): string =>
  createHash('sha256')
    .update(JSON.stringify([engine, project, workingDir]))
    .digest('hex')
    .slice(0, 6);
