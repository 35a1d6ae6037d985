import { posix } from 'node:path';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { ChangeRef, Staged, StageOptions } from '../driver.ts';
import { type Exchange, exchangeOf, stateOf, undoFolder } from '../exchange.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { dataNames } from './files.ts';
import { servingOf } from './serving.ts';
import { lookAtWatched } from './stage.ts';
import { stagedFiles } from './swap.ts';
import { startTrial } from './trialServer.ts';

/**
 * Resolves with the files that a swap put aside, as the replacement of what is there now: {@link Driver.reopen}. They stay
 * where they are until the swap. Rejects with `conflict.undo-files-gone` when they are not there or half moved, with
 * `corrupt.change`, and as {@link lookAtWatched} does.
 */
export async function reopen(
  target: ServerTarget,
  earlier: ChangeRef,
  { id, intend }: Pick<StageOptions, 'id' | 'intend'>,
  ctx: Context,
): Promise<Staged> {
  const { host, container, service } = target;
  const old = exchangeOf(earlier);
  if ((await stateOf(target, old, ctx)) !== 'swapped') throw new AppError('conflict.undo-files-gone', { service: service.name });
  const { server, watchSeconds } = await lookAtWatched(target, ctx);
  const names = [...new Set([...old.names, ...dataNames(server.files)])];
  const replacement: string[] = [];
  for (const name of names) {
    if (await host.stat(container.id, posix.join(old.dir, old.undo, name), ctx)) replacement.push(name);
  }
  const exchange: Exchange = { dir: old.dir, names, replacement, staged: old.undo, undo: undoFolder(id), own: false };
  const ref: ChangeRef = { kind: 'valkey', id, data: exchange };
  await intend(ref);
  const trial = (inner: Context) =>
    startTrial(
      host,
      {
        image: container.imageId,
        service: service.name,
        program: server,
        data: { copyOf: container, path: posix.join(old.dir, old.undo), files: server.files },
        databases: server.limit,
        modules: server.modules.flatMap(({ path }) => path ?? []),
      },
      inner,
    );
  const serving = servingOf(server, undefined);
  return stagedFiles({ target, server, ref, exchange, expected: undefined, trial, fading: 0, serving, watchSeconds, ctx });
}
