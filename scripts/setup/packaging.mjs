import { join } from 'node:path';
import { cachedInstall } from './cachedInstall.mjs';

/**
 * What packs the desktop app.
 *
 * @returns {Promise<{ builder: string, asar: string, fuses: string }>} programs for Node.js
 */
export async function ensurePackaging() {
  const home = await cachedInstall('desktop', { announce: 'Installing what packs the desktop app …' });
  return {
    builder: join(home, 'node_modules/electron-builder/cli.js'),
    asar: join(home, 'node_modules/@electron/asar/bin/asar.mjs'),
    fuses: join(home, 'node_modules/@electron/fuses/dist/bin.js'),
  };
}
