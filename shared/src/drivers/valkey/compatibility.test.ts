import { expect, test } from 'vitest';
import { AppError } from '../../errors.ts';
import { assertLoadable } from './compatibility.ts';

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
  const judge = (): string => {
    try {
      assertLoadable({ family: written, version: format }, { family, version });
      return '';
    } catch (error) {
      return AppError.is(error) ? error.key : String(error);
    }
  };
  expect(judge()).toBe(loads ? '' : 'incompatible.rdb-format');
});
