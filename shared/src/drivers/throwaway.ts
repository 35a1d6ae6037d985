import type { Context } from '../context.ts';
import type { ExecIO, Helper, Host, RunSpec } from '../hosts/host.ts';
import type { ServerImage } from '../model/manifest.ts';

/**
 * Resolves with a throw-away container that was started once `prepare` had put into it what it needs. Disposing it removes it.
 * Rejects as the first step does that fails, `prepare` included: then nothing of the container is left.
 */
export async function startThrowaway(
  host: Host,
  spec: RunSpec,
  argv: string[],
  { prepare, ...options }: Pick<ExecIO, 'env' | 'user' | 'workingDir'> & { prepare?: (container: string) => Promise<void> },
  ctx: Context,
): Promise<Helper> {
  await using starting = new AsyncDisposableStack();
  const helper = starting.use(await host.create(spec, argv, ctx, options));
  await prepare?.(helper.id);
  await host.start(helper.id, ctx);
  starting.move();
  return helper;
}

/**
 * Resolves with the image of a throw-away server, by id or reference, as evidence names it. An image that Docker does not list
 * keeps the given text as both, without a digest.
 */
export async function imageUsed(host: Host, image: string, ctx: Context): Promise<ServerImage> {
  const found = (await host.images(ctx)).find(({ id, references }) => id === image || references.includes(image));
  const digest = found?.digests[0]?.split('@')[1];
  return { reference: found?.references[0] ?? image, id: found?.id ?? image, ...(digest !== undefined && { digest }) };
}
