import { randomBytes } from 'node:crypto';
import { type Dirent, type Stats, constants } from 'node:fs';
import { lstat, open, readdir, rmdir, statfs, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors.ts';
import { absent, codeOf, fileError } from './failure.ts';
import { syncFolder } from './syncFolder.ts';
import { assertKey, assertPrefix, byCodePoint } from './key.ts';
import { FileSink } from './fileSink.ts';
import type { Storage, StoredObject } from './storage.ts';
import { ahead } from './ahead.ts';
import { makeFile, place } from './newFile.ts';
import { readFrom } from './fileReading.ts';

const partial = /^\.longshore-[0-9a-f]{16}\.partial$/;
const partialName = (): string => `.longshore-${randomBytes(8).toString('hex')}.partial`;

/** Systems where a name can be a way out of the folder even though it holds no `/`. */
const forbidden = process.platform === 'win32' ? /[\\:*?"<>|]|[. ]$/ : undefined;
/**
 * Returns a storage in a folder of a local or mounted disk. The folder is made when it is first written to. Symbolic links below
 * it are not listed; a key on whose way one is makes calls reject with `denied.link`. Never throws.
 */
export function folderStorage(path: string): Storage {
  return new FolderStorage(resolve(path));
}

class FolderStorage implements Storage {
  readonly name: string;
  readonly capabilities = { exclusivePut: true };

  constructor(root: string) {
    this.name = root;
  }

  async put(key: string, body: Readable, signal: AbortSignal, options: { exclusive?: boolean } = {}): Promise<number> {
    try {
      signal.throwIfAborted();
      const target = await this.#locate(key);
      if (options.exclusive && (await lstat(target).catch(absent(target)))) throw new AppError('conflict.exists', { key });
      return await this.#write(target, body, signal, (temporary) => place(temporary, target, key, options.exclusive ?? false));
    } finally {
      body.destroy();
    }
  }

  async get(key: string, signal: AbortSignal, range: { start: number; end?: number } = { start: 0 }): Promise<Readable> {
    signal.throwIfAborted();
    const path = await this.#locate(key);
    // A FIFO would block, a link would lead elsewhere.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await open(path, flags).catch(absent(path));
    if (!file) throw new AppError('not-found.object', { key, storage: this.name });
    if ((await file.stat()).isFile()) return readFrom(file, path, range.start, range.end ?? Number.MAX_SAFE_INTEGER, signal);
    await file.close();
    throw new AppError('not-found.object', { key, storage: this.name });
  }

  fileOf(key: string): Promise<string> {
    return this.#locate(key);
  }

  async head(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    signal.throwIfAborted();
    const path = await this.#locate(key);
    const found = await lstat(path).catch(absent(path));
    return found?.isFile() ? objectOf(key, found) : undefined;
  }

  async *list(prefix: string, signal: AbortSignal, options: { shallow?: boolean } = {}): AsyncGenerator<StoredObject> {
    const entries = await this.#children(prefix, signal);
    if (!options.shallow) return yield* this.#below(prefix, entries, signal);
    for await (const [{ name }, file] of ahead(entries, signal, (entry) => this.#file(prefix, entry))) {
      if (file === 'folder') yield { key: `${prefix}${name}/`, bytes: 0, modified: new Date(0), tag: '' };
      else if (file) yield file;
    }
  }

  async *#below(prefix: string, entries: Dirent[], signal: AbortSignal): AsyncGenerator<StoredObject> {
    const look = async (entry: Dirent): Promise<StoredObject | Dirent[] | undefined> => {
      const file = await this.#file(prefix, entry);
      return file === 'folder' ? childrenOf(join(this.name, prefix, entry.name)) : file;
    };
    for await (const [{ name }, found] of ahead(entries, signal, look)) {
      if (Array.isArray(found)) yield* this.#below(`${prefix}${name}/`, found, signal);
      else if (found) yield found;
    }
  }

  async *inEach(prefix: string, file: string, signal: AbortSignal): AsyncGenerator<StoredObject> {
    const look = async ({ name }: Dirent): Promise<StoredObject | undefined> => {
      const path = join(this.name, prefix, name, file);
      const found = await lstat(path).catch(absent(path));
      return found?.isFile() ? objectOf(`${prefix}${name}/${file}`, found) : undefined;
    };
    const folders = (await this.#children(prefix, signal)).filter((entry) => entry.isDirectory());
    for await (const [, found] of ahead(folders, signal, look)) if (found) yield found;
  }

  async #file(prefix: string, entry: Dirent): Promise<StoredObject | 'folder' | undefined> {
    if (entry.isDirectory()) return partial.test(entry.name) ? undefined : 'folder';
    if (partial.test(entry.name)) return undefined;
    const path = join(this.name, prefix, entry.name);
    const found = await lstat(path).catch(absent(path));
    return found && objectOf(prefix + entry.name, found);
  }

  async delete(key: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const path = await this.#locate(key);
    const found = await lstat(path).catch(absent(path));
    if (!found?.isFile()) return;
    await unlink(path).catch(absent(path));
    // What is deleted next may need this to be gone for good, even if the power fails.
    await syncFolder(dirname(path));
    await this.#removeEmpty(dirname(path));
  }

  async sweep(prefix: string, signal: AbortSignal, before?: Date): Promise<void> {
    for (const entry of await this.#children(prefix, signal)) {
      if (entry.isDirectory()) await this.sweep(`${prefix}${entry.name}/`, signal, before);
      if (!partial.test(entry.name)) continue;
      const path = join(this.name, prefix, entry.name);
      const found = await lstat(path).catch(absent(path));
      if (found && (!before || found.mtime < before)) await unlink(path).catch(absent(path));
    }
    await this.#removeEmpty(join(this.name, prefix));
  }

  async free(signal: AbortSignal): Promise<number | undefined> {
    for (let path = this.name; ; path = dirname(path)) {
      signal.throwIfAborted();
      const found = await statfs(path).catch(absent(path));
      if (found) return found.bavail * found.bsize;
      if (path === dirname(path)) return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /**
   * Resolves with the path of a key, or of a prefix without its last `/`. Rejects with `denied.link` when anything on the way
   * there is a link, and with `storage-failed.key` when it can be no key here.
   */
  async #locate(key: string): Promise<string> {
    assertKey(key);
    let path = this.name;
    for (const part of key.split('/')) {
      if (partial.test(part) || forbidden?.test(part)) throw new AppError('storage-failed.key', { key });
      path = join(path, part);
      const found = await lstat(path).catch(absent(path));
      if (found?.isSymbolicLink()) throw new AppError('denied.link', { path });
    }
    return path;
  }

  /**
   * Resolves with the files and folders in it, sorted as their keys are; empty when it is not there. Rejects with
   * `storage-failed.key` for a wrong prefix, and with `denied.link`.
   */
  async #children(prefix: string, signal: AbortSignal): Promise<Dirent[]> {
    signal.throwIfAborted();
    assertPrefix(prefix);
    return childrenOf(prefix === '' ? this.name : await this.#locate(prefix.slice(0, -1)));
  }

  async #write(
    target: string,
    body: Readable,
    signal: AbortSignal,
    finish: (temporary: string) => Promise<void>,
  ): Promise<number> {
    const folder = dirname(target);
    const temporary = join(folder, partialName());
    const file = await makeFile(temporary);
    try {
      const sink = new FileSink(file, (error) => fileError(error, target));
      try {
        await pipeline(body, sink, { signal });
      } finally {
        await file.close();
      }
      signal.throwIfAborted();
      await finish(temporary);
      await syncFolder(folder);
      return sink.bytes;
    } catch (error) {
      // The first failure is the one to tell.
      await unlink(temporary).catch(() => undefined);
      await this.#removeEmpty(folder);
      if (codeOf(error) === 'ERR_STREAM_PREMATURE_CLOSE')
        throw new AppError('storage-failed.cut', { path: target }, { cause: error });
      throw error;
    }
  }

  /**
   * Removes the folder and those around it, as far as they are empty, but never the root. Never rejects: what cannot be removed
   * stays.
   */
  async #removeEmpty(folder: string): Promise<void> {
    for (let path = folder; path.length > this.name.length; path = dirname(path)) {
      const removed = await rmdir(path).then(
        () => true,
        () => false,
      );
      if (!removed) return;
    }
  }
}

const objectOf = (key: string, { size, mtime, ctimeMs, ino }: Stats): StoredObject => ({
  key,
  bytes: size,
  modified: mtime,
  // The time of change cannot be set back by hand, unlike that of the content.
  tag: `${size}-${ctimeMs}-${ino}`,
});

/** Resolves with the files and folders in a folder, sorted as their keys are; empty when it is not there. Links are left out. */
async function childrenOf(path: string): Promise<Dirent[]> {
  const entries = (await readdir(path, { withFileTypes: true }).catch(absent(path))) ?? [];
  return byCodePoint(
    entries.filter((entry) => entry.isFile() || entry.isDirectory()),
    (entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name),
  );
}
