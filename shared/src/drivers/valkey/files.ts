import { posix } from 'node:path';
import type { DataFiles } from './server.ts';
import { textContent, type TarEntry } from '../../hosts/tar.ts';

/**
 * Returns all names under which a server may find data when it starts, relative to its folder: its dump, and its log, if it keeps
 * one.
 */
export const dataNames = ({ dump, log }: DataFiles): string[] => (log ? [dump, log.folder ?? log.file] : [dump]);

/** Returns where a dump has to lie so that the server loads it at its next start, relative to its folder. */
export function dumpPlace({ dump, log }: DataFiles): string {
  if (!log) return dump;
  // With a log, a server looks at nothing else: beside an absent one, a dump is ignored and then overwritten.
  return log.folder === undefined ? log.file : posix.join(log.folder, `${log.file}.1.base.rdb`);
}

/** Returns the files of a server that holds exactly this dump, below a folder, which is the first entry. */
export function dataFilesOf(files: DataFiles, below: string, content: NonNullable<TarEntry['content']>): TarEntry[] {
  const { log } = files;
  const dump = { name: posix.join(below, dumpPlace(files)), content };
  if (log?.folder === undefined) return [{ name: below }, dump];
  const file = (suffix: string, text: string): TarEntry => ({
    name: posix.join(below, log.folder ?? '', `${log.file}.${suffix}`),
    content: textContent(text),
  });
  const list = `file ${quoted(`${log.file}.1.base.rdb`)} seq 1 type b\nfile ${quoted(`${log.file}.1.incr.aof`)} seq 1 type i\n`;
  return [{ name: below }, { name: posix.join(below, log.folder) }, dump, file('1.incr.aof', ''), file('manifest', list)];
}

/** Returns a name as the server itself writes it in its manifest: one with spaces or the like in double quotes. */
const quoted = (name: string): string =>
  /^[\x21-\x7e]+$/.test(name) && !/["'\\]/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
