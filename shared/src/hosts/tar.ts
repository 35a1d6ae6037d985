import { once } from 'node:events';
import { Readable } from 'node:stream';
import { extract, pack, type Header, type Pack } from 'tar-stream';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Host } from './host.ts';

export interface Owner {
  uid: number;
  gid: number;
  /** Permissions of a file. */
  mode: number;
}

/** A folder, or a file whose bytes are known beforehand. Names are relative and `/`-separated. */
export interface TarEntry {
  name: string;
  content?: { bytes: number; open: () => Promise<Readable> | Readable };
}

/** Returns the content of a file of text, in UTF-8. */
export const textContent = (text: string): NonNullable<TarEntry['content']> => {
  const bytes = Buffer.from(text);
  return { bytes: bytes.length, open: () => Readable.from(bytes.length === 0 ? [] : [bytes]) };
};

/**
 * Returns a tar of the entries in order, all of one owner. It errors when a file has other than its announced bytes, or its content
 * fails.
 */
export function tarOf(entries: TarEntry[], { uid, gid, mode }: Owner): Readable {
  const tar = pack();
  const write = async (): Promise<void> => {
    for (const { name, content } of entries) {
      // A user that may read the file may look into the folder.
      if (!content) tar.entry({ name, type: 'directory', uid, gid, mode: mode | ((mode & 0o444) >> 2) });
      else await append(tar, { name, size: content.bytes, uid, gid, mode }, await content.open());
    }
    tar.finalize();
  };
  write().catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  return Readable.from(tar, { objectMode: false });
}

/**
 * Resolves when the file is in the tar; rejects when it has other than its announced bytes, or its content fails. Node's own
 * `pipeline` does not see the end of these streams of another library; and one that is destroyed together with the tar must not
 * fail a second time, without a listener.
 */
async function append(tar: Pack, header: Partial<Header> & { name: string }, content: Readable): Promise<void> {
  let done: (error?: Error | null) => void = () => {};
  const written = new Promise<void>((resolve, reject) => {
    done = (error) => (error ? reject(error) : resolve());
  });
  const sink = tar.entry(header, done);
  sink.on('error', done);
  const copy = async (): Promise<void> => {
    for await (const chunk of content) if (!sink.write(chunk)) await Promise.race([once(sink, 'drain'), written]);
    sink.end(undefined);
  };
  await Promise.all([written, copy()]);
}

/** Resolves with the owner of a path in a container, of a link its own; undefined when the path or the container is not there. */
export async function ownerOf(host: Host, container: string, path: string, ctx: Context): Promise<Owner | undefined> {
  const archive = host.archive(container, path, ctx);
  const parser = extract();
  archive.on('error', (error) => parser.destroy(error));
  archive.pipe(parser);
  try {
    for await (const { header } of parser) {
      const { uid, gid, mode } = header;
      return { uid, gid, mode: mode & 0o777 };
    }
    return undefined;
  } catch (error) {
    if (AppError.is(error, 'not-found')) return undefined;
    throw error;
  } finally {
    archive.destroy();
  }
}
