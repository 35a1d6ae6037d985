import { countedIn } from '../model/inventory.ts';
import pMap from 'p-map';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { standingOf } from '../model/standing.ts';
import type { DoomedFacts, StackStanding } from '../plan/delete.ts';
import { stackFolder } from '../repository/layout.ts';
import type { Repository, Snapshot } from '../repository/repository.ts';
import { snapshotFacts } from './repositories.ts';

/** How many snapshots are looked into side by side. */
const lanes = 8;

/**
 * Resolves with what the planner must know of snapshots that are to be deleted, each once, and of all snapshots of their stacks
 * that can be read. Rejects as `Repository.find` does, as with `not-found`.
 */
export async function deletion(
  references: string[],
  repository: Repository,
  ctx: Context,
): Promise<{ doomed: DoomedFacts[]; stacks: StackStanding[] }> {
  const named = await pMap(references, (reference) => repository.find(reference, ctx), { concurrency: lanes });
  // `latest` and its own name may both have been given.
  const snapshots = [...new Map(named.map((snapshot) => [snapshot.reference, snapshot])).values()];
  const doomed = await pMap(
    snapshots,
    async (snapshot): Promise<DoomedFacts> => ({
      ...snapshotFacts(snapshot),
      pinned: await repository.pinned(snapshot, ctx),
      rows: await rowsOf(snapshot, ctx),
    }),
    { concurrency: lanes },
  );
  const stacks: StackStanding[] = [];
  for (const [folder, [first]] of Map.groupBy(snapshots, ({ manifest }) => stackFolder(manifest.stack))) {
    const standing: StackStanding = { name: first?.manifest.stack.name ?? folder, snapshots: [] };
    for await (const summary of repository.list(ctx, { stack: folder }))
      standing.snapshots.push({ reference: summary.reference, ...standingOf(summary) });
    stacks.push(standing);
  }
  return { doomed, stacks };
}

/**
 * Resolves with the rows and keys that a snapshot holds. Undefined when they were not counted, or its inventory is damaged or gone:
 * a damaged snapshot may be deleted, too.
 */
async function rowsOf(snapshot: Snapshot, ctx: Context): Promise<number | undefined> {
  try {
    const { services } = await snapshot.inventory(ctx);
    return countedIn(Object.values(services).flatMap(({ inventory }) => inventory.entries));
  } catch (error) {
    if (AppError.is(error, 'corrupt') || AppError.is(error, 'not-found')) return undefined;
    throw error;
  }
}
