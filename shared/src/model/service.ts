import * as z from 'zod';

/** The kinds of service that a driver exists for. `valkey` stands for Valkey and Redis alike. */
export const ServiceKind = z.enum(['postgres', 'valkey']);
export type ServiceKind = z.infer<typeof ServiceKind>;

/** Something in a stack that holds data. Its name is unique within the stack: the Compose service's, or the container's. */
export const Service = z.object({
  name: z.string(),
  kind: ServiceKind,
  /** Container id: changes when Compose recreates the container, so it is looked up again before each use. */
  container: z.string(),
});
export type Service = z.infer<typeof Service>;

/** What identifies a stack beyond its name: the same project name may exist twice, on two engines or in two folders. */
export const StackId = z.object({
  /** For display, and in commands where it is unambiguous. */
  name: z.string(),
  /** The Docker engine's own id. */
  engine: z.string(),
  project: z.string(),
  /** Folder from which Compose was run, on the machine that ran it; empty for a lone container. */
  workingDir: z.string(),
});
export type StackId = z.infer<typeof StackId>;

/** What a container does as seen by a consistent backup. */
export const Role = z.enum(['data', 'writer', 'reader', 'bystander']);
export type Role = z.infer<typeof Role>;
