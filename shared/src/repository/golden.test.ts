import { createHash } from 'node:crypto';
import { cp, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { backup, collect, ctx, listed, open, temporaryFolder } from '../../../test/support/snapshots.ts';
import { Inventory } from '../model/inventory.ts';
import { recordedIn } from '../model/recorded.ts';
import type { Repository } from './repository.ts';

const golden = join(import.meta.dirname, '../../../test/golden');
const Expected = z.object({
  inventories: z.record(z.string(), Inventory),
  artifacts: z.array(z.object({ service: z.string(), name: z.string(), sha256: z.string() })),
});

/** Repositories that released versions have written. They are never made anew: this version has to read them. */
describe.each(['format-1'])('the golden repository of %s', (name) => {
  let repository: Repository;
  let expected: z.infer<typeof Expected>;

  beforeAll(async () => {
    repository = await open(join(golden, name));
    expected = Expected.parse(JSON.parse(await readFile(join(golden, `${name}.json`), 'utf8')));
  });

  it('is listed', async () => {
    const warnings: unknown[] = [];
    const found = [];
    for await (const summary of repository.list(ctx, { warn: (error) => warnings.push(error) })) found.push(summary);
    expect(warnings).toEqual([]);
    expect(found).toMatchObject([
      { reference: 'shop/2026-02-18_02-00-00Z', pinned: false, proofs: [], complete: false },
      {
        reference: 'shop/2026-02-17_02-00-00Z',
        pinned: true,
        proofs: [{ kind: 'drill', ok: true, rows: 120 }],
        complete: true,
      },
    ]);
  });

  it('is whole', async () => {
    for (const { reference } of await listed(repository)) {
      await expect((await repository.find(reference, ctx)).check(ctx)).resolves.toBeUndefined();
    }
  });

  it('gives back what was saved', async () => {
    const snapshot = await repository.find('shop/latest', ctx);
    expect(snapshot.manifest).toMatchObject({ mode: 'freeze', environment: 'production', point: '2026-02-17T02:00:01.000Z' });
    const found = [];
    for (const { name: service } of snapshot.manifest.services) {
      const set = await snapshot.artifacts(service, ctx);
      expect(set.inventory).toEqual(expected.inventories[service]);
      for (const source of set.artifacts) {
        const bytes = await collect(await source.open(ctx));
        found.push({ service, name: source.name, sha256: createHash('sha256').update(bytes).digest('hex') });
      }
    }
    expect(found).toEqual(expected.artifacts);
  });

  it('takes new snapshots, and keeps the old ones as they are', async () => {
    await using copy = await temporaryFolder();
    await cp(join(golden, name), copy.path, { recursive: true });
    const before = await readdir(copy.path, { recursive: true });
    const later = await open(copy.path, () => 'elsewhere');
    const { sequence } = await backup(later, { startedAt: new Date('2026-03-01T00:00:00Z') });
    expect(sequence).toBe(3);
    expect(await readdir(copy.path, { recursive: true })).toEqual(expect.arrayContaining(before));
    expect(await listed(later)).toHaveLength(3);
  });
});

describe('the golden repository of b1eaa65, whose inventories do not say what they recorded', () => {
  const name = 'format-1-b1eaa65';
  const counted = async ({ reference }: { reference: string }, repository: Repository): Promise<Record<string, unknown>> => {
    const { services } = await (await repository.find(reference, ctx)).inventory(ctx);
    return Object.fromEntries(
      Object.entries(services).map(([service, { inventory }]) => [
        service,
        { said: inventory.recorded, tables: recordedIn(inventory, service === 'db' ? 'postgres' : 'valkey')?.['table'] },
      ]),
    );
  };

  it('is whole, and read as what that version recorded', async () => {
    const repository = await open(join(golden, name));
    const [later, earlier] = await listed(repository);
    for (const summary of [later, earlier]) {
      expect(summary).toMatchObject({ complete: true, services: [{ name: 'cache' }, { name: 'db' }] });
      await (await repository.find(summary?.reference ?? '', ctx)).check(ctx);
    }
    const cache = { said: undefined, tables: undefined };
    // The later one was saved with --no-counts.
    expect(await counted(earlier ?? { reference: '' }, repository)).toEqual({
      cache,
      db: { said: undefined, tables: ['owner', 'rows'] },
    });
    expect(await counted(later ?? { reference: '' }, repository)).toEqual({ cache, db: { said: undefined, tables: ['owner'] } });
  });
});
