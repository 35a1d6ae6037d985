import { expect, test } from 'vitest';
import type { Container } from '../hosts/container.ts';
import { findServices } from './index.ts';

const container = (name: string, image: string, service = name): Container =>
  ({
    id: `id of ${name}`,
    name,
    image,
    labels: { 'com.docker.compose.service': service },
    env: {},
    command: image.startsWith('postgres') ? ['docker-entrypoint.sh', 'postgres'] : ['docker-entrypoint.sh', 'valkey-server'],
  }) as never;
const app = { ...container('app', 'shop/app:1'), command: ['node', 'app.js'] };
const found = (containers: Container[], ...declared: Parameters<typeof findServices>[1]): string[] =>
  findServices(containers, declared).map(({ name, kind, containers: own }) => `${name} is ${kind} in ${own.join()}`);

test('services are found in the order of their containers, under the names of Compose', () => {
  const cache = container('shop-cache-1', 'valkey:8', 'cache');
  const db = container('shop-db-1', 'postgres:17', 'db');
  expect(found([cache, app, db])).toEqual(['cache is valkey in id of shop-cache-1', 'db is postgres in id of shop-db-1']);
});

test('a scaled service is several services, each by the name of its container', () => {
  const cache = [1, 2].map((n) => container(`shop-cache-${n}`, 'valkey:8', 'cache'));
  expect(found(cache)).toEqual(['shop-cache-1 is valkey in id of shop-cache-1', 'shop-cache-2 is valkey in id of shop-cache-2']);
});

test('two kinds that agree on a name get different ones', () => {
  const both = [container('data', 'postgres:17'), container('other', 'valkey:8', 'data')];
  expect(found(both)).toEqual(['data-postgres is postgres in id of data', 'other is valkey in id of other']);
});

test('what the configuration names is found where nothing shows it, and once where something does', () => {
  expect(found([app])).toEqual([]);
  expect(found([app], { name: 'app', kind: 'postgres' })).toEqual(['app is postgres in id of app']);
  const db = container('shop-db-1', 'postgres:17', 'db');
  expect(found([db], { name: 'db', kind: 'postgres' })).toEqual(found([db]));
  // The user knows better.
  expect(found([db], { name: 'db', kind: 'valkey' })).toEqual(['db is valkey in id of shop-db-1']);
});

test('what the configuration names and the stack does not have comes last, as absent', () => {
  const db = container('shop-db-1', 'postgres:17', 'db');
  const all = findServices([db], [{ name: 'cahce', kind: 'valkey' }]);
  expect(all).toMatchObject([{ name: 'db' }, { name: 'cahce', kind: 'valkey', containers: [], absent: true }]);
  // By the name of its container, and of a service that is scaled: both are there.
  const scaled = [1, 2].map((n) => container(`shop-app-${n}`, 'shop/app:1', 'app'));
  const declared = [
    { name: 'shop-db-1', kind: 'postgres' as const },
    { name: 'app', kind: 'postgres' as const },
  ];
  expect(findServices([db, ...scaled], declared).some(({ absent }) => absent)).toBe(false);
});

test('no two services have one name, whatever their containers are called', () => {
  const all = [
    container('cache', 'postgres:17', 'db'),
    container('p-db-2', 'postgres:17', 'db'),
    container('other', 'valkey:8', 'cache'),
  ];
  const names = findServices(all, []).map(({ name }) => name);
  expect(new Set(names).size).toBe(3);
});
