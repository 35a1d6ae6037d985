import { posix } from 'node:path';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { text } from '../hosts/collect.ts';
import { readChangeRef } from './changeRef.ts';
import type { ChangeRef, ChangeState } from './driver.ts';
import type { ServerTarget } from './oneContainer.ts';

/**
 * An exchange of files in a stopped service's folder, as kept in the ledger. Every folder of ours lies in the service's own, so
 * that each move is a rename within one file system.
 */
const Exchange = z.object({
  /** The service's folder. */
  dir: z.string(),
  /** Names under which the service may find data. All of them are put aside. */
  names: z.array(z.string()),
  /** Those of them that the replacement has. */
  replacement: z.array(z.string()),
  /** Folder with the replacement, and the one in which what it replaces is kept; relative. */
  staged: z.string(),
  undo: z.string(),
  /** Whether the replacement was made for this change; otherwise it is what an earlier one keeps for its undo. */
  own: z.boolean(),
});
export type Exchange = z.infer<typeof Exchange>;

/** Returns the name, within the service's own folder, of the one that holds the replacement of a change. */
export const stagedFolder = (id: string): string => `.longshore-${id}`;
/** Returns the name, within the service's own folder, of the one that keeps what a change has replaced. */
export const undoFolder = (id: string): string => `.longshore-undo-${id}`;
/**
 * Returns the name of the folder that holds what is put aside while files are being moved. It gets its proper name when the last
 * one has been moved.
 */
const halfFolder = ({ undo }: Exchange): string => `${undo}.half`;

/** Returns the exchange that a reference holds. Throws `corrupt.change` when it holds something of another shape. */
export const exchangeOf = (ref: ChangeRef): Exchange => readChangeRef(Exchange, ref);

/**
 * Resolves with where an exchange is, from the folders alone, in a running or stopped container: `half` while one is half filled,
 * else `swapped` or `staged`, `absent` when there is none.
 */
export async function stateOf({ host, container }: ServerTarget, exchange: Exchange, ctx: Context): Promise<ChangeState> {
  const exists = async (name: string): Promise<boolean> =>
    (await host.stat(container.id, posix.join(exchange.dir, name), ctx)) !== undefined;
  if (await exists(halfFolder(exchange))) return 'half';
  if (await exists(exchange.undo)) return 'swapped';
  return (await exists(exchange.staged)) ? 'staged' : 'absent';
}

/**
 * Moves files in a stopped service's folder. `+name` is one that the replacement has, `-name` one that is only put aside.
 * Each step looks at what is there, so that it can be repeated or taken back wherever it was cut off.
 */
const script = `
for tool in mkdir mv rm rmdir du sync; do
  command -v $tool >/dev/null || exit 127
done
cd "$2" || exit 1
what=$1 staged=$3 undo=$4 half=$4.half
shift 4
umask 077

# What a service that was started in between has made in its place is kept beside.
place() {
  [ ! -e "./$name" ] || mv "./$name" "$2/$name.stray" || return 1
  mv "$1/$name" "./$name"
}

forward() {
  [ ! -e "$undo" ] || return 0
  [ -d "$staged" ] || { echo "the replacement is gone" >&2; return 1; }
  mkdir -p "$half" || return 1
  for entry; do
    name=\${entry#?}
    [ -e "./$name" ] && [ ! -e "$half/$name" ] || continue
    case $entry in +*) [ -e "$staged/$name" ] || continue ;; esac
    mv "./$name" "$half/$name" || return 1
  done
  for entry; do
    name=\${entry#?}
    case $entry in -*) continue ;; esac
    [ -e "$staged/$name" ] || { [ -e "./$name" ] && continue; echo "$name is gone" >&2; return 1; }
    place "$staged" "$half" || return 1
  done
  sync
  mv "$half" "$undo" || return 1
  # Done. Only what was made by accident can be left in there.
  rm -rf "./$staged"
  sync
}

back() {
  complete=
  if [ -e "$undo" ] && [ ! -e "$half" ]; then
    complete=1
    mv "$undo" "$half" || return 1
  fi
  [ -d "$half" ] || return 0
  mkdir -p "$staged" || return 1
  for entry; do
    name=\${entry#?}
    [ -e "./$name" ] && [ ! -e "$staged/$name" ] || continue
    case $entry in -*) [ -n "$complete" ] || [ -e "$half/$name" ] || continue ;; esac
    mv "./$name" "$staged/$name" || return 1
  done
  for entry; do
    name=\${entry#?}
    [ ! -e "$half/$name" ] || place "$half" "$staged" || return 1
  done
  rmdir "$half" || return 1
  sync
}

case $what in
  forward) forward "$@" || { back "$@"; exit 1; } ;;
  back) back "$@" ;;
  drop-staged) rm -rf "./$staged" && sync ;;
  drop-undo) rm -rf "./$undo" && sync ;;
  size) [ ! -e "$undo" ] || du -sk "./$undo" ;;
esac
`;

/** What is done with the files; `check` only looks for the tools and the service's folder. */
export type Action = 'check' | 'forward' | 'back' | 'drop-staged' | 'drop-undo' | 'size';

/**
 * Runs the script in the service's own image if it has a shell and the tools, else in any on the host that has a name and does.
 * Resolves with what it printed: for `size` kibibytes first, empty when nothing is kept. `forward` happens or is taken back.
 * When it is cut off, or taking back fails as well, it may be undone, half done or done: {@link stateOf} tells. It and `back` can
 * be repeated. Rejects with `tool-missing.shell` when no such image has the tools, with `tool-failed` when the script fails.
 */
export async function exchangeFiles(target: ServerTarget, exchange: Exchange, action: Action, ctx: Context): Promise<string> {
  const { host, container } = target;
  const { dir, names, replacement, staged, undo } = exchange;
  const entries = names.map((name) => `${replacement.includes(name) ? '+' : '-'}${name}`);
  const argv = ['sh', '-c', script, 'sh', action, dir, staged, undo, ...entries];
  const attempt = (image: string): Promise<string> =>
    text(host.run({ image, volumesFrom: container.id }, argv, ctx, { user: '0' }));
  try {
    return await attempt(container.imageId);
  } catch (error) {
    if (!AppError.is(error, 'tool-missing')) throw error;
  }
  for (const { id, references } of await host.images(ctx)) {
    if (references.length === 0 || id === container.imageId) continue;
    try {
      return await attempt(id);
    } catch (error) {
      if (!AppError.is(error, 'tool-missing')) throw error;
    }
  }
  throw new AppError('tool-missing.shell', { service: target.service.name });
}

/**
 * Resolves with where an exchange is, from its folders alone: {@link Driver.reconcile}. Throws `corrupt.change`, before any
 * promise, when the reference is damaged.
 */
export const reconcile = (target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<ChangeState> =>
  stateOf(target, exchangeOf(ref), ctx);

/**
 * Moves the files of an exchange back, so that it is merely staged. Nothing to move is fine: {@link Driver.rollback}. Rejects with
 * `corrupt.change`, and as {@link exchangeFiles} does.
 */
export async function rollback(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<void> {
  await exchangeFiles(target, exchangeOf(ref), 'back', ctx);
}

/**
 * Removes the folder of the replacement if it was made for this change, or the one kept for undo. Resolves, too, when the
 * exchange is in another state: {@link Driver.discard}. Rejects with `recovery-needed.half-exchanged` in the middle of one,
 * with `corrupt.change`, and as {@link exchangeFiles} does.
 */
export async function discard(target: ServerTarget, ref: ChangeRef, what: 'staged' | 'undo', ctx: Context): Promise<void> {
  const exchange = exchangeOf(ref);
  const state = await stateOf(target, exchange, ctx);
  if (state === 'half') throw new AppError('recovery-needed.half-exchanged', { service: target.service.name });
  if (what === 'undo' && state === 'swapped') await exchangeFiles(target, exchange, 'drop-undo', ctx);
  // What an earlier change keeps for its own undo stays its.
  if (what === 'staged' && state === 'staged' && exchange.own) await exchangeFiles(target, exchange, 'drop-staged', ctx);
}

/**
 * Resolves with the bytes of the folder kept for undo. 0 when there is none: {@link Driver.undoBytes}. Rejects with
 * `corrupt.change`, and as {@link exchangeFiles} does.
 */
export async function undoBytes(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<number> {
  const [kilobytes] = (await exchangeFiles(target, exchangeOf(ref), 'size', ctx)).split(/\s/, 1);
  return Number(kilobytes ?? 0) * 1024;
}
