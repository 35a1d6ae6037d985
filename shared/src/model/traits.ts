import * as z from 'zod';

/** Room that a service takes in a place: as much must be free there before the step that needs it. */
export const SpaceNeed = z.object({
  /**
   * `data`: its own folders, its data directory first, beside which a copy is staged; `spool`: a volume for its capture. Plans of
   * earlier versions, which can still be undone, also name the `repository`; nothing reads that.
   */
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

/** How a kind of service behaves. Only `plan/demands.ts` reads it, so that a new kind needs no new code in planner, job or face. */
export const Traits = z.object({
  /**
   * `instant`: one moment for all of it, while it runs; `perItem`: a moment for each item, while it runs; `stopped`: one moment,
   * while it is stopped. Its capture then goes to a spool, of which `needs` says the size, and it starts again before anything is
   * stored.
   */
  point: z.enum(['instant', 'perItem', 'stopped']),
  /**
   * `rename`: item by item, under any name; `files`: all of the service, under its own names. Both keep what was there. `replace`
   * overwrites it, item by item, and a safety snapshot is the undo.
   */
  swap: z.enum(['rename', 'files', 'replace']),
  /** What must stand still besides: containers that write to it while its point is fixed; those, or itself, while it is switched over. */
  down: z.object({
    capture: z.enum(['nothing', 'writers']),
    swap: z.enum(['nothing', 'writers', 'service']),
  }),
  needs: z.array(SpaceNeed),
});
export type Traits = z.infer<typeof Traits>;
