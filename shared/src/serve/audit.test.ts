import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AuditEntry, openAudit } from './audit.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-audit-'));
  file = join(folder, 'serve', 'audit.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (nth: number): AuditEntry => ({ what: 'before', name: 'anna', role: 'operate', method: 'run', params: { nth } });

/** All lines, in the order in which they are read: what was put aside, by name, then the file itself. */
async function lines(): Promise<number[]> {
  const names = (await readdir(join(folder, 'serve'))).toSorted();
  expect(names.at(-1)).toBe('audit.jsonl');
  const texts = await Promise.all(names.map((name) => readFile(join(folder, 'serve', name), 'utf8')));
  return texts
    .flatMap((text) => text.split('\n').slice(0, -1))
    .map((line) => (JSON.parse(line) as { params: { nth: number } }).params.nth);
}
const upTo = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth);

test('many records in flight are all there, in order and once, over all files', async () => {
  await using audit = await openAudit(file, { bytes: 2000, files: 1000 });
  await Promise.all(upTo(500).map((nth) => audit.write(entry(nth))));
  expect(await lines()).toEqual(upTo(500));
  const names = await readdir(join(folder, 'serve'));
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) {
    const { mode, size } = await stat(join(folder, 'serve', name));
    expect(mode & 0o777).toBe(0o600);
    expect(size).toBeLessThanOrEqual(2000);
  }
});

test('a line that a crash cut short spoils no later one', async () => {
  await mkdir(join(folder, 'serve'), { recursive: true });
  await writeFile(file, '{"v":1,"ti');
  {
    await using audit = await openAudit(file);
    await audit.write(entry(1));
  }
  const [cut, whole] = (await readFile(file, 'utf8')).split('\n');
  expect(cut).toBe('{"v":1,"ti');
  expect(JSON.parse(whole ?? '')).toMatchObject(entry(1));
});

test('only the newest of the old files stay, and other files in the folder are left alone', async () => {
  {
    await using audit = await openAudit(file, { bytes: 500, files: 3 });
    await audit.write(entry(0));
    await rename(file, join(folder, 'serve', 'audit-mine.jsonl'));
    for (const nth of upTo(60)) await audit.write(entry(nth));
  }
  const names = await readdir(join(folder, 'serve'));
  expect(names).toHaveLength(5);
  expect(names).toContain('audit-mine.jsonl');
  await rm(join(folder, 'serve', 'audit-mine.jsonl'));
  const left = await lines();
  expect(left).toEqual(upTo(60).slice(-left.length));
});

test('it goes on where it was, and a line longer than a file may be is written all the same', async () => {
  for (const nth of upTo(10)) {
    await using audit = await openAudit(file, { bytes: 500, files: 100 });
    await audit.write({ ...entry(nth), name: nth === 4 ? 'x'.repeat(2000) : 'anna' });
  }
  expect(await lines()).toEqual(upTo(10));
});

test('two that write into one folder lose nothing to each other', async () => {
  await using one = await openAudit(file, { bytes: 1000, files: 1000 });
  await using other = await openAudit(file, { bytes: 1000, files: 1000 });
  await Promise.all(upTo(100).map((nth) => (nth % 2 === 0 ? one : other).write(entry(nth))));
  expect((await lines()).toSorted((a, b) => a - b)).toEqual(upTo(100));
});

test('where a full file cannot be put aside, it goes on: a record counts for more than its size', async () => {
  await using audit = await openAudit(file, { bytes: 300, files: 3 });
  for (const nth of upTo(3)) await audit.write(entry(nth));
  await rename(join(folder, 'serve'), join(folder, 'moved'));
  for (const nth of [3, 4, 5, 6]) await audit.write(entry(nth));
  await rename(join(folder, 'moved'), join(folder, 'serve'));
  expect((await lines()).slice(-4)).toEqual([3, 4, 5, 6]);
});

test('old files that cannot be removed keep no record from being written', async () => {
  await using audit = await openAudit(file, { bytes: 300, files: 1 });
  // A folder in the place of an old file: it goes no more than a file that the system protects.
  await mkdir(join(folder, 'serve', 'audit-20200101T000000000Z-000000.jsonl'));
  for (const nth of upTo(20)) await audit.write(entry(nth));
  expect((await readFile(file, 'utf8')).trimEnd().split('\n').at(-1)).toContain('"nth":19');
});

test('a file that was dropped under its writer takes no more records: there is a new one', async () => {
  await using audit = await openAudit(file);
  await audit.write(entry(0));
  await rm(file);
  await audit.write(entry(1));
  await audit.write(entry(2));
  expect(await lines()).toEqual([1, 2]);
  await rm(join(folder, 'serve'), { recursive: true });
  await expect(audit.write(entry(3))).rejects.toMatchObject({ key: 'storage-failed.audit' });
});

test('a folder that cannot be made is said as a file that cannot be opened is', async () => {
  await writeFile(join(folder, 'serve'), '');
  await expect(openAudit(file)).rejects.toMatchObject({ key: 'storage-failed.audit' });
});
