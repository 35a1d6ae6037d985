import { spawn } from 'node:child_process';

/**
 * Runs a command to its end. Rejects when it cannot be started or exits non-zero, with the last lines of what it wrote;
 * with `check: false` it resolves with the code instead.
 *
 * @param {string[]} argv
 * @param {{ input?: string, env?: Record<string, string>, cwd?: string, check?: boolean, show?: boolean, timeout?: number }} [options]
 *   `show` lets the output through to the terminal, for commands that people wait for; `timeout` is in milliseconds
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function run([command, ...args], { input, env, cwd, check = true, show = false, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      timeout,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', (error) => (check ? reject(error) : resolve({ code: 127, stdout, stderr: error.message })));
    child.on('close', (code, signal) => {
      if (code === 0 || !check) return resolve({ code: code ?? 128, stdout, stderr });
      const tail = (stderr.trim() || stdout.trim()).split('\n').slice(-15).join('\n');
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
