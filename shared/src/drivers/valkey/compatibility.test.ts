import { expect, test } from 'vitest';
import { AppError } from '../../errors.ts';
import { assertLoadable } from './compatibility.ts';
import { formatName, writtenBy } from './formats.ts';
import { RdbParser } from './rdb.ts';

test.each<[server: 'redis' | 'valkey', version: string, family: 'redis' | 'valkey', format: number, loads: boolean]>([
  ['redis', '6.0.16', 'redis', 9, true],
  ['redis', '6.2.14', 'redis', 10, false],
  ['redis', '7.0.15', 'redis', 10, true],
  ['redis', '7.0.15', 'redis', 11, false],
  ['redis', '7.2.5', 'redis', 11, true],
  ['redis', '7.4.0', 'redis', 12, true],
  ['redis', '8.0.2', 'redis', 12, true],
  ['redis', '8.4.1', 'redis', 13, false],
  ['redis', '8.6.0', 'redis', 13, true],
  ['redis', '8.10.0', 'redis', 13, true],
  ['redis', '9.0.0', 'redis', 13, true],
  ['redis', '8.0.2', 'valkey', 80, false],
  ['valkey', '7.2.5', 'redis', 11, true],
  ['valkey', '8.1.1', 'redis', 9, true],
  ['valkey', '8.1.1', 'redis', 12, false],
  ['valkey', '9.0.0', 'redis', 12, false],
  ['valkey', '8.1.1', 'valkey', 80, false],
  ['valkey', '9.0.0', 'valkey', 80, true],
])('%s %s and a dump of %s in format %i: %s', (family, version, written, format, loads) => {
  const judged = refusal(() => assertLoadable({ family: written, version: format }, { family, version }));
  expect(judged).toBe(loads ? '' : 'incompatible.rdb-format');
});

test.each(['4.0.14', '6.2.14', '7.0.15', '7.2.5', '7.4.0', '8.0.2', '8.6.0', '8.8.0', '8.10.1', '9.0.0'])(
  'what Redis %s writes goes into the same version exactly when it can be parsed',
  (version) => {
    const server = { family: 'redis', version } as const;
    const format = writtenBy(server);
    const parsed = refusal(() => new RdbParser().write(Buffer.from(formatName(format))));
    expect(refusal(() => assertLoadable(format, server))).toBe(parsed);
    expect(parsed).toBe(format.version > 13 ? 'unsupported.rdb-version' : '');
  },
);

function refusal(act: () => void): string {
  try {
    act();
    return '';
  } catch (error) {
    return AppError.is(error) ? error.key : String(error);
  }
}
