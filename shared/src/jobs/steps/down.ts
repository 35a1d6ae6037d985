import { cleanupContext, type Context } from '../../context.ts';
import type { PlannedService } from '../../model/plan.ts';
import type { Run } from '../run.ts';
import { moving, startHealthy } from './quiet.ts';

/** Stops a service's own container, with the ledger knowing first. */
export async function takeDown(
  run: Run,
  service: PlannedService,
  container: { id: string; name: string },
  ctx: Context,
): Promise<void> {
  await run.ledger.write({
    type: 'quiet',
    how: 'stop',
    containers: [{ id: container.id, name: container.name, service: service.name }],
  });
  run.stillSince.set(container.name, performance.now());
  await run.host.stop(container.id, ctx);
}

/** Starts it again, and waits until it is healthy. */
export async function bringBack(run: Run, container: { id: string; name: string }): Promise<void> {
  await startHealthy(run, run.host, container, cleanupContext(run.ctx, 180_000));
  moving(run, container.name);
  await run.ledger.write({ type: 'resumed', containers: [container.id] });
}
