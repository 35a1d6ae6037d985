import * as z from 'zod';

/** A namespace of pids. Its id is unique among those that live; the start of its pid 1 tells it from an earlier one. */
export const Namespace = z.object({ id: z.string(), start: z.string() });
export type Namespace = z.infer<typeof Namespace>;

/** A control socket in a data folder: `jobs/<job>/control.sock`. Device and inode tell it from a copy. */
export const OwnerSocket = z.object({ job: z.string().regex(/^[a-z0-9-]+$/), device: z.string(), inode: z.string() });
export type OwnerSocket = z.infer<typeof OwnerSocket>;

/** A process, such that another one can prove later that it is dead: pids are reused, start times are not. */
export const Owner = z.object({
  machine: z.string(),
  /** For people. */
  machineName: z.string(),
  boot: z.string(),
  pid: z.number().int(),
  processStart: z.string(),
  /** Absent in old records, and on systems without namespaces. */
  namespace: Namespace.optional(),
  /** The data folder that the process works in, and its socket where that lies there. */
  folder: z.object({ id: z.string(), socket: OwnerSocket.optional() }).optional(),
});
export type Owner = z.infer<typeof Owner>;

/** `dead` only when that is proven. `elsewhere`: it cannot be known from here. */
export type OwnerState = 'alive' | 'dead' | 'elsewhere';

/** What proves later whether the process that writes a snapshot is still alive. */
export const AttemptOwner = Owner.omit({ machineName: true });
export type AttemptOwner = z.infer<typeof AttemptOwner>;
