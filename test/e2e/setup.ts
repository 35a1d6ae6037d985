import { buildDesktop } from '../../desktop/build.mjs';
import { runNode } from '../../scripts/setup/dependencies.mjs';

/**
 * What is tested is what is shipped: the packed extension and the built app. They are made once, here: a file that made them
 * anew would take them away from the files beside it.
 */
export async function setup(): Promise<void> {
  const { status } = runNode(['scripts/package.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('The extension could not be packed; what was said stands above.');
  await buildDesktop();
}
