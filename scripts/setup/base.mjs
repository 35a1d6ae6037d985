import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { consent, distribution, hasApt, installPackages, onTerminal, rootPrefix } from './packages.mjs';
import { canPull } from './registry.mjs';
import { hasCommand, run } from './run.mjs';

const SCRIPT = fileURLToPath(new URL('debootstrap.sh', import.meta.url));
const LABEL = 'LABEL longshore.test=1';

const bases = new Map();

/**
 * The tag of a small Debian image of a suite: the official one where it can be pulled, else one made here with debootstrap.
 *
 * @param {string} suite such as `trixie`
 * @returns {Promise<string>}
 */
export function ensureBase(suite) {
  if (!bases.has(suite)) bases.set(suite, make(suite));
  return bases.get(suite);
}

async function make(suite) {
  const tag = `longshore-test/base:${suite}`;
  if ((await run(['docker', 'image', 'inspect', tag], { check: false })).code === 0) return tag;

  const official = `debian:${suite}-slim`;
  if ((await canPull()) && (await run(['docker', 'pull', '--quiet', official], { check: false })).code === 0) {
    await run(['docker', 'tag', official, tag]);
    return tag;
  }
  const since = Date.now();
  const prefix = await ensureDebootstrap();
  const pipe = '"$@" | docker import --change "$LABEL" - "$TAG"';
  const argv = [...prefix, 'bash', SCRIPT, suite, ...mirror()];
  try {
    await run(['bash', '-o', 'pipefail', '-c', pipe, 'bash', ...argv], { env: { LABEL, TAG: tag } });
  } catch (error) {
    // docker import takes the nothing that a failed debootstrap writes for an image.
    await run(['docker', 'image', 'rm', tag], { check: false });
    throw error;
  }
  console.log(`built ${tag} in ${((Date.now() - since) / 1000).toFixed(1)} s`);
  return tag;
}

let ready;

/** The argv prefix that debootstrap needs here. Two bases are made at once, but only one may ask and install. */
function ensureDebootstrap() {
  ready ??= prepare();
  return ready;
}

async function prepare() {
  const prefix = await rootPrefix(onTerminal);
  if (!prefix || !hasApt()) {
    throw new Error(
      'The test images cannot be pulled, and to build them takes root on a Debian or Ubuntu: run `node scripts/setup/images.mjs` once as root, or let Docker reach its registry.',
    );
  }
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  if (!(await hasCommand('debootstrap')) || !existsSync(keyring)) {
    if (!(await consent('install the packages debootstrap and debian-archive-keyring to build the test images', onTerminal))) {
      throw new Error(
        'The test images cannot be pulled: install the packages debootstrap and debian-archive-keyring to build them.',
      );
    }
    await installPackages(['debootstrap', 'debian-archive-keyring'], prefix);
  }
  return prefix;
}

/** This machine's own mirror as debootstrap's argument; none where apt has no plain Debian one: debootstrap knows a default. */
function mirror() {
  if (distribution()[0] !== 'debian') return [];
  const folder = '/etc/apt/sources.list.d';
  const files = existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : [];
  for (const file of ['/etc/apt/sources.list', ...files].filter((file) => existsSync(file))) {
    const text = readFileSync(file, 'utf8');
    const uri = /^(?:URIs:|deb(?:\s+\[[^\]]*\])?)\s+(https?:\/\/\S*\/debian\/?)(?:\s|$)/m.exec(text)?.[1];
    if (uri) return [uri];
  }
  return [];
}
