import { expect, test } from 'vitest';
import type { Mount } from './container.ts';
import { mountOf, outlivesContainer } from './mounts.ts';

const mount = (over: Partial<Mount>): Mount => ({
  type: 'volume',
  name: 'pgdata',
  source: '/somewhere',
  destination: '/var/lib/postgresql',
  writable: true,
  ...over,
});

test('data outlives its container on a named volume or a folder of the machine only', () => {
  const outlives = (mounts: Mount[]): boolean => outlivesContainer({ mounts }, '/var/lib/postgresql/18/docker');
  expect(outlives([mount({})])).toBe(true);
  expect(outlives([mount({ type: 'bind', name: '' })])).toBe(true);
  expect(outlives([mount({ destination: '/' })])).toBe(true);
  expect(outlives([mount({ name: '0123456789abcdef'.repeat(4) })])).toBe(false);
  expect(outlives([mount({}), mount({ type: 'tmpfs', name: '', destination: '/var/lib/postgresql/18' })])).toBe(false);
  expect(outlives([mount({ destination: '/var/lib/post' })])).toBe(false);
  expect(outlives([])).toBe(false);
});

test('a path lies in the deepest mount that holds it', () => {
  const mounts = [mount({ destination: '/data', name: 'outer' }), mount({ destination: '/data/inner', name: 'inner' })];
  expect(mountOf({ mounts }, '/data/inner/file')?.name).toBe('inner');
  expect(mountOf({ mounts }, '/data/inner')?.name).toBe('inner');
  expect(mountOf({ mounts }, '/data/other')?.name).toBe('outer');
  expect(mountOf({ mounts }, '/data2')).toBeUndefined();
});
