import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensureBase } from './base.mjs';
import { ensureEngine } from './engine.mjs';
import { consent, hasApt, installPackages, onTerminal, rootPrefix } from './packages.mjs';
import { run, runAsMain } from './run.mjs';

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'longshore-dev');
const BINARY = join(CACHE, 'docker-compose');
const PACKAGES = ['docker-compose-v2', 'docker-compose-plugin'];

// Debian 12 has only Compose v1. The plugin of Debian 13 needs nothing but libc, runs here, and is also a program of its own.
const SUITE = 'trixie';
const EXTRACT = `set -e
cd /tmp
{ apt-get update && apt-get download docker-compose; } >&2
dpkg-deb --fsys-tarfile docker-compose_*.deb | tar -xO ./usr/libexec/docker/cli-plugins/docker-compose`;

/**
 * The argv prefix that runs Docker Compose v2: the client's own plugin, the distribution's package, or a copy in the user's
 * cache folder.
 *
 * @returns {Promise<string[]>}
 */
export async function ensureCompose() {
  // Before the plugin, because to ask the client takes longer than to look.
  if (existsSync(BINARY)) return [BINARY];
  if (await hasPlugin()) return ['docker', 'compose'];
  if (await installPackage()) return ['docker', 'compose'];
  await extract();
  return [BINARY];
}

async function hasPlugin() {
  return (await run(['docker', 'compose', 'version'], { check: false })).code === 0;
}

async function installPackage() {
  const prefix = await rootPrefix(onTerminal);
  if (!prefix || !hasApt()) return false;
  for (const name of PACKAGES) {
    if ((await run(['apt-cache', 'show', name], { check: false })).code !== 0) continue;
    if (!(await consent(`install Docker Compose (package ${name})`, onTerminal))) return false;
    await installPackages([name], prefix);
    return hasPlugin();
  }
  return false;
}

async function extract() {
  if (process.platform !== 'linux')
    throw new Error('Docker Compose v2 is missing: install Docker Desktop or the Compose plugin.');
  await ensureEngine();
  const base = await ensureBase(SUITE);
  const part = `${BINARY}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  try {
    const container = ['docker', 'run', '--rm', '--label', 'longshore.test=1', base, 'bash', '-o', 'pipefail', '-c', EXTRACT];
    await run(['sh', '-c', 'out=$1; shift; exec "$@" > "$out"', 'sh', part, ...container]);
    await chmod(part, 0o755);
    await run([part, 'version']);
    await rename(part, BINARY);
  } catch (error) {
    throw new Error(`Docker Compose v2 is missing and could not be fetched, install the Compose plugin: ${error.message}`, {
      cause: error,
    });
  } finally {
    await rm(part, { force: true });
  }
}

await runAsMain(import.meta.url, async () => console.log((await ensureCompose()).join(' ')));
