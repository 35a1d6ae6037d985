import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stamp = `${root}node_modules/.longshore-lockfile`;
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');

/** Whether exactly the dependencies of the lockfile were installed, by us. */
export const hasDependencies = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();

/** Installs the dependencies of the lockfile, unless exactly those are there. */
export function ensureDependencies() {
  if (hasDependencies()) return;
  console.log('Installing dependencies …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm could not install the dependencies; its output is above.');
  writeFileSync(stamp, lockHash());
}

/** The Node.js that runs us: the one of the dependencies where it exists for this machine, else this one if it is new enough. */
export function nodeBinary() {
  const shipped = `${root}node_modules/node-linux-${process.arch}/bin/node`;
  if (existsSync(shipped)) return shipped;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Error(
    `Longshore needs Node.js 24; this is ${process.versions.node}. Install it from https://nodejs.org and try again.`,
  );
}

/** Runs a program of the project on that Node.js, with the tools of the dependencies first in PATH. */
export function runNode(args, options = {}) {
  const node = nodeBinary();
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [`${root}node_modules/.bin`, node.slice(0, node.lastIndexOf('/')), process.env['PATH']].join(separator);
  return spawnSync(node, args, { cwd: root, stdio: 'inherit', ...options, env: { ...process.env, PATH: path, ...options.env } });
}
