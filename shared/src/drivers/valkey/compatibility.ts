import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/catalogue.ts';
import type { Selection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { lookAt } from './connect.ts';
import { assertItems } from './inspect.ts';
import type { RdbFormat } from './rdb.ts';
import { versionName, type Server } from './server.ts';

/** The newest format of its own that each Redis version loads, by the first version that does; Valkey until 8 reads those of Redis 7.2. */
const redisFormats: [version: string, format: number][] = [
  ['8.10', 15],
  ['8.8', 14],
  ['8.6', 13],
  ['7.4', 12],
  ['7.2', 11],
  ['7.0', 10],
  ['5.0', 9],
];
const lastCommonFormat = 11;
const oldestFormat = 8;
const valkeyFormat = 80;

/**
 * Rejects with `incompatible` when this server cannot load a dump of this format, before anything is tried: it would load
 * nothing and, with a restart policy, never come up again.
 */
export function assertLoadable(format: RdbFormat, server: Pick<Server, 'family' | 'version'>): void {
  if (isLoadable(format, server)) return;
  const written = format.family === 'valkey' ? `VALKEY${format.version}` : `REDIS${format.version}`;
  throw new AppError(
    'incompatible.rdb-format',
    { server: versionName(server), format: written },
    { hint: message('hint.valkey-newer-server', {}) },
  );
}

function isLoadable(format: RdbFormat, { family, version }: Pick<Server, 'family' | 'version'>): boolean {
  if (family === 'redis') {
    const newest = redisFormats.find(([since]) => !isOlder(version, since));
    return format.family === 'redis' && format.version <= (newest?.[1] ?? oldestFormat);
  }
  if (format.family === 'redis') return format.version <= lastCommonFormat;
  return !isOlder(version, '9.0');
}

/** The format that a server writes: the newest of its own. */
export function writtenBy({ family, version }: Pick<Server, 'family' | 'version'>): RdbFormat {
  if (family === 'valkey' && !isOlder(version, '9.0')) return { family, version: valkeyFormat };
  if (family === 'valkey') return { family: 'redis', version: lastCommonFormat };
  return { family, version: redisFormats.find(([since]) => !isOlder(version, since))?.[1] ?? oldestFormat };
}

/** See {@link Driver.fits}. */
export async function fits(source: ServerTarget, { items }: Selection, target: ServerTarget, ctx: Context): Promise<void> {
  assertItems(items, source.service.name);
  const [from, to] = await Promise.all([lookAt(source, ctx), lookAt(target, ctx)]);
  assertLoadable(writtenBy(from), to);
}

/** Versions as numbers, part by part. */
function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
