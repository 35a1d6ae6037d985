import { isAbsolute } from 'node:path';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ImportFacts } from '../plan/import.ts';
import { stackFolder } from '../repository/layout.ts';
import type { Repository } from '../repository/repository.ts';
import { openCopiedSnapshot } from '../repository/copiedSnapshot.ts';
import { snapshotFacts } from './repositories.ts';

/**
 * Resolves with what the planner must know of a snapshot in a folder that is to be imported. Rejects with `usage.import-relative`
 * for a relative path, with `conflict` when another one has its place, or as {@link openCopiedSnapshot} does.
 */
export async function importFacts(folder: string, repository: Repository, ctx: Context): Promise<ImportFacts> {
  if (!isAbsolute(folder)) throw new AppError('usage.import-relative', { path: folder });
  const source = await openCopiedSnapshot(folder, ctx);
  const { reference, there } = await repository.standing(source, ctx);
  const latest = there === 'same' ? undefined : await latestOf(source.snapshot.manifest, repository, ctx);
  return {
    ...snapshotFacts(source.snapshot),
    reference,
    there,
    eclipses: latest && eclipses(source.snapshot.manifest, latest.manifest) ? latest.reference : undefined,
  };
}

async function latestOf(
  { stack }: Manifest,
  repository: Repository,
  ctx: Context,
): Promise<{ manifest: Manifest; reference: string } | undefined> {
  try {
    return await repository.find(`${stackFolder(stack)}/latest`, ctx);
  } catch (error) {
    // There is none, or it is not certain which one it is.
    if (AppError.is(error, 'not-found') || AppError.is(error, 'corrupt') || AppError.is(error, 'incompatible')) return undefined;
    throw error;
  }
}

/**
 * Returns whether an imported snapshot would be `latest` although it is older: that goes by sequence numbers, and those of another
 * repository may be far ahead.
 */
const eclipses = (imported: Manifest, latest: Manifest): boolean =>
  imported.complete &&
  (imported.sequence > latest.sequence || (imported.sequence === latest.sequence && imported.id > latest.id)) &&
  imported.startedAt < latest.startedAt;
