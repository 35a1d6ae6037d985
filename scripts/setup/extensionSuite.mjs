import { join } from 'node:path';
import { cachedInstall } from './cachedInstall.mjs';
import { runAsMain } from './run.mjs';

/**
 * What runs tests inside the extension host of VS Code: mocha, and VS Code's own starter for it.
 *
 * @returns {Promise<{ mocha: string, testElectron: string }>} modules for Node.js
 */
export async function ensureExtensionSuite() {
  const home = await cachedInstall('vscode', { announce: 'Installing what runs tests inside the extension host …' });
  return {
    mocha: join(home, 'node_modules/mocha/index.js'),
    testElectron: join(home, 'node_modules/@vscode/test-electron/out/index.js'),
  };
}

await runAsMain(import.meta.url, async () => console.log((await ensureExtensionSuite()).mocha));
