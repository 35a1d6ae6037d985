import { parseDocument } from 'yaml';
import * as z from 'zod';
import { Environment } from '../model/environment.ts';

/** Names are all that it holds: no line break, nothing that a shell or a path could make something of. */
const Name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,99}$/u);

/**
 * `longshore.yaml` in the folder of a workspace. It comes with a clone, so it can name what is there already, and nothing
 * else: no hosts, paths, images or commands. What a stack is, is decided on each machine.
 */
export const WorkspaceFile = z
  .strictObject({
    version: z.literal(1),
    stack: Name.optional().describe('The dev stack that is filled; without it the one whose Compose file lies in this folder'),
    source: z
      .strictObject({
        stack: Name.optional().describe('Only data of stacks of this name is offered'),
        environment: Environment.optional().describe('Only data of such stacks is offered'),
      })
      .optional(),
    items: z
      .array(z.strictObject({ service: Name, item: Name }))
      .min(1)
      .optional()
      .describe('Databases that are restored; all of them when absent'),
    as: Name.optional().describe('Name that the one item gets'),
  })
  .refine(({ as, items }) => as === undefined || items?.length === 1, {
    message: 'as names the one item of items',
    path: ['as'],
  });
export type WorkspaceFile = z.infer<typeof WorkspaceFile>;

/** Returns what a file says, or the first thing that is wrong with it, in English. Never throws. */
export function parseWorkspaceFile(text: string): { file: WorkspaceFile } | { problem: string } {
  // Aliases could make a small file a large one.
  const document = parseDocument(text, { schema: 'core' });
  const [fault] = document.errors;
  if (fault) return { problem: fault.message };
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return { problem: String(error) };
  }
  const checked = WorkspaceFile.safeParse(content);
  if (checked.success) return { file: checked.data };
  const [issue] = checked.error.issues;
  return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}
