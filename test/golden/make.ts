import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRepository } from '../../shared/src/repository/storedRepository.ts';
import { format } from '../../shared/src/repository/manifestFile.ts';
import { folderStorage } from '../../shared/src/storage/folder.ts';
import { Readable } from 'node:stream';
import { startContainer, waitFor } from '../support/docker.ts';
import { type Content, contentOf, ctx, fill, shop } from '../support/snapshots.ts';
import type { Inventory } from '../../shared/src/model/inventory.ts';
import { stackFolder } from '../../shared/src/repository/layout.ts';

/**
 * Writes the golden repository of the present format, from real servers. Run once for each format, before it is released:
 * what it wrote is read by the tests for ever, and never written again.
 */
const root = join(import.meta.dirname, `format-${format}`);
if (existsSync(root)) throw new Error(`${root} is there already, and must stay as it is.`);

const exec = (container: string, ...argv: string[]): Buffer => execFileSync('docker', ['exec', container, ...argv]);
const ready = (container: string, ...argv: string[]): Promise<void> =>
  waitFor(() => {
    try {
      exec(container, ...argv);
      return true;
    } catch {
      return false;
    }
  });

await using db = await startContainer({ image: 'longshore-test/postgres:17', env: { POSTGRES_PASSWORD: 'golden' } });
await using cache = await startContainer({ image: 'longshore-test/valkey:8' });
await ready(db.id, 'psql', '-h', '127.0.0.1', '-U', 'postgres', '-c', 'select 1');
await ready(cache.id, 'valkey-cli', 'ping');
const psql = (database: string, ...statements: string[]): Buffer =>
  exec(db.id, 'psql', '-U', 'postgres', '-d', database, '-v', 'ON_ERROR_STOP=1', ...statements.flatMap((one) => ['-c', one]));
psql(
  'postgres',
  `CREATE ROLE shop LOGIN PASSWORD 'golden'`,
  'CREATE DATABASE shop OWNER shop',
  'CREATE DATABASE "Größe M" OWNER shop',
);
psql('shop', `CREATE TABLE orders AS SELECT n AS id, 'order ' || n AS name FROM generate_series(1, 100) AS n`);
psql('Größe M', 'CREATE TABLE empty (id int)');
for (let n = 1; n <= 20; n += 1) exec(cache.id, 'valkey-cli', 'set', `key:${n}`, `value ${n}`);
exec(cache.id, 'valkey-cli', 'save');

const content: Content = {
  db: {
    'globals.sql': exec(db.id, 'pg_dumpall', '-U', 'postgres', '--globals-only'),
    'shop.dump': exec(db.id, 'pg_dump', '-U', 'postgres', '-Fc', 'shop'),
    'Größe M.dump': exec(db.id, 'pg_dump', '-U', 'postgres', '-Fc', 'Größe M'),
  },
  cache: { 'dump.rdb': exec(cache.id, 'cat', '/data/dump.rdb') },
};
const table = (item: string, name: string, rows: number): Inventory['entries'][number] => ({
  item,
  name,
  type: 'table',
  exact: { rows },
  atLeast: {},
  informative: { bytes: 8192 },
});
const inventories: Record<string, Inventory> = {
  db: { version: '17', entries: [table('shop', 'public.orders', 100), table('Größe M', 'public.empty', 0)] },
  cache: {
    version: '8',
    entries: [{ item: '0', name: '', type: 'keyspace', exact: { keys: 20 }, atLeast: {}, informative: {} }],
  },
};
const snapshotContent = (of: Content): ReturnType<typeof contentOf> => {
  const plain = contentOf(of);
  const services = Object.entries(plain.inventory.services).map(([name, service]) => [
    name,
    { ...service, inventory: inventories[name] ?? service.inventory },
  ]);
  return { ...plain, inventory: { services: Object.fromEntries(services) } };
};

const storage = folderStorage(root);
const repository = await openRepository(
  storage,
  'golden',
  { writer: `golden of format ${format}`, ownerState: () => 'elsewhere' },
  ctx,
);
const owner = { machine: 'golden', boot: 'golden', pid: 1, processStart: '1' };
const begin = (startedAt: string): ReturnType<typeof repository.create> =>
  repository.create({ stack: shop, job: 'golden', owner, startedAt: new Date(startedAt) }, ctx);

const complete = await begin('2026-02-17T02:00:00Z');
await fill(complete, content);
const point = new Date('2026-02-17T02:00:01Z');
await complete.commit({ ...snapshotContent(content), mode: 'freeze', environment: 'production', point }, ctx);

const only = { cache: content['cache'] ?? {} };
const incomplete = await begin('2026-02-18T02:00:00Z');
await fill(incomplete, only);
const missing = [{ service: 'db', reason: { key: 'internal.bug', params: {} } }];
await incomplete.commit({ ...snapshotContent(only), missing }, ctx);

// A process that died: nobody disposes its writer.
await fill(await begin('2026-02-19T02:00:00Z'), only);

const snapshot = await repository.find('shop/latest', ctx);
const record = {
  snapshot: snapshot.reference,
  kind: 'drill',
  at: '2026-02-17T03:00:00.000Z',
  ok: true,
  rows: 120,
  seconds: 4.2,
} as const;
await repository.recordProof(snapshot, { ...record, services: ['db', 'cache'] }, ctx);
const pin = `${JSON.stringify({ snapshot: snapshot.manifest.id, at: '2026-02-17T03:00:00.000Z' })}\n`;
await storage.put(`${stackFolder(shop)}/pins/${snapshot.manifest.id}.json`, Readable.from([Buffer.from(pin)]), ctx.signal);

const expected = Object.entries(content).flatMap(([service, artifacts]) =>
  Object.entries(artifacts).map(([name, bytes]) => ({ service, name, sha256: createHash('sha256').update(bytes).digest('hex') })),
);
await writeFile(`${root}.json`, `${JSON.stringify({ inventories, artifacts: expected }, undefined, 2)}\n`);
