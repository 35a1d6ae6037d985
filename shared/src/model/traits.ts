import * as z from 'zod';

/** What a service takes in a place, and a copy of it would take again: that much must be free before the first step. */
export const SpaceNeed = z.object({
  /** `data`: the service's own folders, its data directory first; `spool`: a volume of the engine; `repository`: where snapshots live. */
  place: z.enum(['data', 'spool', 'repository']),
  /** Folder of the container whose file system it is, where there is one. */
  path: z.string().optional(),
  bytes: z.number().int().nonnegative(),
  /** The items whose data lies there; all of them when absent. */
  items: z.array(z.string()).optional(),
  /** Bytes that loading a copy takes there for a while beside the copy: a write-ahead log. */
  log: z.number().int().nonnegative().optional(),
});
export type SpaceNeed = z.infer<typeof SpaceNeed>;

/**
 * What the pure planner must know of a service. Plans are made from traits alone, so that a new kind of service needs no
 * new code in the planner or in any face.
 */
export const Traits = z.object({
  /** Can its point in time be fixed at once, item by item, or only when it is down? */
  point: z.enum(['instant', 'perItem', 'stopped']),
  /** Is a replacement staged next to the live data, or can it only be proven in a throw-away container? */
  stage: z.enum(['beside', 'throwaway']),
  /** `replace` overwrites in place and therefore requires a proven safety snapshot as its undo. */
  swap: z.enum(['rename', 'files', 'replace']),
  /** What must be down while it is captured, and while it is swapped. */
  down: z.object({
    capture: z.enum(['nothing', 'writers', 'service']),
    swap: z.enum(['nothing', 'writers', 'service']),
  }),
  needs: z.array(SpaceNeed),
});
export type Traits = z.infer<typeof Traits>;
