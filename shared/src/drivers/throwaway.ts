import type { Context } from '../context.ts';
import type { ExecIO, Helper, Host, RunSpec } from '../hosts/host.ts';
import type { ServerImage } from '../model/manifest.ts';

/** Starts a throw-away container when `prepare` has put into it what it needs. Nothing of it is left when any of that fails. */
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

/** Returns the image of a throw-away server, by id or reference, as evidence names it. */
export async function imageUsed(host: Host, image: string, ctx: Context): Promise<ServerImage> {
  const found = (await host.images(ctx)).find(({ id, references }) => id === image || references.includes(image));
  const digest = found?.digests[0]?.split('@')[1];
  return { reference: found?.references[0] ?? image, id: found?.id ?? image, ...(digest !== undefined && { digest }) };
}
