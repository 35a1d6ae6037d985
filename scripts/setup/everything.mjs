import { ensureCodeServer } from './codeServer.mjs';
import { ensureCompose } from './compose.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureEngine } from './engine.mjs';
import { ensureExtensionSuite } from './extensionSuite.mjs';
import { ensureImages } from './images.mjs';
import { ensurePackaging } from './packaging.mjs';
import { ensureTools } from './tools.mjs';

/** Makes sure of everything that tests need. A second call takes well under a second. */
export async function ensureEverything() {
  ensureDependencies();
  await ensureEngine({ forTests: true });
  await ensureTools();
  await ensureCompose();
  await ensureImages();
  await ensureCodeServer();
  await ensureExtensionSuite();
  await ensurePackaging();
}
