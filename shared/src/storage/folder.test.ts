import { execFileSync } from 'node:child_process';
import { chmod, link, mkdir, readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorOf } from '../../../test/support/failure.ts';
import { collect, keys, temporaryFolder } from '../../../test/support/snapshots.ts';
import { folderStorage } from './folder.ts';
import type { Storage } from './storage.ts';

vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  return { ...real, link: vi.fn<typeof real.link>(real.link) };
});

const { signal } = new AbortController();
const leftover = '.longshore-0123456789abcdef.partial';

let base: Awaited<ReturnType<typeof temporaryFolder>>;
let root: string;
let storage: Storage;

beforeEach(async () => {
  base = await temporaryFolder();
  root = join(base.path, 'new', 'root');
  storage = folderStorage(root);
});

afterEach(() => base[Symbol.asyncDispose]());

const put = (key: string, content: string, exclusive = false): Promise<number> =>
  storage.put(key, Readable.from([Buffer.from(content)]), signal, { exclusive });

describe('files and folders', () => {
  it('are for their owner only', async () => {
    await put('a/b/c', 'x');
    const mode = async (...path: string[]): Promise<number> => (await stat(join(root, ...path))).mode & 0o777;
    expect([await mode(), await mode('a'), await mode('a', 'b')]).toEqual([0o700, 0o700, 0o700]);
    expect(await mode('a', 'b', 'c')).toBe(0o600);
    await put('a/b/d', 'x', true);
    expect(await mode('a', 'b', 'd')).toBe(0o600);
  });

  it('are left as open as they were', async () => {
    await mkdir(root, { recursive: true });
    await chmod(root, 0o755);
    await put('a', 'x');
    expect((await stat(root)).mode & 0o777).toBe(0o755);
  });

  it('are gone with the last key, but not the root', async () => {
    await put('a/b/c', 'x');
    await storage.delete('a/b/c', signal);
    expect(await readdir(root)).toEqual([]);
  });

  it('that a failed put needed are gone with it', async () => {
    const failing = Readable.from(
      (async function* () {
        yield Buffer.alloc(10);
        await Promise.reject(new Error('broken'));
      })(),
    );
    await expect(storage.put('a/b/c', failing, signal)).rejects.toThrow('broken');
    expect(await readdir(root)).toEqual([]);
  });

  it('in the way are told', async () => {
    await put('a', 'file');
    expect((await errorOf(put('a/b', 'x'))).code).toBe('storage-failed');
    await put('c/d', 'x');
    expect((await errorOf(put('c', 'x'))).code).toBe('storage-failed');
    expect(await keys(storage)).toEqual(['a', 'c/d']);
  });
});

describe('links and other things that are no files', () => {
  beforeEach(async () => {
    await put('folder/key', 'inside');
    await mkdir(join(base.path, 'outside'));
    await writeFile(join(base.path, 'outside', 'secret'), 'secret');
    await symlink(join(base.path, 'outside'), join(root, 'way-out'));
    await symlink(join(base.path, 'outside', 'secret'), join(root, 'folder', 'link'));
    await symlink(join(root, 'folder'), join(root, 'way-in'));
    await symlink('nowhere', join(root, 'dangling'));
    execFileSync('mkfifo', [join(root, 'fifo')]);
  });

  it('are not listed', async () => {
    expect(await keys(storage)).toEqual(['folder/key']);
    const shallow = [];
    for await (const { key } of storage.list('', signal, { shallow: true })) shallow.push(key);
    expect(shallow).toEqual(['folder/']);
    await put('folder/in/link', 'x');
    await symlink(join(base.path, 'outside'), join(root, 'folder', 'out'));
    const found = [];
    for await (const { key } of storage.inEach?.('folder/', 'link', signal) ?? []) found.push(key);
    for await (const { key } of storage.inEach?.('', 'link', signal) ?? []) found.push(key);
    expect(found).toEqual(['folder/in/link']);
  });

  it.each(['way-out/secret', 'folder/link', 'way-in/key', 'dangling', 'way-out/new'])('are not followed: %s', async (key) => {
    expect((await errorOf(storage.get(key, signal))).key).toBe('denied.link');
    expect((await errorOf(storage.head(key, signal))).key).toBe('denied.link');
    expect((await errorOf(put(key, 'x'))).key).toBe('denied.link');
    expect((await errorOf(put(key, 'x', true))).key).toBe('denied.link');
    expect((await errorOf(storage.delete(key, signal))).key).toBe('denied.link');
    expect(await readdir(join(base.path, 'outside'))).toEqual(['secret']);
  });

  it('are not swept', async () => {
    await writeFile(join(base.path, 'outside', leftover), 'x');
    await storage.sweep('', signal);
    expect(await readdir(join(base.path, 'outside'))).toHaveLength(2);
    expect((await errorOf(storage.sweep('way-out/', signal))).key).toBe('denied.link');
  });

  it('do not block a reader', async () => {
    expect((await errorOf(storage.get('fifo', signal))).key).toBe('not-found.object');
    expect(await storage.head('fifo', signal)).toBeUndefined();
  });

  it('may be the root itself', async () => {
    await symlink(root, join(base.path, 'alias'));
    expect(await keys(folderStorage(join(base.path, 'alias')))).toEqual(['folder/key']);
  });
});

describe('what a dead put left', () => {
  beforeEach(async () => {
    await put('a/key', 'x');
    await mkdir(join(root, 'b', 'c'), { recursive: true });
    await writeFile(join(root, 'a', leftover), 'half');
    await writeFile(join(root, 'b', 'c', leftover), 'half');
  });

  it('is no key', async () => {
    expect(await keys(storage)).toEqual(['a/key']);
    expect((await errorOf(storage.get(`a/${leftover}`, signal))).key).toBe('storage-failed.key');
    expect((await errorOf(put(`a/${leftover}`, 'x'))).key).toBe('storage-failed.key');
  });

  it('is swept with the folders that held nothing else', async () => {
    await storage.sweep('', signal);
    expect(await readdir(root, { recursive: true })).toEqual(['a', join('a', 'key')]);
  });

  it('is swept only below the prefix, and only when it is old enough', async () => {
    const hourAgo = new Date(Date.now() - 3_600_000);
    await storage.sweep('a/', signal, hourAgo);
    expect(await readdir(join(root, 'a'))).toContain(leftover);
    await utimes(join(root, 'a', leftover), hourAgo, new Date(hourAgo.getTime() - 1000));
    await storage.sweep('a/', signal, hourAgo);
    expect(await readdir(join(root, 'a'))).toEqual(['key']);
    expect(await readdir(join(root, 'b', 'c'))).toEqual([leftover]);
  });
});

describe('where there are no hard links', () => {
  beforeEach(() => {
    vi.mocked(link).mockRejectedValue(Object.assign(new Error('EPERM'), { code: 'EPERM' }));
  });

  afterEach(() => {
    vi.mocked(link).mockReset();
  });

  it('exclusive puts hold as well', async () => {
    expect(await put('key', 'first', true)).toBe(5);
    expect((await errorOf(put('key', 'second', true))).key).toBe('conflict.exists');
    const racers = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => put('prize', `writer ${index}`, true)));
    expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await collect(await storage.get('prize', signal))).toString()).toMatch(/^writer \d+$/);
    expect(await readdir(root)).toEqual(['key', 'prize']);
  });
});

it('writes chunks of any size in their order', async () => {
  const chunks = Array.from({ length: 30_000 }, (_, index) => Buffer.from(`${index},`.repeat(1 + (index % 7))));
  await storage.put('chunks', Readable.from(chunks), signal);
  expect((await readFile(join(root, 'chunks'))).equals(Buffer.concat(chunks))).toBe(true);
});

it('knows how much room there is before its folder exists', async () => {
  expect(await storage.free(signal)).toBeGreaterThan(0);
});
