import { expect, test } from 'vitest';
import { dataFilesOf, dataNames, dumpPlace } from './files.ts';
import { textContent } from '../../hosts/tar.ts';

const names = (files: Parameters<typeof dataFilesOf>[0]): string[] =>
  dataFilesOf(files, '.staged', textContent('dump')).map(({ name }) => name);

test('without a log, the dump lies where the server saves it', () => {
  const files = { dir: '/data', dump: 'my.rdb' };
  expect(dataNames(files)).toEqual(['my.rdb']);
  expect(dumpPlace(files)).toBe('my.rdb');
  expect(names(files)).toEqual(['.staged', '.staged/my.rdb']);
});

test('before version 7, the log is one file that may begin with a dump', () => {
  const files = { dir: '/data', dump: 'dump.rdb', log: { file: 'appendonly.aof' } };
  expect(dataNames(files)).toEqual(['dump.rdb', 'appendonly.aof']);
  expect(names(files)).toEqual(['.staged', '.staged/appendonly.aof']);
});

test('since version 7, the log is a folder with a list of its files', async () => {
  const files = { dir: '/data', dump: 'dump.rdb', log: { file: 'a "log"', folder: 'logs' } };
  expect(dataNames(files)).toEqual(['dump.rdb', 'logs']);
  expect(dumpPlace(files)).toBe('logs/a "log".1.base.rdb');
  const below = '.staged/logs/a "log"';
  expect(names(files)).toEqual(['.staged', '.staged/logs', `${below}.1.base.rdb`, `${below}.1.incr.aof`, `${below}.manifest`]);
  const list = dataFilesOf(files, '.staged', textContent('dump')).at(-1)?.content;
  const text = Buffer.concat((await (await list?.open())?.toArray()) ?? []).toString();
  expect(text).toBe('file "a \\"log\\".1.base.rdb" seq 1 type b\nfile "a \\"log\\".1.incr.aof" seq 1 type i\n');
  expect(list?.bytes).toBe(text.length);
});
