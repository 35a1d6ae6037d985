import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { folderStorage } from '../../shared/src/storage/folder.ts';
import { describeStorage } from './storage.ts';

let base: string;
let count = 0;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'longshore-storage-'));
});

afterAll(() => rm(base, { recursive: true }));

describeStorage('a folder', async () => {
  count += 1;
  return folderStorage(join(base, `not yet there ${count}`, 'root'));
});
