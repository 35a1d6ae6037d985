import { runNode } from '../../scripts/setup/dependencies.mjs';

/** What is tested is what is shipped: the packed extension. */
export function setup(): void {
  const { status } = runNode(['scripts/package.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('The extension could not be packed; what was said stands above.');
}
