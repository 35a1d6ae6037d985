import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Container } from '../../hosts/container.ts';
import { dependsOn, serviceNameOf, startOrder } from '../../hosts/stack.ts';
import { message } from '../../text/message.ts';
import { type Run, note } from '../run.ts';

/** Longest wait for the health check of a container, in milliseconds. */
const healthLimit = 120_000;

/**
 * Starts containers in the order of their dependencies, each by `begin`, and waits until those for which it returns true are
 * healthy, at most two minutes each: before the next one where another one waits for that, else when all have been started,
 * because the nodes of one store may become healthy together only. Rejects when `begin` does.
 */
export async function startInOrder(
  run: Run,
  containers: readonly Container[],
  begin: (container: Container) => Promise<boolean>,
  ctx: Context,
): Promise<void> {
  const order = startOrder(containers);
  const started: Container[] = [];
  for (const container of order) {
    if (!(await begin(container))) continue;
    if (isAwaited(container, order)) await untilHealthy(run, container, ctx);
    else started.push(container);
  }
  await Promise.all(started.map((container) => untilHealthy(run, container, ctx)));
}

/** Starts a container and resolves with true. Resolves with false when it is gone: Compose may have made it anew, or removed it. */
export async function start(run: Run, container: string, ctx: Context): Promise<boolean> {
  try {
    await run.host.start(container, ctx);
    return true;
  } catch (error) {
    if (AppError.is(error, 'not-found')) return false;
    throw error;
  }
}

/** Returns whether another one of them must not start before this one is healthy. */
const isAwaited = (container: Container, all: readonly Container[]): boolean =>
  all.some((other) =>
    dependsOn(other).some(({ service, condition }) => condition === 'service_healthy' && service === serviceNameOf(container)),
  );

/**
 * Waits until a container's own health check agrees, if it has one. One that does not within two minutes, that has ended, or that
 * cannot be asked, is noted in the journal. Never rejects: containers come back also when that cannot be written.
 */
async function untilHealthy(run: Run, container: Container, ctx: Context): Promise<void> {
  const until = performance.now() + healthLimit;
  for (;;) {
    const now = await run.host.container(container.id, ctx).catch(() => undefined);
    if (now?.health === 'none' || now?.health === 'healthy') return;
    if (!now || performance.now() > until || now.state === 'exited' || ctx.signal.aborted) {
      await note(run, 'warn', message('note.not-healthy', { container: container.name })).catch((error: unknown) =>
        ctx.log.warn('the journal could not be written', { error: String(error) }),
      );
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
