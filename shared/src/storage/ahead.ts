/** How far a listing looks ahead: a network disk takes its time for each look. */
const lookAhead = 32;

/**
 * Yields each item with what was found out about it, in order; up to 32 are looked at side by side. Throws what the look at an item
 * rejects with when it is that item's turn, and the signal's reason.
 */
export async function* ahead<T, R>(items: T[], signal: AbortSignal, look: (item: T) => Promise<R>): AsyncGenerator<[T, R]> {
  const looking: Promise<R>[] = [];
  for (const [at, item] of items.entries()) {
    while (looking.length < Math.min(items.length, at + lookAhead)) {
      const next = look(items[looking.length] as T);
      // A consumer that leaves early does not hear of what came after.
      next.catch(() => undefined);
      looking.push(next);
    }
    signal.throwIfAborted();
    yield [item, await (looking[at] as Promise<R>)];
  }
}
