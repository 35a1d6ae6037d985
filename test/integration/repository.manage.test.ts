import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Repository } from '../../shared/src/repository/repository.ts';
import { type TestCli, openCli } from '../support/cli.ts';
import { backup, listed, open } from '../support/snapshots.ts';

/** Snapshots are looked after where no Docker Engine is at hand. */
const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

let cli: TestCli;
let repository: Repository;
const day = (n: number): Date => new Date(Date.UTC(2026, 1, n, 2));
const at = (n: number): string => `shop/2026-02-${String(n).padStart(2, '0')}_02-00-00Z`;

beforeEach(async () => {
  cli = await openCli();
  repository = await open(join(cli.dataDir, 'repository'));
  for (const n of [1, 2, 3]) await backup(repository, { startedAt: day(n) });
});
afterEach(() => cli[Symbol.asyncDispose]());

describe('pin and unpin', () => {
  it('name the snapshot that latest is, and show it in lists and in detail', async () => {
    expect(await cli.run(['pin', 'shop/latest'], env)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining(at(3)) as unknown,
    });
    expect((await listed(repository)).map(({ pinned }) => pinned)).toEqual([true, false, false]);
    expect((await cli.run(['snapshots'], env)).out).toMatch(new RegExp(`${at(3)} .*pinned`));
    expect((await cli.run(['show', at(3)], env)).out).toMatch(/kept +pinned/);
    expect((await cli.json(['show', at(3)], env)).last).toMatchObject({ data: { pinned: true } });
    expect((await cli.json(['unpin', at(3)], env)).last).toMatchObject({
      kind: 'pin',
      data: { reference: at(3), pinned: false },
    });
    expect((await listed(repository)).map(({ pinned }) => pinned)).toEqual([false, false, false]);
  });

  it('refuse what is not there', async () => {
    expect((await cli.json(['pin', at(9)], env)).last).toMatchObject({
      kind: 'error',
      data: { message: { key: 'not-found.snapshot' } },
    });
  });
});
