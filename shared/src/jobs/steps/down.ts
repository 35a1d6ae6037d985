import { cleanupContext, type Context } from '../../context.ts';
import type { PlannedService } from '../../model/plan.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/catalogue.ts';
import type { Run } from '../run.ts';
import { startHealthy } from './quiet.ts';

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

/** Starts it again. Rejects with `recovery-needed` when it does not come back. */
export async function bringBack(run: Run, container: { id: string; name: string }): Promise<void> {
  try {
    await startHealthy(run, run.host, container, cleanupContext(run.ctx, 180_000));
  } catch (cause) {
    throw new AppError(
      'recovery-needed.not-back',
      { containers: [container.name] },
      { cause, hint: message('hint.recover', {}) },
    );
  }
  const since = run.stillSince.get(container.name);
  if (since !== undefined) run.secondsDown.set(container.name, (performance.now() - since) / 1000);
  run.stillSince.delete(container.name);
  await run.ledger.write({ type: 'resumed', containers: [container.id] });
}
