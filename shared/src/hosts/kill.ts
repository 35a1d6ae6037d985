import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { text } from './collect.ts';
import { pathOf, type Connection } from './connection.ts';
import { plainExec } from './execProcess.ts';
import { findImage } from './helperImage.ts';
import { Inspected } from './inspect.ts';
import { plainRun } from './run.ts';
import { hasShell } from './shell.ts';

/**
 * Ends every process that has the line `$1` in its environment: politely, then by force. A process may read the
 * environment only of those of its own user, so the owners of all others are printed for further rounds.
 */
const script = `
export LC_ALL=C
matching() { grep -lszxF -- "$1" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do echo "$pid"; done; }
round() { pids=$(matching "$1"); [ -z "$pids" ] || kill "-$2" $pids 2>/dev/null; [ -n "$pids" ]; }
tries=0
if round "$1" TERM; then
  while [ $tries -lt 20 ] && [ -n "$(matching "$1")" ]; do tries=$((tries + 1)); sleep 0.1; done
  tries=0
  while round "$1" KILL; do tries=$((tries + 1)); [ $tries -lt 50 ] || exit 1; sleep 0.1; done
fi
for process in /proc/[0-9]*; do
  true 2>/dev/null <"$process/environ" || stat -c %u "$process" 2>/dev/null || true
done`;

/** Whether an image has what the script needs. */
const probe = 'command -v stat && echo x | grep -lszxF -- x -';

/**
 * Ends every process in the container that has this line (`NAME=value`) in its environment, their children included.
 * A container that is gone or not running is fine; a paused one is not.
 */
export async function killMarked(on: Connection, container: string, line: string, ctx: Context): Promise<void> {
  try {
    const inside = await hasShell(on, container, ctx);
    const argv = ['sh', '-c', script, 'sh', line];
    const asUser = async (user: string): Promise<Set<string>> => {
      const stream = inside
        ? plainExec(on, container, argv, ctx, { user })
        : plainRun(on, { image: await findImage(on, probe, ctx), pid: { container } }, argv, ctx, { user });
      return new Set((await text(stream)).split('\n').filter((uid) => uid !== ''));
    };
    for (const user of await asUser('0')) await asUser(user);
  } catch (error) {
    if (AppError.is(error, 'not-found')) return;
    if (AppError.is(error, 'conflict') && !(await isPaused(on, container, ctx))) return;
    throw new AppError('tool-failed.kill', { container: on.nameOf(container) }, { cause: error });
  }
}

async function isPaused(on: Connection, container: string, ctx: Context): Promise<boolean> {
  const found = await on.engine.json('GET', pathOf(container, '/json'), Inspected, { signal: ctx.signal });
  return found.State.Status === 'paused';
}
