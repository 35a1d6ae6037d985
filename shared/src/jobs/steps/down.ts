import { cleanupContext, type Context } from '../../context.ts';
import type { Container } from '../../hosts/container.ts';
import { startOrder } from '../../hosts/stack.ts';
import type { PlannedService } from '../../model/plan.ts';
import type { Run } from '../run.ts';
import { moving, startHealthy } from './quiet.ts';

/** Stops a service's own containers, those that depend on others first. The ledger knows before the first one stops. */
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

/** Starts them again in the order of their dependencies, and waits until each is healthy. */
export async function bringBack(run: Run, containers: readonly Container[]): Promise<void> {
  for (const container of startOrder(containers)) {
    await startHealthy(run, run.host, container, cleanupContext(run.ctx, 180_000));
    moving(run, container.name);
    await run.ledger.write({ type: 'resumed', containers: [container.id] });
  }
}
