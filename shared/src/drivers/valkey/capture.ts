import { once } from 'node:events';
import { posix } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/catalogue.ts';
import type { Host } from '../../hosts/host.ts';
import type { Artifact, Capture, CapturedInventory, CaptureOptions, Prepared, Selection, Target } from '../driver.ts';
import { connect } from './connect.ts';
import { capturedInventory, detailOf } from './detail.ts';
import { item } from './inspect.ts';
import { rdbCheck, type RdbSummary } from './rdb.ts';
import { awaitSave, saveState, startSave, untilIdle, type Save } from './save.ts';
import { askServer, type Server } from './server.ts';
import type { Session } from './session.ts';

/** The one artifact: the file that the server itself wrote, byte for byte. */
export const artifactName = 'dump.rdb';

export async function prepare(target: Target, { items }: Selection, _options: CaptureOptions, ctx: Context): Promise<Prepared> {
  const unknown = items?.find((name) => name !== item);
  if (unknown !== undefined) throw new AppError('not-found.valkey-item', { service: target.service.name, item: unknown });
  const session = await connect(target, ctx);
  try {
    const server = await askServer(session);
    await untilIdle(session, ctx.signal);
    const remove = await keepsNothing(target, server, ctx);
    return {
      items: [item],
      fix: async ({ signal }) => {
        const save = await startSave(session, target.service.name, signal);
        return savedPoint(target, session, server, save, remove, ctx);
      },
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/** A server that is told to keep nothing would load the dump that we make it write, at its next start. */
async function keepsNothing({ host, container }: Target, { save, files }: Server, ctx: Context): Promise<boolean> {
  if (save !== '' || files.log) return false;
  return (await host.stat(container.id, posix.join(files.dir, files.dump), ctx)) === undefined;
}

/** From the fork on. The file is opened as soon as the save has ended, so that a later one cannot take its place. */
function savedPoint(target: Target, session: Session, server: Server, save: Save, remove: boolean, outer: Context): Capture {
  const stop = new AbortController();
  const ctx: Context = { ...outer, signal: AbortSignal.any([outer.signal, stop.signal]) };
  const summary = Promise.withResolvers<RdbSummary>();
  const file = openSaved(target, session, server, save, ctx);
  file.catch((error: unknown) => summary.reject(error));
  // Told to whoever asks for it; nobody may ask.
  summary.promise.catch(() => {});

  const artifact: Artifact = {
    name: artifactName,
    estimate: server.bytes,
    compress: true,
    open: async () =>
      pipeline(
        await file,
        rdbCheck((found) => summary.resolve(found)),
        (error) => {
          if (error) summary.reject(error);
        },
      ),
  };
  return {
    lanes: 1,
    artifacts: () => [artifact],
    inventory: async (): Promise<CapturedInventory> => {
      const found = await summary.promise;
      return {
        inventory: capturedInventory(found, server),
        detail: detailOf(found, server),
        warnings: found.checksum ? [] : [message('warning.valkey-no-checksum', {})],
      };
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      summary.reject(new AppError('capture-failed.valkey-released', { service: target.service.name }));
      await file.then(
        (stream) => stream.destroy(),
        () => {},
      );
      if (remove) await removeDump(target, server, cleanupContext(outer));
    },
  };
}

/** Waits for the end of our save; rejects when it failed, or when the file is not the one that it wrote. */
async function openSaved(
  { host, container, service }: Target,
  session: Session,
  server: Server,
  save: Save,
  ctx: Context,
): Promise<Readable> {
  const { dir, dump } = server.files;
  const path = posix.join(dir, dump);
  const now = await awaitSave(session, service.name, dir, save, ctx.signal);
  const file = await openFile(host, container.id, path, ctx);
  try {
    // What is open stays what it is. It is ours if no other save had ended by now.
    const { state, ended } = await saveState(session, save);
    if (now.state === 'saved' && state === 'saved' && ended === now.ended) return file;
    throw new AppError('capture-failed.valkey-replaced', { service: service.name });
  } catch (error) {
    file.destroy();
    throw error;
  }
}

/**
 * By the container's own `cat`: while the engine's archive is being read, it answers no question about the container and
 * cannot stop it. An image without that command leaves no choice.
 */
async function openFile(host: Host, container: string, path: string, ctx: Context): Promise<Readable> {
  const opened = async (file: Readable): Promise<Readable> => {
    await once(file, 'readable', { signal: ctx.signal }).catch((error: unknown) => {
      file.destroy();
      throw error;
    });
    return file;
  };
  try {
    return await opened(host.exec(container, ['cat', path], ctx));
  } catch (error) {
    if (!AppError.is(error, 'tool-missing')) throw error;
    return opened(host.readFile(container, path, ctx));
  }
}

async function removeDump({ host, container }: Target, { files }: Server, ctx: Context): Promise<void> {
  try {
    for await (const _ of host.exec(container.id, ['rm', '-f', posix.join(files.dir, files.dump)], ctx));
  } catch (error) {
    ctx.log.warn('a dump was left behind', { container: container.name, file: files.dump, error: String(error) });
  }
}
