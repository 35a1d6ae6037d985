import { cleanupContext, type Context } from '../../context.ts';
import type { Container } from '../../hosts/container.ts';
import { startOrder } from '../../hosts/stack.ts';
import type { PlannedService } from '../../model/plan.ts';
import type { Run } from '../run.ts';
import { moving } from './standStill.ts';
import { start, startInOrder } from './startUp.ts';

/**
 * Stops a service's own containers, those that depend on others first, and resolves when all are down. The ledger knows before the
 * first one stops. Rejects at the first that cannot be stopped, and leaves the rest as they are.
 */
export async function takeDown(run: Run, service: PlannedService, containers: readonly Container[], ctx: Context): Promise<void> {
  await run.ledger.write({
    type: 'quiet',
    how: 'stop',
    containers: containers.map(({ id, name }) => ({ id, name, service: service.name })),
  });
  for (const { id, name } of startOrder(containers).toReversed()) {
    run.stillSince.set(name, performance.now());
    await run.host.stop(id, ctx);
  }
}

/**
 * Starts containers again, as `startInOrder` does, also when the job was cancelled, for ten minutes at most. Each counts as back
 * as soon as it runs, or is gone. Rejects at the first that cannot be started or noted in the ledger, and leaves the rest.
 */
export async function bringBack(run: Run, containers: readonly Container[]): Promise<void> {
  const ctx = cleanupContext(run.ctx, 10 * 60_000);
  const begin = async (container: Container): Promise<boolean> => {
    const isThere = await start(run, container.id, ctx);
    moving(run, container.name);
    await run.ledger.write({ type: 'resumed', containers: [container.id] });
    return isThere;
  };
  await startInOrder(run, containers, begin, ctx);
}
