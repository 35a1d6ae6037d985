import * as z from 'zod';
import { kinds } from './kinds.ts';

export type ServiceKind = keyof typeof kinds;
export const ServiceKind = z.enum(Object.keys(kinds) as [ServiceKind, ...ServiceKind[]]);

/** Something in a stack that holds data. Its name is unique within the stack: mostly that of the Compose service. */
export const Service = z.object({
  name: z.string(),
  kind: ServiceKind,
  /**
   * Ids of the containers that serve it, the main one first; empty where none does, as for a bucket elsewhere. Compose may make them
   * anew, so they are looked up again before each use.
   */
  containers: z.array(z.string()),
  /** The driver's own: where the data is when no container says so, such as the name of a volume. No secrets. */
  locator: z.json().optional(),
});
export type Service = z.infer<typeof Service>;

/** A service as it is found among the containers of its stack. */
export interface ServiceInStack extends Service {
  /** The configuration names it, and nothing in the stack is it. */
  absent?: true;
  /**
   * Ids of the containers that write its data without asking it, as those do that mount a volume. Absent: it is reached through the
   * network.
   */
  users?: string[];
}

/** What identifies a stack beyond its name: the same project name may exist twice, on two Docker Engines or in two folders. */
export const StackId = z.object({
  /** For display, and in commands where it is unambiguous. */
  name: z.string(),
  /** The Docker Engine's own id. */
  engine: z.string(),
  project: z.string(),
  /** Folder from which Compose was run, on the machine that ran it; empty for a lone container. */
  workingDir: z.string(),
});
export type StackId = z.infer<typeof StackId>;

/** What a container does as seen by a consistent backup. */
export const Role = z.enum(['data', 'writer', 'reader', 'bystander']);
export type Role = z.infer<typeof Role>;
