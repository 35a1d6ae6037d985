import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import type { Manifest } from '../../shared/src/model/manifest.ts';
import { snapshotId, stackFolder } from '../../shared/src/repository/layout.ts';
import { writeManifest } from '../../shared/src/repository/manifestFile.ts';

const hour = 3600_000;
const stored = ['postgres/globals.sql.zst', 'postgres/app.dump', 'postgres/postgres.dump', 'valkey/dump.rdb.zst'];

/** A repository with that many snapshots of each stack, eight files each: manifests as a backup writes them, data of one byte. */
export async function seedRepository(path: string, stacks: number, each: number): Promise<void> {
  await mkdir(path, { recursive: true });
  const mark = {
    format: 1,
    id: `seeded-${stacks}-${each}`,
    createdAt: new Date().toISOString(),
    writer: 'bench',
    recipients: [],
  };
  await writeFile(join(path, 'longshore.json'), JSON.stringify(mark));
  const all = Array.from({ length: stacks * each }, (_, at) => ({ stack: at % stacks, nth: Math.floor(at / stacks) }));
  await pMap(all, ({ stack, nth }) => seedSnapshot(path, stack, nth), { concurrency: 16 });
}

async function seedSnapshot(path: string, of: number, nth: number): Promise<void> {
  const name = `shop-${of}`;
  const startedAt = new Date(Date.UTC(2024, 0, 1) + nth * hour + of * 1000);
  const stack = { name, engine: 'ENGINE', project: name, workingDir: `/srv/${name}` };
  const id = snapshotId(startedAt);
  const image = { reference: 'postgres:17', id: `sha256:${'b'.repeat(64)}` };
  const own = ['inventory.json', 'README.txt'];
  const manifest: Manifest = {
    format: 1,
    id,
    sequence: nth + 1,
    stack,
    startedAt: startedAt.toISOString(),
    finishedAt: startedAt.toISOString(),
    mode: 'freeze',
    environment: 'production',
    complete: true,
    missing: [],
    job: 'bench',
    writer: 'longshore/bench',
    services: [
      { name: 'postgres', kind: 'postgres', image, version: '17.5', items: ['app', 'postgres'] },
      { name: 'valkey', kind: 'valkey', image, version: '8.1', items: ['0'] },
    ],
    artifacts: [...stored, ...own].map((key) => ({
      service: key.includes('/') ? key.slice(0, key.indexOf('/')) : '',
      name: key,
      key,
      bytes: 1,
      sha256: 'a'.repeat(64),
      logicalBytes: 1,
      codecs: [],
    })),
  };
  const folder = join(path, stackFolder(stack), id);
  for (const service of ['postgres', 'valkey']) await mkdir(join(folder, service), { recursive: true });
  for (const key of ['started.json', ...stored, ...own]) await writeFile(join(folder, key), 'x');
  await writeFile(join(folder, 'manifest.json'), writeManifest(manifest));
}
