import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import type { Selection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { lookAt } from './connect.ts';
import { assertParsed, formatName, isLoadable, writtenBy, type RdbFormat } from './formats.ts';
import { assertItems } from './inspect.ts';
import { versionName, type Server } from './server.ts';

/**
 * Throws before anything is tried: `unsupported.rdb-version` when we cannot parse a dump of this format, `incompatible.rdb-format`
 * when this server cannot load it: it would load nothing and, with a restart policy, never come up again.
 */
export function assertLoadable(format: RdbFormat, server: Pick<Server, 'family' | 'version'>): void {
  assertParsed(format);
  if (isLoadable(format, server)) return;
  throw new AppError(
    'incompatible.rdb-format',
    { server: versionName(server), format: formatName(format) },
    { hint: message('hint.valkey-newer-server', {}) },
  );
}

/**
 * Resolves when the target can load what the source writes: {@link Driver.fits}. Rejects with `incompatible.rdb-format`, with
 * `unsupported.rdb-version` when we cannot read it, with `not-found.valkey-item`, and as {@link lookAt} does for either.
 */
export async function fits(source: ServerTarget, { items }: Selection, target: ServerTarget, ctx: Context): Promise<void> {
  assertItems(items, source.service.name);
  const [from, to] = await Promise.all([lookAt(source, ctx), lookAt(target, ctx)]);
  assertLoadable(writtenBy(from), to);
}
