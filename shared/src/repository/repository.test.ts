import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../../test/support/failure.ts';
import {
  type Content,
  artifact,
  backup,
  collect,
  contentOf,
  create,
  ctx,
  fill,
  keys,
  listed,
  open,
  owner,
  plainContent,
  shop,
  temporaryFolder,
} from '../../../test/support/snapshots.ts';
import { wrapStorage } from '../../../test/support/wrapStorage.ts';
import { AppError } from '../errors.ts';
import { type Missing, type ProofRecord, ProofSummary } from '../model/manifest.ts';
import { folderStorage } from '../storage/folder.ts';
import type { Storage } from '../storage/storage.ts';
import { stackFolder } from './layout.ts';
import type { Repository } from './repository.ts';

const second = (n: number): Date => new Date(Date.UTC(2026, 1, 17, 2, 0, n));
const folder = stackFolder(shop);

let root: Awaited<ReturnType<typeof temporaryFolder>>;
let storage: Storage;
let repository: Repository;

beforeEach(async () => {
  root = await temporaryFolder();
  storage = folderStorage(root.path);
  repository = await open(storage);
});

afterEach(() => root[Symbol.asyncDispose]());

describe('a repository', () => {
  it('is made by the first backup, not by looking', async () => {
    expect(await listed(repository)).toEqual([]);
    expect(await keys(storage)).toEqual([]);
    await backup(repository);
    const file = JSON.parse(await readFile(join(root.path, 'longshore.json'), 'utf8'));
    expect(file).toMatchObject({ format: 1, recipients: [], writer: 'longshore/test' });
    expect(await listed(await open(storage))).toHaveLength(1);
  });

  it('is one and the same for two first backups at once', async () => {
    const [one, two] = await Promise.all([open(storage), open(storage)]);
    await Promise.all([backup(one, { startedAt: second(1) }), backup(two, { startedAt: second(2) })]);
    expect(await listed(repository)).toHaveLength(2);
  });

  it('does not take a folder that holds something else', async () => {
    await writeFile(join(root.path, 'thesis.doc'), 'x');
    expect((await errorOf(open(storage))).key).toBe('conflict.not-a-repository');
    expect((await errorOf(create(repository))).params).toMatchObject({ found: 'thesis.doc' });
    expect(await keys(storage)).toEqual(['thesis.doc']);
  });

  it('takes a disk that people call empty', async () => {
    await mkdir(join(root.path, 'lost+found'));
    await mkdir(join(root.path, '.Trash-1000'));
    await writeFile(join(root.path, '.DS_Store'), 'x');
    await backup(await open(storage));
    expect(await listed(repository)).toHaveLength(1);
  });

  it.each([
    ['{"format": 2, "id": "x", "recipients": []}', 'incompatible.repository'],
    ['{"format": 1}', 'corrupt.repository'],
    ['', 'corrupt.repository'],
    ['null', 'corrupt.repository'],
    ['\u{FFFD}{', 'corrupt.repository'],
  ])('whose longshore.json is %j is refused', async (content, key) => {
    await writeFile(join(root.path, 'longshore.json'), content);
    expect((await errorOf(open(storage))).key).toBe(key);
  });

  it('that went away under us is not begun anew', async () => {
    await backup(repository);
    for (const entry of await readdir(root.path)) await rm(join(root.path, entry), { recursive: true });
    expect((await errorOf(create(repository))).key).toBe('storage-failed.repository-gone');
    expect(await readdir(root.path)).toEqual([]);
  });

  it('with recipients is read, but not written in the clear', async () => {
    await backup(repository);
    const file = join(root.path, 'longshore.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), recipients: ['age1xyz'], later: true }));
    const encrypted = await open(storage);
    expect(await listed(encrypted)).toHaveLength(1);
    expect((await errorOf(create(encrypted))).key).toBe('unsupported.encryption');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ later: true });
  });
});

describe('a snapshot', () => {
  it('holds what was added, and gives it back', async () => {
    const manifest = await backup(repository);
    expect(manifest).toMatchObject({
      format: 1,
      id: '2026-02-17_02-00-00Z',
      sequence: 1,
      complete: true,
      writer: 'longshore/test',
    });
    expect(await keys(storage, `${folder}/`)).toEqual(
      [
        'README.txt',
        'cache/dump.rdb.zst',
        'db/app.dump',
        'db/globals.sql.zst',
        'inventory.json',
        'manifest.json',
        'started.json',
      ].map((name) => `${folder}/${manifest.id}/${name}`),
    );
    const snapshot = await repository.find('shop/latest', ctx);
    expect(snapshot.reference).toBe('shop/2026-02-17_02-00-00Z');
    expect(snapshot.manifest).toEqual(manifest);
    await snapshot.check(ctx);
    for (const [service, artifacts] of Object.entries(plainContent)) {
      const set = await snapshot.artifacts(service, ctx);
      expect(set).toMatchObject({ version: '17.2', detail: { name: service } });
      expect(set.artifacts.map(({ name }) => name)).toEqual(Object.keys(artifacts));
      for (const source of set.artifacts) {
        const expected = Buffer.from(artifacts[source.name] ?? '');
        expect(source.logicalBytes).toBe(expected.length);
        for (const _ of [1, 2]) expect((await collect(await source.open(ctx))).equals(expected)).toBe(true);
      }
    }
  });

  it('keeps names that are no file names', async () => {
    const content: Content = {
      'manifest.json': {
        'a/b.dump': 'slash',
        'A/B.dump': 'capitals',
        '..': 'dots',
        'new\nline.dump': 'line',
        'it\'s "$(odd)".dump': 'quotes',
      },
      __proto__x: { 'app.dump': 'x' },
      constructor: { 'app.dump': 'y' },
    };
    await backup(repository, {}, content);
    const snapshot = await repository.find('shop/latest', ctx);
    await snapshot.check(ctx);
    for (const [service, artifacts] of Object.entries(content)) {
      const set = await snapshot.artifacts(service, ctx);
      for (const source of set.artifacts) expect((await collect(await source.open(ctx))).toString()).toBe(artifacts[source.name]);
    }
    expect((await errorOf(snapshot.artifacts('toString', ctx))).key).toBe('not-found.service-in-snapshot');
  });

  it('is for its owner only', async () => {
    const { id } = await backup(repository);
    const mode = async (...path: string[]): Promise<number> => (await stat(join(root.path, folder, id, ...path))).mode & 0o777;
    expect(await mode()).toBe(0o700);
    expect(await mode('db')).toBe(0o700);
    expect(await mode('db', 'globals.sql.zst')).toBe(0o600);
    expect(await mode('manifest.json')).toBe(0o600);
  });

  it('takes the next name when its second is taken', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await backup(repository)).id));
    expect(ids.toSorted()).toEqual(['2026-02-17_02-00-00Z', '2026-02-17_02-00-00Z-2', '2026-02-17_02-00-00Z-3']);
  });

  it('leaves a folder alone that is not its own', async () => {
    await backup(repository);
    await mkdir(join(root.path, folder, '2026-02-17_03-00-00Z'));
    await writeFile(join(root.path, folder, '2026-02-17_03-00-00Z', 'notes.txt'), 'mine');
    await using writer = await create(repository, { startedAt: new Date('2026-02-17T03:00:00Z') });
    expect(writer.id).toBe('2026-02-17_03-00-00Z-2');
    await writer[Symbol.asyncDispose]();
    expect(await keys(storage, `${folder}/2026-02-17_03-00-00Z-2/`)).toEqual([]);
    expect(await readFile(join(root.path, folder, '2026-02-17_03-00-00Z', 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('writes several artifacts side by side', async () => {
    await using writer = await create(repository);
    const names = Array.from({ length: 12 }, (_, index) => `part${index}.dump`);
    await Promise.all(names.map((name, index) => writer.add('db', artifact(name, Buffer.alloc(100_000 + index, index)), ctx)));
    const content = contentOf({ db: Object.fromEntries(names.map((name) => [name, ''])) });
    const manifest = await writer.commit(content, ctx);
    expect(manifest.artifacts.map(({ name }) => name)).toEqual([...names, 'inventory.json', 'README.txt']);
  });

  it('does not compress what is compressed already', async () => {
    await using writer = await create(repository);
    expect(await writer.add('db', artifact('app.dump.zst', 'x', true), ctx)).toMatchObject({
      key: 'db/app.dump.zst',
      codecs: [],
    });
  });
});

describe('a snapshot that does not end well', () => {
  const left = async (): Promise<unknown> => [...(await listed(repository)), ...(await keys(storage))];
  const nothing = ['longshore.json'];

  it('is gone when the scope ends without commit', async () => {
    {
      await using writer = await create(repository);
      await fill(writer, plainContent);
    }
    expect(await left()).toEqual(nothing);
  });

  it('is gone when an artifact fails, with its error', async () => {
    const failure = new AppError('internal.bug', {});
    const failing = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.alloc(1 << 20);
      await Promise.resolve();
      throw failure;
    };
    const work = async (): Promise<void> => {
      await using writer = await create(repository);
      await writer.add('db', artifact('app.dump', failing()), ctx);
    };
    await expect(work()).rejects.toBe(failure);
    expect(await left()).toEqual(nothing);
  });

  it('is gone when the job is cancelled, while others are still being written', async () => {
    const abort = new AbortController();
    const cancelled = { ...ctx, signal: abort.signal };
    const endless = async function* (): AsyncGenerator<Buffer> {
      for (;;) {
        yield Buffer.alloc(64 << 10);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const work = async (): Promise<void> => {
      await using writer = await create(repository);
      const adds = ['a.dump', 'b.dump'].map((name) => writer.add('db', artifact(name, endless()), cancelled));
      setTimeout(() => abort.abort(), 50);
      await Promise.all(adds);
    };
    await expect(work()).rejects.toThrow(/abort/i);
    expect(await left()).toEqual(nothing);
  });

  it('stops what is being written when the scope ends', async () => {
    const hanging = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.alloc(10);
      await new Promise(() => {});
    };
    let add: Promise<unknown>;
    {
      await using writer = await create(repository);
      add = writer.add('db', artifact('app.dump', hanging()), ctx);
      add.catch(() => undefined);
    }
    await expect(add).rejects.toThrow(/abort/i);
    expect(await left()).toEqual(nothing);
  });

  it.each([
    ['too few', { db: { 'app.dump': 'x' } }, ['db/globals.sql'], []],
    ['too many', { db: { 'globals.sql': 'x', 'app.dump': 'x', 'late.dump': 'x' } }, [], ['db/late.dump']],
    ['others', { db: { 'globals.sql': 'x' }, cache: { 'app.dump': 'x' } }, ['db/app.dump'], ['cache/app.dump']],
  ])('is not committed with %s artifacts', async (_, content, missing, unexpected) => {
    const work = async (): Promise<void> => {
      await using writer = await create(repository);
      await fill(writer, content);
      await writer.commit(contentOf({ db: { 'globals.sql': '', 'app.dump': '' } }), ctx);
    };
    expect(await errorOf(work())).toMatchObject({ key: 'incomplete.artifacts', params: { missing, unexpected } });
    expect(await left()).toEqual(nothing);
  });

  it('is not committed with one artifact twice', async () => {
    await using writer = await create(repository);
    for (const _ of [1, 2]) await writer.add('db', artifact('app.dump', 'x'), ctx);
    const error = await errorOf(writer.commit(contentOf({ db: { 'app.dump': '' } }), ctx));
    expect(error.params).toEqual({ missing: [], unexpected: ['db/app.dump'] });
  });

  it('commits without a service that failed half way, and says so', async () => {
    await using writer = await create(repository);
    await fill(writer, { db: { 'app.dump': 'x' }, broken: { 'one.dump': 'y' } });
    const reason = { key: 'internal.bug', params: {} };
    const manifest = await writer.commit(
      contentOf({ db: { 'app.dump': 'x' } }, { missing: [{ service: 'broken', reason }] }),
      ctx,
    );
    expect(manifest).toMatchObject({ complete: false, missing: [{ service: 'broken', reason }] });
    expect(manifest.artifacts.map(({ key }) => key)).toEqual(['db/app.dump', 'inventory.json', 'README.txt']);
    await (await repository.find(`shop/${manifest.id}`, ctx)).check(ctx);
    expect((await errorOf(repository.find('shop/latest', ctx))).key).toBe('not-found.complete-snapshot');
  });
});

describe('attempts', () => {
  const attempt = async (state: 'alive' | 'dead' | 'elsewhere'): Promise<string[]> => {
    const writer = await create(repository);
    await fill(writer, plainContent);
    // What a process leaves that dies: the writer is never disposed.
    const next = await open(storage, (found) => {
      expect(found).toEqual(owner);
      return state;
    });
    await backup(next, { startedAt: second(30) });
    return keys(storage, `${folder}/2026-02-17_02-00-00Z/`);
  };

  it('of a dead owner are removed by the next backup', async () => expect(await attempt('dead')).toEqual([]));
  it('of a live owner stay', async () => expect(await attempt('alive')).toHaveLength(4));
  it('of another machine stay', async () => expect(await attempt('elsewhere')).toHaveLength(4));

  it('of a job that is being brought to its end are removed, whatever is known of their owner', async () => {
    await create(repository);
    const next = await open(storage, () => 'elsewhere');
    await next.clean(ctx, 'another');
    expect(await keys(storage, `${folder}/2026-02-17_02-00-00Z/`)).toHaveLength(1);
    await next.clean(ctx, 'job-1');
    expect(await keys(storage, `${folder}/2026-02-17_02-00-00Z/`)).toEqual([]);
  });

  it('are removed when asked for, in all stacks', async () => {
    await create(repository);
    await create(repository, { stack: { ...shop, name: 'blog' } });
    await repository.clean(ctx);
    expect(await keys(storage)).toHaveLength(3);
    await (await open(storage, () => 'dead')).clean(ctx);
    expect(await keys(storage)).toEqual(['longshore.json']);
  });

  it('without a readable mark stay', async () => {
    await backup(repository);
    await mkdir(join(root.path, folder, '2026-02-17_04-00-00Z'));
    await writeFile(join(root.path, folder, '2026-02-17_04-00-00Z', 'started.json'), '{"owner":');
    await writeFile(join(root.path, folder, '2026-02-17_04-00-00Z', 'data'), 'x');
    await (await open(storage, () => 'dead')).clean(ctx);
    expect(await keys(storage, `${folder}/2026-02-17_04-00-00Z/`)).toHaveLength(2);
    expect(await listed(repository)).toHaveLength(1);
  });

  it('that became snapshots stay', async () => {
    await backup(repository);
    const before = await keys(storage);
    await (await open(storage, () => 'dead')).clean(ctx);
    expect(await keys(storage)).toEqual(before);
  });
});

describe('listing and finding', () => {
  const blog = { ...shop, name: 'blog', project: 'blog' };
  const twin = { ...shop, engine: 'OTHER' };

  it('lists newest first, by sequence and not by the clock', async () => {
    await backup(repository, { startedAt: second(10) });
    await backup(repository, { startedAt: second(5) });
    await backup(repository, { stack: blog, startedAt: second(7) });
    const shops = ['shop/2026-02-17_02-00-05Z', 'shop/2026-02-17_02-00-10Z'];
    const references = async (stack?: string): Promise<string[]> =>
      (await listed(repository, stack)).map(({ reference }) => reference);
    expect(await references()).toEqual(['blog/2026-02-17_02-00-07Z', ...shops]);
    expect(await references('shop')).toEqual(shops);
    expect(await listed(repository, 'none')).toEqual([]);
    expect((await repository.find('shop/latest', ctx)).manifest.id).toBe('2026-02-17_02-00-05Z');
  });

  it('breaks a tie of two writers the same way everywhere', async () => {
    await using one = await create(repository, { startedAt: second(1) });
    await using two = await create(repository, { startedAt: second(2) });
    for (const writer of [one, two]) await fill(writer, plainContent);
    const manifests = await Promise.all([two, one].map((writer) => writer.commit(contentOf(plainContent), ctx)));
    const [first] = await listed(repository);
    const newest = manifests.toSorted((a, b) => b.sequence - a.sequence || (a.id < b.id ? 1 : -1))[0];
    expect(first?.reference).toBe(`shop/${newest?.id}`);
    expect((await repository.find('shop/latest', ctx)).manifest.id).toBe(newest?.id);
  });

  it('asks which one when two stacks have one name', async () => {
    await backup(repository);
    await backup(repository, { stack: twin });
    const folders = [folder, stackFolder(twin)].toSorted();
    const error = await errorOf(repository.find('shop/latest', ctx));
    expect(error).toMatchObject({ key: 'ambiguous.stack-in-repository', params: { candidates: folders } });
    const references = (await listed(repository, 'shop')).map(({ reference }) => reference);
    expect(references.toSorted()).toEqual(folders.map((name) => `${name}/2026-02-17_02-00-00Z`));
    for (const reference of references) expect((await repository.find(reference, ctx)).reference).toBe(reference);
  });

  it.each([
    ['shop/2026-02-17_02-00-09Z', 'not-found.snapshot'],
    ['none/latest', 'not-found.stack-in-repository'],
    ['shop', 'usage.snapshot-reference'],
    ['shop/', 'usage.snapshot-reference'],
    ['/latest', 'usage.snapshot-reference'],
    ['shop/newest', 'usage.snapshot-reference'],
    ['shop/../../etc', 'usage.snapshot-reference'],
    ['../latest', 'not-found.stack-in-repository'],
    ['', 'usage.snapshot-reference'],
  ])('does not find %j', async (reference, key) => {
    await backup(repository);
    expect((await errorOf(repository.find(reference, ctx))).key).toBe(key);
  });

  it('never hides a snapshot behind one that cannot be read', async () => {
    for (const n of [1, 2, 3, 4]) await backup(repository, { startedAt: second(n) });
    const path = (n: number): string => join(root.path, folder, `2026-02-17_02-00-0${n}Z`, 'manifest.json');
    await writeFile(path(1), 'garbage');
    await writeFile(path(4), '{"format": 2}');
    const warnings: string[] = [];
    const found = [];
    for await (const { reference } of repository.list(ctx, { warn: (error) => warnings.push(error.key) })) found.push(reference);
    expect(found).toEqual(['shop/2026-02-17_02-00-03Z', 'shop/2026-02-17_02-00-02Z']);
    expect(warnings.toSorted()).toEqual(['corrupt.manifest', 'incompatible.manifest']);
    expect((await errorOf(repository.find('shop/2026-02-17_02-00-01Z', ctx))).key).toBe('corrupt.manifest');
    expect((await errorOf(repository.find('shop/latest', ctx))).params).toEqual({
      latest: 'shop/2026-02-17_02-00-03Z',
      unreadable: ['shop/2026-02-17_02-00-04Z'],
    });
    expect((await repository.find('shop/2026-02-17_02-00-03Z', ctx)).manifest.sequence).toBe(3);
  });

  it('finds the newest that holds all of a service, whatever else it lacks', async () => {
    await backup(repository, { startedAt: second(0) });
    const { db = {}, cache = {} } = plainContent;
    const left = (service: string, items?: string[]): Missing => ({
      service,
      reason: { key: 'missing.left-out', params: {} },
      ...(items && { items }),
    });
    const only = { missing: [left('cache')], scope: ['db'] };
    await backup(repository, { startedAt: second(1) }, { db }, only);
    await backup(repository, { startedAt: second(2) }, { db }, { ...only, missing: [left('cache'), left('db', ['app'])] });
    const id = async (reference: string): Promise<string> => (await repository.find(reference, ctx)).manifest.id;
    expect(await id('shop/latest')).toBe('2026-02-17_02-00-00Z');
    expect(await id('shop/latest/db')).toBe('2026-02-17_02-00-01Z');
    expect(await id('shop/latest/cache')).toBe('2026-02-17_02-00-00Z');
    await backup(repository, { startedAt: second(3) }, { cache }, { missing: [left('db')], scope: ['cache'] });
    expect(await id('shop/latest/cache')).toBe('2026-02-17_02-00-03Z');
    expect(await errorOf(repository.find('shop/latest/queue', ctx))).toMatchObject({
      key: 'not-found.snapshot-of-service',
      params: { stack: 'shop', service: 'queue' },
    });
    expect((await listed(repository)).map(({ scope, complete }) => [scope, complete])).toEqual([
      [['cache'], false],
      [['db'], false],
      [['db'], false],
      [['db', 'cache'], true],
    ]);
  });

  it('takes an incomplete snapshot for latest never, but finds it by name', async () => {
    await backup(repository, { startedAt: second(1) });
    const reason = { key: 'internal.bug', params: {} };
    await backup(repository, { startedAt: second(2) }, plainContent, { missing: [{ service: 'gone', reason }] });
    expect((await repository.find('shop/latest', ctx)).manifest.id).toBe('2026-02-17_02-00-01Z');
    expect((await repository.find('shop/2026-02-17_02-00-02Z', ctx)).manifest.complete).toBe(false);
  });

  it('does not mistake other files for stacks or snapshots', async () => {
    await backup(repository);
    await writeFile(join(root.path, 'notes.txt'), 'x');
    await mkdir(join(root.path, 'photos'));
    await mkdir(join(root.path, folder, 'old'));
    await writeFile(join(root.path, folder, 'old', 'manifest.json'), 'x');
    const warnings: unknown[] = [];
    const found = [];
    for await (const summary of repository.list(ctx, { warn: (error) => warnings.push(error) })) found.push(summary);
    expect([found.length, warnings.length]).toEqual([1, 0]);
  });
});

describe('proofs', () => {
  const record = (kind: ProofRecord['kind'], at: string, ok = true): ProofRecord => ({
    snapshot: 'shop/2026-02-17_02-00-00Z',
    kind,
    at,
    ok,
    rows: 5,
    seconds: 1.5,
    services: ['db', 'cache'],
  });

  it('are listed with the snapshot: the latest of each kind, or all of them', async () => {
    await backup(repository);
    const snapshot = await repository.find('shop/latest', ctx);
    const drill1 = record('drill', '2026-02-18T00:00:00.000Z', false);
    const drill2 = record('drill', '2026-02-19T00:00:00.000Z');
    const verify = record('verify', '2026-02-18T12:00:00.000Z');
    for (const proof of [drill2, verify, drill1]) await repository.recordProof(snapshot, proof, ctx);
    const [summary] = await listed(repository);
    expect(summary?.proofs).toHaveLength(2);
    const short = [drill2, verify].map((proof) => ProofSummary.parse(proof));
    expect(summary?.proofs).toEqual(expect.arrayContaining(short));
    expect(await repository.proofs(snapshot, ctx)).toEqual([drill2, verify, drill1]);
    await snapshot.check(ctx);
  });

  it('are listed as far back as they tell something, and a damaged one hides no older one', async () => {
    await backup(repository);
    const snapshot = await repository.find('shop/latest', ctx);
    const day = (n: number): string => `2026-02-${n}T00:00:00.000Z`;
    const told = [
      record('drill', day(19)),
      { ...record('drill', day(20), false), failed: 'db', items: { db: ['app'] } },
      { ...record('drill', day(21)), services: [], items: { db: ['fine'] } },
      { ...record('drill', day(22)), services: ['cache'] },
    ];
    for (const proof of [record('drill', day(18), false), ...told]) await repository.recordProof(snapshot, proof, ctx);
    await writeFile(join(root.path, folder, 'proofs', snapshot.manifest.id, '2026-02-23_00-00-00.000Z-drill.json'), '{');
    const expected = told.map((proof) => ProofSummary.parse(proof)).toReversed();
    expect((await listed(repository))[0]?.proofs).toEqual(expected);
    expect((await repository.newest([folder], ctx)).get(folder)?.proofs).toEqual(expected);
  });

  it('of other bytes, or unreadable ones, prove nothing', async () => {
    await backup(repository);
    const snapshot = await repository.find('shop/latest', ctx);
    await repository.recordProof(
      { ...snapshot, manifest: snapshot.manifest, hash: '0'.repeat(64) },
      record('drill', '2026-02-18T00:00:00.000Z'),
      ctx,
    );
    await writeFile(join(root.path, folder, 'proofs', snapshot.manifest.id, '2026-02-18_00-00-00.000Z-verify.json'), '{');
    expect((await listed(repository))[0]?.proofs).toEqual([]);
    expect(await repository.proofs(snapshot, ctx)).toEqual([]);
  });
});

describe('deleting', () => {
  const by = { job: 'job-9', owner: { ...owner, pid: 12 } };
  const drill: ProofRecord = {
    snapshot: 'x',
    kind: 'drill',
    at: '2026-02-18T00:00:00.000Z',
    ok: true,
    rows: 5,
    seconds: 1.5,
    services: ['db'],
  };

  it('leaves nothing of a snapshot, and everything of the others', async () => {
    await backup(repository, { startedAt: second(1) });
    await repository.recordProof(await repository.find('shop/latest', ctx), drill, ctx);
    const before = await keys(storage);
    await backup(repository, { startedAt: second(2) });
    const snapshot = await repository.find('shop/latest', ctx);
    await repository.recordProof(snapshot, drill, ctx);
    await repository.delete(snapshot, by, ctx);
    expect(await keys(storage)).toEqual(before);
    expect((await errorOf(repository.delete(snapshot, by, ctx))).key).toBe('not-found.snapshot');
  });

  it('the last one leaves the repository', async () => {
    await backup(repository);
    await repository.delete(await repository.find('shop/latest', ctx), by, ctx);
    expect(await readdir(root.path)).toEqual(['longshore.json']);
  });

  it('spares what is pinned', async () => {
    await backup(repository);
    const snapshot = await repository.find('shop/latest', ctx);
    await repository.pin(snapshot, true, ctx);
    expect((await errorOf(repository.delete(snapshot, by, ctx))).key).toBe('conflict.pinned');
    await snapshot.check(ctx);
  });

  it('spares another snapshot that has its place now', async () => {
    await backup(repository);
    const snapshot = await repository.find('shop/latest', ctx);
    const other = { ...snapshot, hash: '0'.repeat(64), manifest: snapshot.manifest };
    expect((await errorOf(repository.delete(other, by, ctx))).key).toBe('stale-plan.snapshot');
    await snapshot.check(ctx);
  });

  it('that is aborted has not begun, or goes on to its end', async () => {
    await backup(repository);
    const snapshot = await repository.find('shop/latest', ctx);
    const aborted = new AbortController();
    aborted.abort();
    await expect(repository.delete(snapshot, by, { ...ctx, signal: aborted.signal })).rejects.toThrow('aborted');
    await snapshot.check(ctx);
    const late = new AbortController();
    const watched = wrapStorage(storage, {
      delete: (key: string, signal: AbortSignal) => {
        late.abort();
        return storage.delete(key, signal);
      },
    });
    await (await open(watched)).delete(snapshot, by, { ...ctx, signal: late.signal });
    expect(await keys(storage)).toEqual(['longshore.json']);
  });

  it('makes a crash in between an attempt of the process that deleted, wherever the snapshot was made', async () => {
    await backup(repository, { owner: { ...owner, machine: 'elsewhere' } });
    const snapshot = await repository.find('shop/latest', ctx);
    const broken = wrapStorage(storage, {
      delete: async (key: string, signal: AbortSignal) => {
        if (!key.endsWith('manifest.json')) throw new Error('power cut');
        await storage.delete(key, signal);
      },
    });
    await expect((await open(broken)).delete(snapshot, by, ctx)).rejects.toThrow('power cut');
    expect(await listed(repository)).toEqual([]);
    await (await open(storage, ({ machine }) => (machine === 'here' ? 'dead' : 'elsewhere'))).clean(ctx);
    expect(await keys(storage)).toEqual(['longshore.json']);
  });

  it('tells those who read it at that moment, and is no damage', async () => {
    await backup(repository);
    const snapshot = await repository.find('shop/latest', ctx);
    const set = await snapshot.artifacts('db', ctx);
    await repository.delete(snapshot, by, ctx);
    for (const read of [() => snapshot.check(ctx), () => snapshot.inventory(ctx), async () => set.artifacts[0]?.open(ctx)]) {
      expect((await errorOf(read())).key).toBe('not-found.deleted-meanwhile');
    }
  });
});

describe('pins', () => {
  const pinned = async (): Promise<boolean[]> => (await listed(repository)).map((summary) => summary.pinned);

  it('are shown, also those that somebody made by hand', async () => {
    const { id } = await backup(repository);
    expect(await pinned()).toEqual([false]);
    await mkdir(join(root.path, folder, 'pins'));
    await writeFile(join(root.path, folder, 'pins', `${id}.json`), '{}');
    expect(await pinned()).toEqual([true]);
    expect(await repository.pinned(await repository.find('shop/latest', ctx), ctx)).toBe(true);
  });

  it('come and go, as often as one likes, and leave the snapshot as it is', async () => {
    const { id } = await backup(repository);
    const snapshot = await repository.find('shop/latest', ctx);
    for (const wanted of [true, true, false, false, true]) {
      await repository.pin(snapshot, wanted, ctx);
      expect(await pinned()).toEqual([wanted]);
      expect(await repository.pinned(snapshot, ctx)).toBe(wanted);
    }
    expect(JSON.parse(await readFile(join(root.path, folder, 'pins', `${id}.json`), 'utf8'))).toMatchObject({ snapshot: id });
    await snapshot.check(ctx);
  });

  it('are not left behind for what was deleted meanwhile', async () => {
    await backup(repository);
    const snapshot = await repository.find('shop/latest', ctx);
    await rm(join(root.path, folder, snapshot.manifest.id), { recursive: true });
    expect((await errorOf(repository.pin(snapshot, true, ctx))).key).toBe('not-found.snapshot');
    expect(await keys(storage)).toEqual(['longshore.json']);
  });
});
