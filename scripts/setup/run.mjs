import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/**
 * Runs a command to its end. Rejects when it cannot be started or exits non-zero, with the last lines of what it wrote;
 * with `check: false` it resolves with the code instead.
 *
 * @param {string[]} argv
 * @param {{ input?: string, env?: Record<string, string>, check?: boolean, timeout?: number }} [options] `timeout` in milliseconds
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function run([command, ...args], { input, env, check = true, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
    const child = spawn(command, args, { timeout, stdio, env: { ...process.env, ...env } });
    const written = { stdout: '', stderr: '', both: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        written[name] += text;
        written.both += text;
      });
    }
    child.on('error', (error) => (check ? reject(error) : resolve({ code: 127, stdout: '', stderr: error.message })));
    child.on('close', (code, signal) => {
      const { stdout, stderr, both } = written;
      if (code === 0 || !check) return resolve({ code: code ?? 128, stdout, stderr });
      const tail = both.trim().split('\n').slice(-15).join('\n');
      reject(new Error(`\`${command} ${args.join(' ')}\` ended with ${signal ?? `exit code ${code}`}${tail && `:\n${tail}`}`));
    });
    // A command that ends before it has read its input says so by its exit code.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/**
 * Whether a command is on the PATH, or where a machine keeps commands for root.
 *
 * @param {string} name
 * @returns {Promise<boolean>}
 */
export async function hasCommand(name) {
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  return (await run(['sh', '-c', 'command -v "$1"', 'sh', name], { env: { PATH }, check: false })).code === 0;
}

/**
 * Runs `main` with the arguments when the module is the one that Node was started with; an error becomes its sentence and exit
 * code 1.
 *
 * @param {string} url the module's `import.meta.url`
 * @param {(args: string[]) => Promise<void>} main
 */
export async function runAsMain(url, main) {
  if (!process.argv[1] || url !== pathToFileURL(process.argv[1]).href) return;
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
