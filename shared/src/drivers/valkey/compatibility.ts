import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import type { Selection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { lookAt } from './connect.ts';
import { assertParsed, formatName, isLoadable, writtenBy, type RdbFormat } from './formats.ts';
import { assertItems } from './inspect.ts';
import { expectedDetail, type Detail } from './detail.ts';
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

/** So much more than the data take a server may be full when it is saved, and still hold them all when it is started with them. */
const tolerance = 1.25;

/**
 * Throws before anything is tried: `incompatible.valkey-slots` when the data are those of other slots of a cluster than the ones that
 * this node serves, `incompatible.valkey-maxmemory` when they take more memory than this server may use.
 */
export function assertHolds({ slots, memory }: Pick<Detail, 'slots' | 'memory'>, service: string, server: Server): void {
  if (slots && server.slots && slots.join() !== server.slots.join()) {
    const params = { service, captured: slots, serves: server.slots };
    throw new AppError('incompatible.valkey-slots', params, { hint: message('hint.valkey-slots', {}) });
  }
  const limit = Number(server.info['maxmemory'] ?? 0);
  if (limit === 0 || memory <= tolerance * limit) return;
  throw new AppError(
    'incompatible.valkey-maxmemory',
    { service, memory, limit },
    { hint: message('hint.valkey-maxmemory', { service }) },
  );
}

/**
 * Resolves when the target can load what the source writes, and hold it: {@link Driver.fits}. Rejects with `incompatible`, with
 * `unsupported.rdb-version` when we cannot read it, with `not-found.valkey-item`, and as {@link lookAt} does for either.
 */
export async function fits(source: ServerTarget, { items }: Selection, target: ServerTarget, ctx: Context): Promise<void> {
  assertItems(items, source.service.name);
  const [from, to] = await Promise.all([lookAt(source, ctx), lookAt(target, ctx)]);
  assertLoadable(writtenBy(from), to);
  assertHolds(expectedDetail(writtenBy(from), from), target.service.name, to);
}
