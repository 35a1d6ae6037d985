import { AppError } from '../../errors.ts';
import type { RdbFamily } from './rdbValue.ts';
import type { Server } from './server.ts';

/** The first nine bytes of a dump: `REDIS0011`, `VALKEY080`. */
export interface RdbFormat {
  family: RdbFamily;
  version: number;
}

type ServerVersion = Pick<Server, 'family' | 'version'>;

interface KnownFormat extends RdbFormat {
  /** The first version of a server of that family that writes it. */
  since: string;
  /** Whether `RdbParser` knows all that a dump of this format can hold. */
  parsed: boolean;
}

/** Every format that a server is known to write, newest first for each family. */
const formats: readonly KnownFormat[] = [
  { family: 'valkey', version: 80, since: '9.0', parsed: true },
  { family: 'redis', version: 15, since: '8.10', parsed: false },
  { family: 'redis', version: 14, since: '8.8', parsed: false },
  { family: 'redis', version: 13, since: '8.6', parsed: true },
  { family: 'redis', version: 12, since: '7.4', parsed: true },
  { family: 'redis', version: 11, since: '7.2', parsed: true },
  { family: 'redis', version: 10, since: '7.0', parsed: true },
  { family: 'redis', version: 9, since: '5.0', parsed: true },
  { family: 'redis', version: 8, since: '0.0', parsed: true },
];

/** Valkey before 9 writes it, and every Valkey loads it: Redis' own of 7.2, from which Valkey was made. */
const common: RdbFormat = { family: 'redis', version: 11 };

/** Returns the format that a server writes: the newest that is known of its version, `REDIS0011` for a Valkey before 9. */
export function writtenBy({ family, version }: ServerVersion): RdbFormat {
  return formats.find((format) => format.family === family && !isOlder(version, format.since)) ?? common;
}

/** Returns whether a server can load a dump of this format. */
export function isLoadable(format: RdbFormat, server: ServerVersion): boolean {
  const own = writtenBy(server);
  if (format.family === own.family) return format.version <= own.version;
  return server.family === 'valkey' && format.family === common.family && format.version <= common.version;
}

/** Throws `unsupported.rdb-version` when a dump of this format cannot be parsed, and so neither checked nor counted. */
export function assertParsed(format: RdbFormat): void {
  const newest = formats.find(({ family, parsed }) => family === format.family && parsed);
  if (!newest || format.version > newest.version) throw new AppError('unsupported.rdb-version', { format: formatName(format) });
}

/** Returns the nine bytes at the beginning of a dump of this format. */
export const formatName = ({ family, version }: RdbFormat): string =>
  family === 'valkey' ? `VALKEY${String(version).padStart(3, '0')}` : `REDIS${String(version).padStart(4, '0')}`;

/** Returns whether a version is older than another. Only the first two parts are compared, as numbers. */
function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
