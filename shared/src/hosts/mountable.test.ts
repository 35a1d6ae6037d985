import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { plainContext } from '../context.ts';
import { DockerApi } from './dockerApi.ts';
import { KnownDocker } from './knownDocker.ts';
import { mountable } from './mountable.ts';

/** No Docker Engine is asked: it would be unreachable. */
const nowhere = new KnownDocker(new DockerApi({ type: 'socket', path: '/longshore/no/such.sock' }));
const own = fileURLToPath(import.meta.url);
const temporary = process.env['TMPDIR'];
afterEach(() => {
  if (temporary === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = temporary;
});

test('a file that we cannot see is not mountable', async () => {
  expect(await mountable(nowhere, 'i', '/longshore/no/such/file', plainContext())).toBe(false);
});

test('nothing is where no temporary folder can be made', async () => {
  process.env['TMPDIR'] = '/longshore/no/such/folder';
  expect(await mountable(nowhere, 'i', own, plainContext())).toBe(false);
});
