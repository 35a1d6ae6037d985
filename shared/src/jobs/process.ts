import { spawn, type ChildProcess } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));

/** Variables of the program that starts us which would change how our own Node.js behaves. */
const foreign = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_FD$|NODE_V8_COVERAGE$)/;

/**
 * Bytes flow outside of the heap: a large nursery would only keep what is long dead, and what is spent is collected by
 * `machine/collectMemory.ts`.
 */
const flags = ['--max-semi-space-size=1', '--expose-gc'];

/** The Node.js that comes with the desktop app, whose own binary must not run as one. */
const node = process.env['LONGSHORE_NODE'];

const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
  // In an editor, the running binary is not a plain Node.js.
  ...(process.versions['electron'] !== undefined && node === undefined && { ELECTRON_RUN_AS_NODE: '1' }),
  ...compileCache(),
  // Buffers come and go on many threads, and glibc would keep what is free for each of them: 20 MB of it.
  MALLOC_ARENA_MAX: process.env['MALLOC_ARENA_MAX'] ?? '2',
  // The size from which on glibc gives memory back as soon as it is free would grow with what is freed: buffers of parts would lie
  // among small things from then on, and leave holes of 15 MB.
  MALLOC_MMAP_THRESHOLD_: process.env['MALLOC_MMAP_THRESHOLD_'] ?? String(1 << 20),
  MALLOC_TRIM_THRESHOLD_: process.env['MALLOC_TRIM_THRESHOLD_'] ?? String(1 << 20),
});

/**
 * Returns the variable that names the folder of compiled sources. Empty when this process uses none. Compiling the sources anew
 * takes half a second and 20 MB. Node.js names a folder in the one that it was given.
 */
function compileCache(): NodeJS.ProcessEnv {
  const directory = getCompileCacheDir();
  return directory === undefined ? {} : { NODE_COMPILE_CACHE: dirname(directory) };
}

/**
 * Starts this program again in a session of its own, and returns its process: it survives the window, the terminal and the client
 * that started it. Does not wait for it. A start that fails is an `error` event of the process.
 */
export function spawnDetached(args: string[], stdio: ('ignore' | 'pipe' | number)[]): ChildProcess {
  const child = spawn(node ?? process.execPath, [...flags, entry, ...args], {
    detached: true,
    stdio,
    env: environment(),
    windowsHide: true,
    cwd: '/',
  });
  child.unref();
  return child;
}
