import { posix } from 'node:path';
import { pipeline } from 'node:stream';
import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { english } from '../../text/english.ts';
import type { ArtifactSet, ArtifactSource } from '../../artifact.ts';
import type { ChangeRef, Staged, StageOptions } from '../driver.ts';
import { type Exchange, exchangeFiles, stagedFolder, undoFolder } from '../exchange.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { artifactName } from './capture.ts';
import { assertHolds, assertLoadable } from './compatibility.ts';
import { connect } from './connect.ts';
import { readDetail } from './detail.ts';
import { dataFilesOf, dataNames, dumpPlace } from './files.ts';
import { assertItems, whyBlocked } from './inspect.ts';
import { rdbCheck, type RdbSummary } from './rdb.ts';
import { sentinelSeconds } from './sentinels.ts';
import { askServer, besides, type Server } from './server.ts';
import { servingOf } from './serving.ts';
import { stagedFiles } from './swap.ts';
import { ownerOf, tarOf, type Owner, type TarEntry } from '../../hosts/tar.ts';
import { startTrial } from './trialServer.ts';

/**
 * Resolves with the dump, written beside the live files in the form in which this server will look for it at its next start.
 * Rejects with `unsupported.valkey-blocked`, `corrupt.valkey-no-dump`, `not-found.valkey-item`, as {@link assertLoadable} and
 * {@link assertHolds} do, with `corrupt.rdb-*` or `unsupported.rdb-*` for the dump, with `tool-missing.shell`, and as {@link lookAtWatched} does.
 * What it could not remove then is logged.
 */
export async function stage(target: ServerTarget, set: ArtifactSet, options: StageOptions, ctx: Context): Promise<Staged> {
  const { host, container, service } = target;
  const dump = dumpOf(set, options.items, service.name);
  const { server, watchSeconds } = await lookAtWatched(target, ctx);
  const [blocked] = whyBlocked(container, server);
  if (blocked) throw new AppError('unsupported.valkey-blocked', { service: service.name }, { detail: english(blocked) });
  const detail = readDetail(set.detail);
  if (detail) {
    assertLoadable(detail.format, server);
    assertHolds(detail, service.name, server);
  }
  const { files } = server;
  const place = dumpPlace(files);
  const exchange: Exchange = {
    dir: files.dir,
    names: dataNames(files),
    replacement: [place.split('/')[0] ?? place],
    staged: stagedFolder(options.id),
    undo: undoFolder(options.id),
    own: true,
  };
  await exchangeFiles(target, exchange, 'check', ctx);
  const ref: ChangeRef = { kind: 'valkey', id: options.id, data: exchange };
  await options.intend(ref);
  let summary: RdbSummary | undefined;
  try {
    await write(
      target,
      server,
      exchange,
      checked(dump, ctx, (found) => (summary = found)),
      ctx,
    );
  } catch (error) {
    // It leaves the reason why the staging failed as the error: what is left is in the ledger.
    await exchangeFiles(target, exchange, 'drop-staged', cleanupContext(ctx)).catch((left: unknown) =>
      ctx.log.warn('could not remove what was staged', { change: ref.id, error: String(left) }),
    );
    throw error;
  }
  const trial = (inner: Context) =>
    startTrial(
      host,
      {
        image: container.imageId,
        service: service.name,
        program: server,
        data: { volumesFrom: container.id, path: posix.join(files.dir, exchange.staged, place) },
        databases: server.limit,
        ...(detail && { memory: detail.memory }),
        modules: server.modules.flatMap(({ path }) => path ?? []),
        hasStreams: () => summary?.groups?.size !== 0,
      },
      inner,
    );
  const expected = set.live ? 'proven' : set.inventory;
  const serving = servingOf(server, detail?.memory);
  const fading = detail?.fading ?? 0;
  return stagedFiles({ target, server, ref, exchange, expected, trial, fading, serving, watchSeconds, ctx });
}

/**
 * Resolves with what one look at the server shows, and how many seconds it has to be watched after a change, where Sentinels watch
 * it. Rejects as {@link connect} and {@link askServer} do.
 */
export async function lookAtWatched(
  target: ServerTarget,
  ctx: Context,
): Promise<{ server: Server; watchSeconds: number | undefined }> {
  await using session = await connect(target, ctx);
  const server = await askServer(session);
  return { server, watchSeconds: server.sentinels > 0 ? await sentinelSeconds(target, session, ctx) : undefined };
}

/** Returns the dump of a set. Throws `corrupt.valkey-no-dump` when it has none, `not-found.valkey-item` for any other item. */
export function dumpOf(set: ArtifactSet, items: string[] | undefined, service: string): ArtifactSource {
  assertItems(items, service);
  const dump = set.artifacts.find(({ name }) => name === artifactName);
  if (!dump) throw new AppError('corrupt.valkey-no-dump', { service });
  return dump;
}

/**
 * Returns the dump as content of a tar, checked while it is read: its stream errors as {@link rdbCheck} says, and ends after `found`
 * got what it holds.
 */
export const checked = (
  dump: ArtifactSource,
  ctx: Context,
  found: (summary: RdbSummary) => void,
): NonNullable<TarEntry['content']> => ({
  bytes: dump.logicalBytes,
  open: async () =>
    pipeline(
      await dump.open(ctx),
      rdbCheck(found),
      // The tar that it goes into fails with it.
      () => {},
    ),
});

/**
 * Writes the files of the replacement, through a container that is only created: Docker writes into its mounts, whatever its image
 * has or lacks. Rejects with `corrupt` or `unsupported` for a dump that is not as it should be, and as {@link ArtifactSource.open}
 * and {@link Host.extract} do. What it has written by then is the caller's to remove.
 */
async function write(
  target: ServerTarget,
  server: Server,
  exchange: Exchange,
  content: NonNullable<TarEntry['content']>,
  ctx: Context,
): Promise<void> {
  const { host } = target;
  await using helper = await besides(target, ctx);
  const entries = dataFilesOf(server.files, exchange.staged, content);
  await host.extract(helper.id, exchange.dir, tarOf(entries, await ownerFor()), ctx);

  /**
   * Resolves with the owner and the mode of the dump that is there. Without one, with the owner of the folder, else root, and mode
   * 600.
   */
  async function ownerFor(): Promise<Owner> {
    const { dir, dump: file } = server.files;
    const old = await ownerOf(host, helper.id, posix.join(dir, file), ctx);
    const folder = old ?? (await ownerOf(host, helper.id, dir, ctx));
    return { uid: folder?.uid ?? 0, gid: folder?.gid ?? 0, mode: old?.mode ?? 0o600 };
  }
}
