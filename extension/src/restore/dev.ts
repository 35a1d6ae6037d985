import type { ParamsOf } from '@longshore/shared/api/contract';
import type { Environment } from '@longshore/shared/model/environment';
import type { SnapshotSummary } from '@longshore/shared/model/manifest';
import { restoreRequest } from '@longshore/shared/model/restoreChoices';
import { isSameStack } from '@longshore/shared/model/stackId';
import type { FoundStack } from '../stacks.ts';

/** Where the data of a dev stack may come from. */
export type Source = { repo: string; snapshot: SnapshotSummary } | { live: FoundStack };

/** What this workspace remembers: of snapshots the stack that they are of, so that next time it is the newest one. */
export type Remembered = { repo: string; stack: SnapshotSummary['stack'] } | { host: string; name: string };

export type Choice =
  | { target: FoundStack }
  /** Of the workspace, and not marked yet. */
  | { unmarked: FoundStack }
  | { among: FoundStack[] };

/** What a workspace may say of it by names. */
export interface Wish {
  stack?: string | undefined;
  source?: { stack?: string | undefined; environment?: Environment | undefined } | undefined;
  items?: { service: string; item: string }[] | undefined;
  as?: string | undefined;
}

/**
 * Returns the stack to fill. Meant are those of the name that the workspace gives, or without a name those of the open folders.
 * `target`: the only one for development that is meant, or the only one of all where none is meant and no name is given. Else
 * `unmarked`: the first that is meant and not marked yet, where none for development is meant. Else `among`: those for
 * development that are meant, or all of them where there is none, or an empty list.
 */
export function devTarget(stacks: FoundStack[], folders: string[], { stack: named }: Wish = {}): Choice {
  const isDev = ({ stack }: FoundStack): boolean => stack.marked && stack.environment === 'dev';
  const here = stacks.filter(({ stack }) =>
    named === undefined ? folders.some((folder) => isWithin(stack.id.workingDir, folder)) : stack.id.name === named,
  );
  const dev = here.some(isDev) ? here.filter(isDev) : stacks.filter(isDev);
  const [only] = dev;
  const isMeant = (at: FoundStack): boolean => here.includes(at) || (here.length === 0 && named === undefined);
  if (dev.length === 1 && only && isMeant(only)) return { target: only };
  const unmarked = here.find(({ stack }) => !stack.marked);
  return unmarked && !here.some(isDev) ? { unmarked } : { among: dev };
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/**
 * Returns the complete snapshots and the other stacks that have a service of a kind that the target has one of, running or not, of
 * those that the workspace allows, snapshots before live stacks. `last` is the first of them that is what was taken last time, or
 * undefined when there is none such.
 */
export function sourcesFor(
  target: FoundStack,
  saved: { repo: string; snapshot: SnapshotSummary }[],
  live: FoundStack[],
  last: Remembered | undefined,
  { source: wanted }: Wish = {},
): { last: Source | undefined; sources: Source[] } {
  const fits = ({ services }: { services: { kind: string }[] }): boolean =>
    services.some(({ kind }) => target.stack.services.some((service) => service.kind === kind));
  const isWanted = (name: string, environment: Environment): boolean =>
    (wanted?.stack ?? name) === name && (wanted?.environment ?? environment) === environment;
  const sources: Source[] = [
    ...saved.filter(({ snapshot }) => snapshot.complete && fits(snapshot) && isWanted(snapshot.stack.name, snapshot.environment)),
    ...live
      .filter((other) => !isSameStack(other.stack.id, target.stack.id))
      .filter(({ stack }) => fits(stack) && isWanted(stack.id.name, stack.environment))
      .map((other) => ({ live: other })),
  ];
  return { sources, last: last && sources.find((source) => isSame(remember(source), last)) };
}

/** Returns what to remember of a source for the next time. */
export const remember = (source: Source): Remembered =>
  'live' in source ? { host: source.live.host, name: source.live.name } : { repo: source.repo, stack: source.snapshot.stack };

const isSame = (a: Remembered, b: Remembered): boolean =>
  'repo' in a
    ? 'repo' in b && a.repo === b.repo && isSameStack(a.stack, b.stack)
    : 'host' in b && a.host === b.host && a.name === b.name;

/** Returns the request that fills the target from a source: a copy from a live stack, a restore from a snapshot. */
export function devRequest(target: FoundStack, source: Source, { items, as }: Wish = {}): ParamsOf<'plan'> {
  const name = as === undefined ? {} : { as };
  if ('live' in source) {
    const { host, name: from } = source.live;
    return { operation: 'copy', host, from, toHost: target.host, to: target.name, ...(items && { what: items }), ...name };
  }
  const { repo, snapshot } = source;
  // Named also when it is the stack that the snapshot was made of: the workspace has named it, too.
  const to = { host: target.host, name: target.name, same: false };
  return restoreRequest({ repo, snapshot: snapshot.reference, what: items && { items }, target: to, as });
}

/** Returns the request for a comparison of all of the target, as it is, with all of the source. */
export function devComparison(target: FoundStack, source: Source): ParamsOf<'compare'> {
  const a = `live:${target.name}`;
  return 'live' in source
    ? { host: target.host, a, toHost: source.live.host, b: `live:${source.live.name}` }
    : { host: target.host, a, repo: source.repo, b: source.snapshot.reference };
}
