import { driverOf } from '../../shared/src/drivers/index.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Context, plainContext } from '../../shared/src/context.ts';
import type { Artifact } from '../../shared/src/artifact.ts';
import type { Manifest, SnapshotSummary } from '../../shared/src/model/manifest.ts';
import type { StackId } from '../../shared/src/model/service.ts';
import type { AttemptOwner } from '../../shared/src/model/owner.ts';
import type { JudgeOwner } from '../../shared/src/repository/attempt.ts';
import { openRepository } from '../../shared/src/repository/storedRepository.ts';
import type { Repository, SnapshotContent, SnapshotWriter } from '../../shared/src/repository/repository.ts';
import { folderStorage } from '../../shared/src/storage/folder.ts';
import type { Storage } from '../../shared/src/storage/storage.ts';

export const ctx: Context = plainContext();
export const shop: StackId = { name: 'shop', engine: 'ENGINE', project: 'shop', workingDir: '/srv/shop' };
export const owner: AttemptOwner = { machine: 'here', boot: 'b1', pid: 4711, processStart: '99' };

/** A folder that is gone when the scope ends. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'longshore-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export const open = (storage: Storage | string, ownerState: JudgeOwner = () => 'alive', index?: string): Promise<Repository> =>
  openRepository(
    typeof storage === 'string' ? folderStorage(storage) : storage,
    'local',
    { writer: 'longshore/test', ownerState, ...(index !== undefined && { index }) },
    ctx,
  );

/** An artifact with that content; the content may fail. */
export const artifact = (
  name: string,
  content: string | Buffer | Iterable<Buffer> | AsyncIterable<Buffer>,
  compress = true,
): Artifact => ({
  name,
  compress,
  open: () =>
    Promise.resolve(Readable.from(typeof content === 'string' || Buffer.isBuffer(content) ? [Buffer.from(content)] : content)),
});

/** What the services of a snapshot hold: the content of each artifact, by service and name. */
export type Content = Record<string, Record<string, string | Buffer>>;

export const plainContent: Content = {
  db: { 'globals.sql': 'CREATE ROLE shop;\n'.repeat(500), 'app.dump': Buffer.alloc(200_000, 'PGDMP') },
  cache: { 'dump.rdb': 'REDIS0011' },
};

export function contentOf(content: Content, options: Partial<SnapshotContent> = {}): SnapshotContent {
  const services = Object.keys(content);
  return {
    mode: 'online',
    environment: 'dev',
    services: services.map((name) => ({
      name,
      kind: 'dump.rdb' in (content[name] ?? {}) ? 'valkey' : 'postgres',
      image: { reference: 'image:1', id: 'sha256:0' },
      version: '17.2',
      items: [],
    })),
    missing: [],
    scope: services,
    inventory: {
      services: Object.fromEntries(
        services.map((name) => [name, { inventory: { version: '17.2', entries: [] }, detail: { name }, warnings: [] }]),
      ),
    },
    byHand: ({ kind }, artifacts) => driverOf(kind).byHand(artifacts),
    expected: Object.entries(content).flatMap(([service, artifacts]) =>
      Object.keys(artifacts).map((name) => ({ service, name })),
    ),
    ...options,
  };
}

export interface Start {
  stack?: StackId;
  startedAt?: Date;
  owner?: AttemptOwner;
}

export const create = (repository: Repository, start: Start = {}): Promise<SnapshotWriter> =>
  repository.create({ stack: shop, job: 'job-1', owner, startedAt: new Date('2026-02-17T02:00:00Z'), ...start }, ctx);

export async function fill(writer: SnapshotWriter, content: Content): Promise<void> {
  for (const [service, artifacts] of Object.entries(content)) {
    for (const [name, bytes] of Object.entries(artifacts))
      await writer.add(service, artifact(name, bytes, !name.endsWith('.dump')), ctx);
  }
}

/** A committed snapshot. */
export async function backup(
  repository: Repository,
  start: Start = {},
  content: Content = plainContent,
  options: Partial<SnapshotContent> = {},
): Promise<Manifest> {
  await using writer = await create(repository, start);
  await fill(writer, content);
  return await writer.commit(contentOf(content, options), ctx);
}

export async function listed(repository: Repository, stack?: string): Promise<SnapshotSummary[]> {
  const found: SnapshotSummary[] = [];
  for await (const summary of repository.list(ctx, stack === undefined ? {} : { stack })) found.push(summary);
  return found;
}

export async function keys(storage: Storage, prefix = ''): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of storage.list(prefix, ctx.signal)) found.push(key);
  return found;
}

export async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Numbers below a limit that look random and are the same in each run. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
