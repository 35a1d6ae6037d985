import { readFile, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Document, isAlias } from 'yaml';
import { AppError } from '../errors.ts';
import type { Places } from './userFolders.ts';
import { replaceFile } from '../machine/replaceFile.ts';
import { version } from './schema.ts';
import { type Config, withDefaults } from './config.ts';
import { lockFile, cannotWrite } from './fileLock.ts';
import { parse } from './parse.ts';

/**
 * Sets one field, or removes it when the value is undefined and it is there, notes the writer, and resolves with the new
 * configuration. Makes the file where there is none. Comments and fields that this version does not know stay. Where the field
 * lies in a repetition by a YAML alias, that becomes a copy of its own; where it lies in what is repeated, the repetitions
 * change, too. Rejects as {@link parse} when the file is wrong before or after it, with `usage.config-unreadable`, or
 * `storage-failed.config`: then nothing is changed. Of several writers at once none loses what another has written, unless one
 * takes longer than the ten seconds of {@link lockFile}.
 */
export async function changeConfig(places: Places, path: string[], value: unknown, writer: string): Promise<Config> {
  // A configuration that is a symbolic link, as people with a folder of dot files have it, stays one.
  const file = await realpath(places.configFile).catch(() => resolve(places.configFile));
  await using _ = await lockFile(file);
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return `version: ${version}\n`;
    throw new AppError('usage.config-unreadable', { file, problem: error.message }, { cause: error });
  });
  const document = parse(before, file).document;
  ownCopies(document, path);
  if (value !== undefined) document.setIn(path, value);
  else if (document.hasIn(path)) document.deleteIn(path);
  document.setIn(['writer'], writer);
  // An alias whose anchor went with the field is for `parse` to refuse.
  const after = document.toString({ verifyAliasOrder: false });
  const { content, warnings } = parse(after, file);
  await replaceFile(file, after).catch((error: unknown) => {
    throw cannotWrite(file, error);
  });
  return { ...withDefaults(content, places), warnings };
}

/** Replaces each alias on the way to a field by a copy of what it repeats. */
function ownCopies(document: Document, path: string[]): void {
  for (let length = 1; length < path.length; length += 1) {
    const repeated = document.getIn(path.slice(0, length), true);
    if (isAlias(repeated)) document.setIn(path.slice(0, length), document.createNode(repeated.toJS(document)));
  }
}
