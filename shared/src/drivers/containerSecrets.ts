import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { text } from '../hosts/collect.ts';
import type { Container } from '../hosts/container.ts';
import type { Host } from '../hosts/host.ts';

/**
 * Resolves with the secrets that a container's environment holds under these names, or in a file that it names with `_FILE` behind
 * one of them: each once, in the order of the names. Empty when there is none. A file that cannot be read tells nothing.
 */
export async function secretsOf(host: Host, container: Container, names: string[], ctx: Context): Promise<string[]> {
  const found = await Promise.all(
    names.map(async (name) => [container.env[name], await fileContent(host, container, container.env[`${name}_FILE`], ctx)]),
  );
  return [...new Set(found.flat().filter((value): value is string => value !== undefined && value !== ''))];
}

/**
 * Resolves with a file's text without line ends behind it. Undefined without a path, or when the file cannot be read. It is read by
 * the container's own `cat`, which sees what is in its memory too. Where the image has none, through Docker.
 */
async function fileContent(
  host: Host,
  container: Container,
  path: string | undefined,
  ctx: Context,
): Promise<string | undefined> {
  if (path === undefined || path === '') return undefined;
  const ways = [() => host.exec(container.id, ['cat', '--', path], ctx), () => host.readFile(container.id, path, ctx)];
  for (const read of ways) {
    try {
      return (await text(read())).replace(/(\r?\n)+$/, '');
    } catch (error) {
      if (ctx.signal.aborted || !AppError.is(error)) throw error;
      if (!['tool-failed', 'tool-missing', 'not-found', 'unsupported', 'conflict'].includes(error.code)) throw error;
    }
  }
  return undefined;
}
