import type { Context } from '../context.ts';
import { AppError, abortion } from '../errors.ts';
import { text } from './collect.ts';
import { pathOf, type KnownDocker } from './knownDocker.ts';
import { plainExec } from './execProcess.ts';
import { findImage } from './helperImage.ts';
import { Inspected } from './inspect.ts';
import { plainRun } from './run.ts';
import { hasShell } from './shell.ts';

/**
 * Ends every process that has the line `$1` in its environment, and their descendants: servers overwrite their
 * environment. Politely first, by force after two seconds. The shell that waits for a command is left to end by itself: if
 * it went first, the command would become a child of the container's first process, and a PostgreSQL that is that process
 * takes the death of any child by a signal for the crash of one of its own, and restarts. A process may read the
 * environment only of those of its own user and group, so the owners of all others are printed for further rounds.
 */
const script = `
export LC_ALL=C
line=$1
marked() { grep -lszxF -- "$line" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do printf '%s ' "$pid"; done; }
parents() { grep -shE '^P?Pid:' /proc/[0-9]*/status | while read -r name value; do
  case $name in Pid:) pid=$value ;; *) printf '%s %s\\n' "$pid" "$value" ;; esac
done; }
family() {
  all=" $(marked)"
  while [ "$all" != " " ]; do
    more=$(parents | while read -r pid parent; do
      case $all in *" $pid "*) ;; *" $parent "*) printf '%s ' "$pid" ;; esac
    done)
    [ -n "$more" ] || break
    all="$all$more"
  done
  echo $all
}
living() { for pid in "$@"; do grep -qs '^State:.[^ZX]' "/proc/$pid/status" && printf '%s ' "$pid"; done; }
commands() {
  with=" $(parents | while read -r pid parent; do case " $* " in *" $pid "*) printf '%s ' "$parent" ;; esac; done)"
  parents | while read -r pid parent; do
    case " $* " in *" $pid "*) ;; *) continue ;; esac
    if [ "$parent" = 0 ]; then case $with in *" $pid "*) continue ;; esac; fi
    printf '%s ' "$pid"
  done
}
tries=0
while pids=$(living $pids $(family)); [ -n "$pids" ]; do
  if [ $tries -lt 20 ]; then kill -TERM $(commands $pids); else kill -KILL $pids; fi
  if [ $tries -ge 70 ]; then exit 1; fi
  tries=$((tries + 1))
  sleep 0.1
done 2>/dev/null
for process in /proc/[0-9]*; do
  true 2>/dev/null <"$process/environ" || stat -c %u:%g "$process" 2>/dev/null || true
done`;

/** Whether an image has what the script needs. */
const probe = "command -v stat && printf 'x\\0' | grep -lszxF -- x -";

/**
 * Ends every process in the container that has this line (`NAME=value`) in its environment, their children included. A container
 * that is gone or not running is fine; a paused one is not. Rejects with {@link abortion} when aborted, with `host-unreachable` when
 * the connection is lost, and with `tool-failed.kill` when it cannot be done for any other reason.
 */
export async function killMarked(on: KnownDocker, container: string, line: string, ctx: Context): Promise<void> {
  try {
    const inside = await hasShell(on, container, ctx);
    const argv = ['sh', '-c', script, 'sh', line];
    const asUser = async (user: string): Promise<Set<string>> => {
      const stream = inside
        ? plainExec(on, container, argv, ctx, { user })
        : plainRun(on, { image: await findImage(on, probe, ctx), pid: { container } }, argv, ctx, { user });
      return new Set((await text(stream)).split('\n').filter((owner) => owner !== ''));
    };
    for (const user of await asUser('0:0')) await asUser(user);
  } catch (error) {
    if (ctx.signal.aborted) throw abortion(ctx.signal);
    if (AppError.is(error, 'host-unreachable')) throw error;
    // What Docker says of a helper that cannot join a container is another thing in each version: the container itself is asked.
    const state = await stateOf(on, container, ctx);
    if (state === 'gone' || (AppError.is(error, 'conflict') && state !== 'unknown' && state !== 'paused')) return;
    throw new AppError('tool-failed.kill', { container: on.nameOf(container) }, { cause: error });
  }
}

async function stateOf(on: KnownDocker, container: string, { signal }: Context): Promise<string> {
  try {
    return (await on.api.json('GET', pathOf(container, '/json'), Inspected, { signal })).State.Status;
  } catch (error) {
    return AppError.is(error, 'not-found') ? 'gone' : 'unknown';
  }
}
