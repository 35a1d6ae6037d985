import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { hasCommand, run } from './run.mjs';

/** Whether a user at a terminal can answer questions. */
export const onTerminal = process.stdin.isTTY && process.stdout.isTTY;

/**
 * The argv prefix for a command that needs root: empty for root, `sudo` where it exists, undefined where neither is there.
 *
 * @param {boolean} interactive
 * @returns {Promise<string[] | undefined>}
 */
export async function rootPrefix(interactive) {
  if (process.getuid?.() === 0) return [];
  if (process.platform !== 'linux' || !(await hasCommand('sudo'))) return undefined;
  if (interactive) return ['sudo'];
  return (await run(['sudo', '-n', 'true'], { check: false })).code === 0 ? ['sudo', '-n'] : undefined;
}

/**
 * Whether this machine may be changed as `what` says: `LONGSHORE_SETUP` decides, else the person at the terminal; without a
 * terminal, root (a CI machine, a fresh server) goes ahead after saying so.
 *
 * @param {string} what what will be done, as the end of "Longshore …"
 * @param {boolean} interactive
 * @returns {Promise<boolean>}
 */
export async function consent(what, interactive) {
  if (process.env.LONGSHORE_SETUP === '0') return false;
  if (process.env.LONGSHORE_SETUP !== '1' && interactive) {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question(`Longshore wants to ${what}. Go ahead? [y/N] `);
    terminal.close();
    return /^y(es)?$/i.test(answer.trim());
  }
  if (process.env.LONGSHORE_SETUP !== '1' && process.getuid?.() !== 0) return false;
  console.log(`Longshore is going to ${what}.`);
  return true;
}

/**
 * The distribution's `ID` and the ids that it is like, from /etc/os-release; empty where there is none.
 *
 * @returns {string[]}
 */
export function distribution() {
  if (!existsSync('/etc/os-release')) return [];
  const lines = readFileSync('/etc/os-release', 'utf8');
  return ['ID', 'ID_LIKE'].flatMap((key) => new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(lines)?.[1].split(' ') ?? []);
}

/** Whether packages can be installed with apt: Debian, Ubuntu and what is made from them. */
export const hasApt = () => distribution().some((id) => id === 'debian' || id === 'ubuntu');

/**
 * Installs packages of the distribution. Removes and downgrades nothing.
 *
 * @param {string[]} names
 * @param {string[]} prefix from {@link rootPrefix}
 * @param {string[]} [options] more options for apt-get
 */
export async function installPackages(names, prefix, options = []) {
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  await run([...apt, 'update']);
  await run([...apt, 'install', '-y', '--no-remove', '--no-install-recommends', ...options, ...names]);
}
