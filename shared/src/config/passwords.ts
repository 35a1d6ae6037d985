import { marksOf } from './marks.ts';
import type { Config } from './config.ts';
import type { Context } from '../context.ts';
import type { StackId } from '../model/service.ts';
import { readSecret } from './secrets.ts';

/**
 * Resolves with the password that the configuration refers to, for a service whose container does not tell it, or undefined when it
 * refers to none. Rejects as {@link readSecret} does.
 */
export async function passwordOf(
  config: Config,
  host: string,
  stack: StackId,
  service: string,
  ctx: Context,
): Promise<string | undefined> {
  const reference = marksOf(config, host, stack).passwords?.[service];
  return reference === undefined ? undefined : readSecret(reference, ctx.signal);
}
