import { consent, hasApt, installPackages, onTerminal, rootPrefix } from './packages.mjs';
import { hasCommand, runAsMain } from './run.mjs';

/** Commands that the tests use, and the packages that have them. */
const packageOf = {
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  openssl: 'openssl',
  ps: 'procps',
  pkill: 'procps',
  'chromium-headless-shell': 'chromium-headless-shell',
};

/** Makes sure that the commands of this machine that the tests use are there. Throws a sentence that names those missing. */
export async function ensureTools() {
  const missing = [];
  for (const name of Object.keys(packageOf)) if (!(await hasCommand(name))) missing.push(name);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => packageOf[name]))];
  const prefix = hasApt() ? await rootPrefix(onTerminal) : undefined;
  if (!prefix || !(await consent(`install the packages ${packages.join(', ')} for the tests`, onTerminal)))
    throw new Error(`The tests need ${missing.join(', ')}: install ${packages.join(', ')}.`);
  await installPackages(packages, prefix);
}

await runAsMain(import.meta.url, () => ensureTools());
