import { expect, test } from 'vitest';
import { type LockLabels, readLabels, writeLabels } from './lockLabels.ts';
import { lockName } from './lock.ts';
import { thisProcess } from '../machine/owner.ts';

const lock: LockLabels = {
  job: 'j1',
  owner: thisProcess(),
  stack: 'shop',
  since: '2026-05-03T12:00:00.000Z',
  containers: [{ id: 'c1', name: 'shop-db-1' }],
  services: ['c1'],
};

test('a lock is read by every version: its name and its labels stay what they are', () => {
  const labels = writeLabels(lock);
  expect(labels).toEqual({
    'longshore.job': 'j1',
    'longshore.owner': JSON.stringify(lock.owner),
    'longshore.stack': 'shop',
    'longshore.since': '2026-05-03T12:00:00.000Z',
    'longshore.containers': '[{"id":"c1","name":"shop-db-1"}]',
    'longshore.services': '["c1"]',
  });
  expect(readLabels({ id: 'l', name: 'n', labels })).toEqual(lock);
  expect(readLabels({ id: 'l', name: 'n', labels: {} })).toBeUndefined();
  const shop = { name: 'shop', engine: 'e', project: 'shop', workingDir: '/srv/shop' };
  expect(lockName(shop)).toBe('longshore-lock-479bcd9c711a3202');
  expect(lockName({ ...shop, engine: 'f' })).toBe(lockName(shop));
  expect(lockName(shop)).not.toBe(lockName({ ...shop, workingDir: '/srv/twin' }));
});
