import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { holdsWhole } from '../model/standing.ts';
import { message } from '../text/message.ts';
import type { KnownSnapshot } from './indexFile.ts';
import { foldersOf } from './layout.ts';
import type { FoundSnapshot } from './manifestFile.ts';
import { type StackPlace, newestOf } from './stack.ts';

/**
 * Returns the one folder that a stack means: the folder itself, else the only one of that name or slug. Throws
 * `not-found.stack-in-repository` when there is none, `ambiguous.stack-in-repository` when there are several. `repository` is its name
 * for the error.
 */
export function oneFolder(stack: string, folders: string[], repository: string): string {
  const [folder, ...others] = foldersOf(stack, folders);
  if (folder === undefined) {
    throw new AppError('not-found.stack-in-repository', { stack, repository }, { hint: message('hint.list-snapshots', {}) });
  }
  if (others.length > 0) {
    const hint = message('hint.full-stack-name', { example: folder });
    throw new AppError('ambiguous.stack-in-repository', { stack, candidates: [folder, ...others] }, { hint });
  }
  return folder;
}

/**
 * Resolves with the newest snapshot of a whole stack, or of one service. Never silently an older one: rejects with
 * `corrupt.newer-snapshot` where a newer one cannot be read, with the reason itself where no other suits, and people decide.
 * Rejects with `not-found.complete-snapshot` or `not-found.snapshot-of-service` when there is none.
 */
export async function latestOf(
  place: StackPlace,
  { stack, service, repository }: { stack: string; service: string | undefined; repository: string },
  ctx: Context,
): Promise<FoundSnapshot> {
  const suits = (known: KnownSnapshot): boolean => (service === undefined ? known.complete : holdsWhole(namesOf(known), service));
  const { snapshot: latest, unreadable } = await newestOf(place, suits, ctx);
  // Of one that was never read the clock alone can tell.
  const isNewer = ({ id, sequence }: (typeof unreadable)[number], than: FoundSnapshot): boolean =>
    id > than.id || (sequence !== undefined && sequence > than.manifest.sequence);
  const newer = unreadable.filter((one) => !latest || isNewer(one, latest));
  const [first] = newer;
  if (latest && first) {
    const reference = `${stack}/${latest.id}`;
    const params = { latest: reference, unreadable: newer.map(({ id }) => `${stack}/${id}`) };
    throw new AppError('corrupt.newer-snapshot', params, {
      cause: first.error,
      hint: message('hint.name-snapshot', { reference }),
    });
  }
  if (first) throw first.error;
  if (!latest && service !== undefined) {
    throw new AppError(
      'not-found.snapshot-of-service',
      { stack, service, repository },
      { hint: message('hint.list-snapshots', {}) },
    );
  }
  if (!latest) throw new AppError('not-found.complete-snapshot', { stack, repository });
  return latest;
}

const namesOf = ({ services, missing }: KnownSnapshot): { services: string[]; missing: string[] } => ({
  services: services.map(({ name }) => name),
  missing,
});
