import { cp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/src/model/manifest.ts';
import { stackFolder } from '../../shared/src/repository/layout.ts';
import { writeManifest } from '../../shared/src/repository/manifestFile.ts';
import type { Repository } from '../../shared/src/repository/repository.ts';
import { type TestCli, openCli } from '../support/cli.ts';
import { backup, ctx, listed, open, shop } from '../support/snapshots.ts';

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

const references = async (): Promise<string[]> => (await listed(repository)).map(({ reference }) => reference);
/** A drill that worked, or did not. */
async function drilled(n: number, ok = true): Promise<void> {
  const snapshot = await repository.find(at(n), ctx);
  const { id, services } = snapshot.manifest;
  const record = { snapshot: id, kind: 'drill', at: new Date().toISOString(), ok, rows: 5, seconds: 1 } as const;
  await repository.recordProof(snapshot, { ...record, services: services.map(({ name }) => name) }, ctx);
}

describe('delete', () => {
  it('asks, says what is lost, and takes it away; a dry run does not', async () => {
    const dry = await cli.run(['delete', at(1), '--dry-run'], env);
    expect(dry.out).toMatch(new RegExp(`Lost: ${at(1)}, .*its restore was never tested`));
    expect(dry.out).toContain('shop then has 2 left');
    expect(await cli.run(['delete', at(1)], env)).toMatchObject({ code: 2, out: '' });
    expect(await references()).toHaveLength(3);
    const done = await cli.run(['delete', at(1), at(2), at(2), '--yes'], env);
    expect(done).toMatchObject({ code: 0, out: expect.stringMatching(`^Deleted ${at(1)}, ${at(2)}: `) as unknown });
    expect(await references()).toEqual([at(3)]);
    expect((await cli.json(['jobs'], env)).last).toMatchObject({
      data: { items: [{ operation: 'delete', state: 'succeeded' }] },
    });
  });

  it('runs exactly the plan that was shown, not one for what has changed since', async () => {
    await drilled(1);
    await drilled(2);
    const [, plan = ''] = /longshore run (\S+)/.exec((await cli.run(['delete', at(1), '--dry-run'], env)).out) ?? [];
    await cli.json(['delete', at(2), '--yes'], env);
    // Planned again when the plan is older than a moment; else the job finds it out.
    const { last } = await cli.json(['run', plan, '--yes'], env);
    expect(JSON.stringify(last)).toContain('"key":"conflict.last-good"');
    expect(await references()).toEqual([at(3), at(1)]);
  });

  it('spares what is pinned, and the last whose restore was tested', async () => {
    await drilled(1);
    await drilled(2, false);
    await cli.run(['pin', at(3)], env);
    const keyOf = async (...argv: string[]): Promise<unknown> =>
      ((await cli.json(['delete', ...argv, '--yes'], env)).last['data'] as { message: { key: string } }).message.key;
    expect(await keyOf(at(3), '--force')).toBe('conflict.pinned');
    expect(await keyOf(at(1))).toBe('conflict.last-good');
    expect(await keyOf(at(9))).toBe('not-found.snapshot');
    expect(await references()).toHaveLength(3);
    expect((await cli.json(['delete', at(1), '--force', '--yes'], env)).last).toMatchObject({ result: { deleted: [at(1)] } });
    expect(await references()).toEqual([at(3), at(2)]);
  });

  it('whose process is killed leaves each snapshot whole or gone', async () => {
    const killed = await cli.json(['delete', at(1), at(2), '--yes'], { ...env, LONGSHORE_TEST_DIE_AFTER: '2' });
    expect(killed.last).toMatchObject({ error: { code: 'recovery-needed' } });
    expect(await references()).toHaveLength(3);
    const after = await cli.json(['delete', at(1), at(2), '--yes'], { ...env, LONGSHORE_TEST_DIE_AFTER: '3' });
    expect(after.last).toMatchObject({ error: { code: 'recovery-needed' } });
    expect(await references()).toEqual([at(3), at(2)]);
  });

  it('completes more than one name', async () => {
    const { out } = await cli.run(['__complete', '--', 'delete', at(1), 'shop/2026-02-02'], env);
    expect(out).toMatch(new RegExp(`^${at(2)}\t`));
  });
});

describe('import', () => {
  /** A copy of a snapshot that this repository does not have. */
  async function carried(startedAt = day(9)): Promise<string> {
    const old = join(cli.dataDir, 'old');
    const { id } = await backup(await open(old), { startedAt });
    const usb = join(cli.dataDir, 'usb stick');
    await cp(join(old, stackFolder(shop), id), usb, { recursive: true });
    return usb;
  }

  it('takes it in, checked, and says what to do next; a second time there is nothing to do', async () => {
    const usb = await carried();
    const dry = await cli.run(['import', usb, '--dry-run'], env);
    expect(dry.out).toContain('Nothing in the repository is replaced.');
    expect(await references()).toHaveLength(3);
    const { code, out } = await cli.run(['import', usb], env);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Imported ${at(9)}: `));
    expect(out).toContain(`longshore drill ${at(9)}`);
    await (await repository.find(at(9), ctx)).check(ctx);
    expect((await cli.run(['snapshots'], env)).out).toContain(at(9));
    const again = await cli.run(['import', usb], env);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('There is nothing to do.') as unknown });
  });

  it('says when latest would be an older one, and asks', async () => {
    const usb = await carried(new Date('2020-01-01T00:00:00Z'));
    // Where it came from, it was the fourth.
    const manifest = JSON.parse(await readFile(join(usb, 'manifest.json'), 'utf8')) as Manifest;
    await writeFile(join(usb, 'manifest.json'), writeManifest({ ...manifest, sequence: 40 }));
    const refused = await cli.run(['import', usb], env);
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching('until the next backup, latest means') as unknown });
    expect((await cli.json(['import', usb, '--yes'], env)).last).toMatchObject({ outcome: 'succeeded' });
  });

  it('refuses a damaged one, and leaves the repository as it was', async () => {
    const usb = await carried();
    const dump = join(usb, 'db', 'app.dump');
    await writeFile(dump, (await readFile(dump)).fill('x', 50, 51));
    const { code, last } = await cli.json(['import', usb], env);
    expect({ code, last }).toMatchObject({ code: 17, last: { error: { message: { key: 'corrupt.changed' } } } });
    expect((await cli.json(['import', join(cli.dataDir, 'old')], env)).last).toMatchObject({ data: { code: 'usage' } });
    expect(await references()).toEqual([at(3), at(2), at(1)]);
    expect(await readdir(join(cli.dataDir, 'repository', stackFolder(shop)))).toHaveLength(3);
  });

  it('whose process is killed is begun anew by the next one', async () => {
    const usb = await carried();
    const killed = await cli.json(['import', usb], { ...env, LONGSHORE_TEST_DIE_AFTER: '2' });
    expect(killed.last).toMatchObject({ error: { code: 'recovery-needed' } });
    expect(await references()).toHaveLength(3);
    expect((await cli.json(['import', usb], env)).last).toMatchObject({ outcome: 'succeeded', result: { snapshot: at(9) } });
  });
});

describe('a repository whose disk is not mounted', () => {
  const place = (): string => join(cli.dataDir, 'repository');
  const keyOf = async (argv: string[]): Promise<unknown> => {
    const { last } = await cli.json(argv, env);
    return (last['data'] as { message?: { key: string } }).message?.key;
  };

  it('is refused to readers and writers until it is back, or forgotten', async () => {
    const other = join(cli.dataDir, 'other');
    await cp(join(place(), stackFolder(shop), at(1).slice('shop/'.length)), other, { recursive: true });
    await cli.run(['snapshots'], env);
    expect(await keyOf(['forget', 'local'])).toBe('conflict.repository-there');
    await rename(place(), join(cli.dataDir, 'disk'));
    const { code, err } = await cli.run(['snapshots'], env);
    expect({ code, err }).toEqual({
      code: 16,
      err: expect.stringMatching(/Is its disk mounted\?[^]*longshore forget local/) as unknown,
    });
    expect(await keyOf(['import', other])).toBe('storage-failed.repository-missing');
    expect(await readdir(cli.dataDir)).not.toContain('repository');
    await rename(join(cli.dataDir, 'disk'), place());
    expect((await cli.run(['snapshots'], env)).out).toContain(at(3));

    await rm(place(), { recursive: true });
    expect((await cli.run(['forget', 'local'], env)).code).toBe(0);
    expect((await cli.json(['import', other], env)).last).toMatchObject({ outcome: 'succeeded' });
    expect((await cli.json(['snapshots'], env)).last).toMatchObject({ data: { items: [{ reference: at(1) }] } });
  });
});

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
