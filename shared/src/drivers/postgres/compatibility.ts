import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Hint } from '../../errors.ts';
import { message } from '../../text/message.ts';
import type { Selection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { choose } from './capture.ts';
import { maintenance } from './databases.ts';
import { connect, major, type Server } from './server.ts';
import { Session } from './session.ts';

/** Throws `incompatible.postgres-version` when the data is of a newer major version than the server. */
export function assertNotOlder(server: Server, version: string): void {
  if (Number.parseInt(version, 10) <= major(server.version)) return;
  throw new AppError('incompatible.postgres-version', { service: server.name, version, server: server.versionText });
}

/**
 * Rejects with `incompatible.extensions`, which names all of them, when the server's image does not bring some of these extensions.
 * The hint says what then helps.
 */
export async function assertExtensions(
  server: Server,
  session: Session,
  names: string[],
  ctx: Context,
  hint: Hint = message('hint.image-with-extensions', {}),
): Promise<void> {
  const available = new Set(
    (await session.query<{ name: string }>('select name from pg_available_extensions', ctx)).map(({ name }) => name),
  );
  const missing = new Set(names.filter((name) => !available.has(name)));
  if (missing.size === 0) return;
  throw new AppError('incompatible.extensions', { service: server.name, extensions: [...missing].sort() }, { hint });
}

/**
 * Resolves when the target's major version is not older and its image brings all extensions of the chosen databases:
 * {@link Driver.fits}. Rejects with `incompatible.postgres-version` or `incompatible.extensions`, with `not-found.database` or
 * `unsupported.closed-database`.
 */
export async function fits(source: ServerTarget, selection: Selection, target: ServerTarget, ctx: Context): Promise<void> {
  const [from, to] = await Promise.all([connect(source, ctx), connect(target, ctx)]);
  assertNotOlder(to, from.versionText);
  const extensions: string[] = [];
  for (const { name } of await choose(from, selection, ctx)) {
    await using inside = await Session.open(from, name, ctx);
    const found = await inside.query<{ name: string }>('select extname as name from pg_extension', ctx);
    extensions.push(...found.map((extension) => extension.name));
  }
  await using session = await maintenance(to, [], ctx);
  await assertExtensions(to, session, extensions, ctx);
}
