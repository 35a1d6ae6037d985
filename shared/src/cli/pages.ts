import type { Message } from '../model/message.ts';

interface Page<T> {
  items: T[];
  next?: string | undefined;
  warnings: Message[];
}

/** Resolves with the items and warnings of all pages of a list, which it reads one after another. Rejects as `read` does. */
export async function allPages<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<{ items: T[]; warnings: Message[] }> {
  const all: { items: T[]; warnings: Message[] } = { items: [], warnings: [] };
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? { limit: 500 } : { limit: 500, cursor });
    all.items.push(...page.items);
    all.warnings.push(...page.warnings);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}
