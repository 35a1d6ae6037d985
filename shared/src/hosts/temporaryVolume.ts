import { randomUUID } from 'node:crypto';
import { type Context, cleanupContext } from '../context.ts';
import type { Host } from './host.ts';

/**
 * Makes an empty volume and resolves with its name. Disposing the object removes it, and rejects as {@link Host.removeVolume} does.
 */
export async function temporaryVolume(host: Host, ctx: Context): Promise<{ name: string } & AsyncDisposable> {
  const name = `longshore-${randomUUID()}`;
  await host.createVolume(name, ctx);
  return { name, [Symbol.asyncDispose]: () => host.removeVolume(name, cleanupContext(ctx)) };
}
