import type { Repository } from './repository.ts';

/**
 * Returns a repository that is opened by the first call to it; a failure to open it is that call's, and the next one tries again.
 * Disposing it closes what was opened, and opens nothing.
 */
export function laterRepository(name: string, open: () => Promise<Repository>): Repository {
  let opened: Promise<Repository> | undefined;
  const get = (): Promise<Repository> => {
    const opening = (opened ??= open());
    opening.catch(() => (opened = undefined));
    return opening;
  };
  return {
    name,
    create: async (start, ctx) => (await get()).create(start, ctx),
    async *list(ctx, options) {
      yield* (await get()).list(ctx, options);
    },
    newest: async (folders, ctx) => (await get()).newest(folders, ctx),
    find: async (reference, ctx) => (await get()).find(reference, ctx),
    clean: async (ctx, ended) => (await get()).clean(ctx, ended),
    proofs: async (snapshot, ctx) => (await get()).proofs(snapshot, ctx),
    free: async (ctx) => (await get()).free(ctx),
    recordProof: async (snapshot, record, ctx) => (await get()).recordProof(snapshot, record, ctx),
    pinned: async (snapshot, ctx) => (await get()).pinned(snapshot, ctx),
    pin: async (snapshot, pinned, ctx) => (await get()).pin(snapshot, pinned, ctx),
    standing: async (source, ctx) => (await get()).standing(source, ctx),
    import: async (source, by, ctx) => (await get()).import(source, by, ctx),
    delete: async (snapshot, by, ctx) => (await get()).delete(snapshot, by, ctx),
    [Symbol.asyncDispose]: async () => (await opened?.catch(() => undefined))?.[Symbol.asyncDispose](),
  };
}
