import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** As long as processes may hold what they have read of the clock's file. */
const held = 50;

/** The time of day of this process and of all that it starts. */
export interface PresentTime {
  /** What another program of Node.js needs to have it, too. */
  readonly env: Record<string, string>;
  set(time: string): Promise<void>;
}

export async function takeTime(folder: string, time: string): Promise<PresentTime> {
  const module = join(import.meta.dirname, 'clock.mjs');
  const file = join(folder, 'clock');
  const start = join(folder, 'node');
  const realNow = Date.now;
  const write = (shown: string): Promise<void> => writeFile(file, `${Date.parse(shown)} ${realNow()}`);
  await write(time);
  await writeFile(start, `#!/bin/sh\nexec "$PICTURES_NODE" --import '${pathToFileURL(module).href}' "$@"\n`);
  await chmod(start, 0o755);
  Object.assign(process.env, { PICTURES_CLOCK: file, PICTURES_START: start });
  await import('./clock.mjs');
  return {
    env: { NODE_OPTIONS: `--import=${pathToFileURL(module).href}` },
    async set(shown) {
      await write(shown);
      await sleep(held);
    },
  };
}
