import { readFile, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../errors.ts';
import type { Places } from './userFolders.ts';
import { replaceFile } from '../machine/replaceFile.ts';
import { version } from './schema.ts';
import { type Config, withDefaults } from './config.ts';
import { lockFile, cannotWrite } from './fileLock.ts';
import { parse } from './parse.ts';

/**
 * Sets one field, or removes it when the value is undefined, and resolves with the new configuration. Comments and fields that this
 * version does not know stay. Rejects as {@link parse} when the file is wrong before or after it, with `usage.config-unreadable`,
 * or `storage-failed.config`: then nothing is changed. Of several writers at once none loses what another has written.
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
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, value);
  document.setIn(['writer'], writer);
  // An alias whose anchor went with the field is for `parse` to refuse.
  const after = document.toString({ verifyAliasOrder: false });
  const { content, warnings } = parse(after, file);
  await replaceFile(file, after).catch((error: unknown) => {
    throw cannotWrite(file, error);
  });
  return { ...withDefaults(content, places), warnings };
}
