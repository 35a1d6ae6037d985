import type { Context } from '../context.ts';
import { toErrorInfo } from '../errors.ts';
import type { SnapshotSummary } from '../model/manifest.ts';
import type { Message } from '../model/message.ts';
import type { Repository } from '../repository/repository.ts';

/** What a repository said once. */
interface Listing {
  at: number;
  items: SnapshotSummary[];
  positions: Map<string, number>;
}

interface Page {
  items: SnapshotSummary[];
  next?: string;
  warnings: Message[];
}

/** All pages of one listing show one state, but not for longer than this: then the repository is asked again. */
const lifetime = 60_000;
/** So many are held, each for a repository and a filter. */
const most = 4;

/** Pages of snapshots: the first one asks the repository, those after it are cut from its answer. */
export class Listings {
  readonly #held = new Map<string, Listing>();

  /**
   * Resolves with at most `limit` snapshots, newest first. `next` is the cursor of the page after it, absent on the last one. The
   * page without a cursor asks the repository anew, and it alone has `warnings`: of snapshots that cannot be read. Another page
   * asks only when that answer is over a minute old, or was dropped for newer ones.
   */
  async page(
    repository: Repository,
    params: { stack?: string | undefined; cursor?: string | undefined; limit: number },
    ctx: Context,
  ): Promise<Page> {
    const key = JSON.stringify([repository.name, params.stack]);
    const { cursor, limit } = params;
    const warnings: Message[] = [];
    let listing = cursor === undefined ? undefined : this.#heldFor(key);
    if (!listing) {
      const warn = (warning: Message): unknown => cursor === undefined && warnings.push(warning);
      listing = await read(repository, params.stack, warn, ctx);
      this.#hold(key, listing);
    }
    const { items } = listing;
    const from = cursor === undefined ? 0 : after(cursor, listing);
    const page = items.slice(from, from + limit);
    const last = page.at(-1);
    return { items: page, ...(last && from + limit < items.length && { next: last.reference }), warnings };
  }

  #heldFor(key: string): Listing | undefined {
    const held = this.#held.get(key);
    return held && performance.now() - held.at < lifetime ? held : undefined;
  }

  #hold(key: string, listing: Listing): void {
    this.#held.delete(key);
    this.#held.set(key, listing);
    const [oldest] = this.#held.keys();
    if (this.#held.size > most && oldest !== undefined) this.#held.delete(oldest);
  }
}

async function read(
  repository: Repository,
  stack: string | undefined,
  warn: (warning: Message) => void,
  ctx: Context,
): Promise<Listing> {
  const items: SnapshotSummary[] = [];
  const found = repository.list(ctx, {
    ...(stack !== undefined && { stack }),
    warn: (error) => warn(toErrorInfo(error).message),
  });
  for await (const summary of found) items.push(summary);
  const positions = new Map(items.map(({ reference }, position) => [reference, position]));
  return { at: performance.now(), items, positions };
}

const timeOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

/** Returns where in the listing the page after a snapshot begins. Where it has been deleted since: with those that are older. */
function after(cursor: string, { items, positions }: Listing): number {
  const position = positions.get(cursor);
  if (position !== undefined) return position + 1;
  const older = items.findIndex(({ reference }) => timeOf(reference) < timeOf(cursor));
  return older < 0 ? items.length : older;
}
