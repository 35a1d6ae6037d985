import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'longshore-dev');
const FILES = ['package.json', 'package-lock.json'];

/**
 * Programs that are large and that only some work needs: a folder of `tools/` with a lockfile of its own, installed into a
 * folder of the user's cache that is named for what the lockfile says, so once for all clones. No script of a package runs.
 *
 * @param {string} name of the folder in tools/
 * @param {{ recipe?: string, announce: string, finish?: (folder: string) => Promise<void> }} options `recipe` is part of the
 *   folder's name: another way to install makes another folder
 * @returns {Promise<string>} the folder
 */
export async function cachedInstall(name, { recipe = '', announce, finish }) {
  const source = fileURLToPath(new URL(`../../tools/${name}/`, import.meta.url));
  const hash = createHash('sha256').update(recipe);
  for (const file of FILES) hash.update(readFileSync(join(source, file)));
  const home = join(CACHE, `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(home)) return home;
  console.log(announce);
  const draft = `${home}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  try {
    for (const file of FILES) await copyFile(join(source, file), join(draft, file));
    await npm(draft, ['ci']);
    await finish?.(draft);
    await rename(draft, home).catch((error) => {
      // Another process was faster.
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return home;
}

/** Runs npm in a folder, without any script of what it installs. */
export const npm = (folder, args) =>
  run(['npm', '--prefix', folder, ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
