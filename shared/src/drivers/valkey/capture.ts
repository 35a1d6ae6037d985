import { once } from 'node:events';
import { posix } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import { mountOf } from '../../hosts/mounts.ts';
import { orAborted } from '../../hosts/orAborted.ts';
import { message } from '../../text/message.ts';
import type { Artifact } from '../../artifact.ts';
import type { Capture, CapturedInventory, CaptureOptions, Prepared, Selection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { connect } from './connect.ts';
import { capturedInventory, detailOf, expectedDetail, inventoryOf } from './detail.ts';
import { assertParsed, writtenBy } from './formats.ts';
import { assertItems, item } from './inspect.ts';
import { rdbCheck, type RdbSummary } from './rdb.ts';
import { awaitSave, saveState, startSave, untilIdle, type Save } from './save.ts';
import { askServer, besides, versionName, type Server } from './server.ts';
import type { Session } from './session.ts';

/** The one artifact: the file that the server itself wrote, byte for byte. */
export const artifactName = 'dump.rdb';

/**
 * Resolves with a server that is ready to save, once no other save is under way: {@link Driver.prepare}. Rejects with
 * `not-found.valkey-item`, with `unsupported.rdb-version` when we cannot read its dumps, and as {@link connect} and
 * {@link askServer} do. `fix` rejects as {@link startSave} does. Failures of the save itself come later: see `savedPoint`.
 */
export async function prepare(
  target: ServerTarget,
  { items }: Selection,
  _options: CaptureOptions,
  ctx: Context,
): Promise<Prepared> {
  assertItems(items, target.service.name);
  await using preparing = new AsyncDisposableStack();
  const session = preparing.use(await connect(target, ctx));
  const server = await askServer(session);
  assertParsed(writtenBy(server));
  const read = await dumpReader(target, server, preparing, ctx);
  const remove = await keepsNothing(target, server, ctx);
  await untilIdle(session, ctx.signal);
  const prepared = preparing.move();
  return {
    items: [item],
    fix: async ({ signal }) => {
      const save = await startSave(session, target.service.name, signal);
      return savedPoint({ target, session, server, save, read, remove }, ctx);
    },
    [Symbol.asyncDispose]: () => prepared.disposeAsync(),
  };
}

/** Opens the file that the server saves to. What is open stays what it is, whatever takes its place. */
type DumpReader = (ctx: Context) => Readable;

/**
 * Resolves with what opens the dump. By the container's own `cat`: while Docker reads a container's archive, it answers no question
 * about that container and cannot stop it. An image without that command is read through a container that has its mounts, which
 * `owner` removes, or, where the dump lies in none, as an archive of the container itself.
 */
async function dumpReader(
  target: ServerTarget,
  { files }: Server,
  owner: AsyncDisposableStack,
  ctx: Context,
): Promise<DumpReader> {
  const { host, container } = target;
  const path = posix.join(files.dir, files.dump);
  try {
    for await (const _ of host.exec(container.id, ['cat', '/dev/null'], ctx));
    return (inner) => host.exec(container.id, ['cat', path], inner);
  } catch (error) {
    if (!AppError.is(error, 'tool-missing')) throw error;
    const { id } = mountOf(container, files.dir) ? owner.use(await besides(target, ctx)) : container;
    return (inner) => host.readFile(id, path, inner);
  }
}

/**
 * Resolves with whether the dump that we make the server write must be removed: one that is set to keep nothing, and has none,
 * would load it at its next start.
 */
async function keepsNothing({ host, container }: ServerTarget, { save, files }: Server, ctx: Context): Promise<boolean> {
  if (save !== '' || files.log) return false;
  return (await host.stat(container.id, posix.join(files.dir, files.dump), ctx)) === undefined;
}

interface Fixed {
  target: ServerTarget;
  session: Session;
  server: Server;
  save: Save;
  read: DumpReader;
  /** Whether the file is to be removed afterwards. */
  remove: boolean;
}

/**
 * Returns the capture, from the fork on. The file is opened as soon as the save has ended, so that a later one cannot take its
 * place. Its artifact and its `inventory` reject with `capture-failed` when the save failed or was replaced, and as
 * {@link Session.command} and {@link Host.exec} do when the server or the host is lost. For a damaged dump the stream and
 * `inventory` fail as {@link rdbCheck} says. `inventory` waits until the artifact was read; it also rejects when that ends early,
 * and when the capture is let go.
 */
function savedPoint(fixed: Fixed, outer: Context): Capture {
  const { target, server, remove } = fixed;
  const stop = new AbortController();
  const ctx: Context = { ...outer, signal: AbortSignal.any([outer.signal, stop.signal]) };
  const summary = Promise.withResolvers<RdbSummary>();
  const file = openSaved(fixed, ctx);
  file.catch((error: unknown) => summary.reject(error));
  // A caller that asks for the capture gets the error; perhaps none asks.
  summary.promise.catch(() => {});

  const artifact: Artifact = {
    name: artifactName,
    estimate: server.bytes,
    compress: true,
    size: async ({ signal }) => (await orAborted(file, signal)).bytes,
    open: async ({ signal }) =>
      pipeline(
        (await orAborted(file, signal)).stream,
        rdbCheck((found) => summary.resolve(found)),
        (error) => {
          if (error) summary.reject(error);
        },
      ),
  };
  return {
    lanes: 1,
    artifacts: () => [artifact],
    outline: () =>
      Promise.resolve({
        inventory: inventoryOf(versionName(server), { databases: [], functions: 0 }),
        detail: expectedDetail(writtenBy(server), server),
      }),
    inventory: async ({ signal }): Promise<CapturedInventory> => {
      const found = await orAborted(summary.promise, signal);
      // A flush that is still under way puts an empty dump in the place of ours before the server counts it.
      if (found.databases.length === 0 && fixed.save.hasKeys) {
        throw new AppError('capture-failed.valkey-replaced', { service: target.service.name });
      }
      return {
        inventory: capturedInventory(found, server),
        detail: detailOf(found, server),
        warnings: found.checksum ? [] : [message('warning.valkey-no-checksum', { service: target.service.name })],
      };
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      summary.reject(new AppError('capture-failed.valkey-released', { service: target.service.name }));
      await file.then(
        ({ stream }) => stream.destroy(),
        () => {},
      );
      if (remove) await removeDump(target, server, cleanupContext(outer));
    },
  };
}

interface Saved {
  stream: Readable;
  bytes: number;
}

/**
 * Resolves with the open file at the end of our save. Rejects with `capture-failed.valkey-save` when it failed, with
 * `capture-failed.valkey-replaced` when the file is not the one that it wrote, as far as {@link judge} can tell.
 */
async function openSaved({ target, session, server, save, read }: Fixed, ctx: Context): Promise<Saved> {
  const service = target.service.name;
  const { state, ended } = await awaitSave(session, service, server.files.dir, save, ctx.signal);
  const file = read(ctx);
  try {
    await once(file, 'readable', { signal: ctx.signal });
    const bytes = await sizeOf(target, posix.join(server.files.dir, server.files.dump), ctx);
    // It is ours if no other save had ended by now.
    const now = await saveState(session, save);
    if (state === 'saved' && now.state === 'saved' && now.ended === ended) return { stream: file, bytes };
    throw new AppError('capture-failed.valkey-replaced', { service });
  } catch (error) {
    file.destroy();
    throw error;
  }
}

async function sizeOf({ host, container }: ServerTarget, path: string, ctx: Context): Promise<number> {
  const found = await host.stat(container.id, path, ctx);
  // Docker itself sees no file of a tmpfs.
  return found?.bytes ?? Number.parseInt(await text(host.exec(container.id, ['wc', '-c', path], ctx)), 10);
}

async function removeDump({ host, container }: ServerTarget, { files }: Server, ctx: Context): Promise<void> {
  try {
    for await (const _ of host.exec(container.id, ['rm', '-f', posix.join(files.dir, files.dump)], ctx));
  } catch (error) {
    ctx.log.warn('a dump was left behind', { container: container.name, file: files.dump, error: String(error) });
  }
}
