import type { Context } from '../context.ts';
import type { Repository } from './repository.ts';

/**
 * Returns a repository that is opened by the first call to it, with that call's context: one that was cancelled does not keep a later
 * one, which cleans up, from opening it. A failure to open it is that of all calls that wait for it, and the next one tries again.
 * Disposing it closes what was opened, and opens nothing.
 */
export function laterRepository(name: string, open: (ctx: Context) => Promise<Repository>): Repository {
  let opened: Promise<Repository> | undefined;
  const get = (ctx: Context): Promise<Repository> => {
    const opening = (opened ??= open(ctx));
    opening.catch(() => {
      if (opened === opening) opened = undefined;
    });
    return opening;
  };
  return {
    name,
    create: async (start, ctx) => (await get(ctx)).create(start, ctx),
    async *list(ctx, options) {
      yield* (await get(ctx)).list(ctx, options);
    },
    newest: async (folders, ctx) => (await get(ctx)).newest(folders, ctx),
    find: async (reference, ctx) => (await get(ctx)).find(reference, ctx),
    clean: async (ctx, ended) => (await get(ctx)).clean(ctx, ended),
    proofs: async (snapshot, ctx) => (await get(ctx)).proofs(snapshot, ctx),
    free: async (ctx) => (await get(ctx)).free(ctx),
    recordProof: async (snapshot, record, ctx) => (await get(ctx)).recordProof(snapshot, record, ctx),
    pinned: async (snapshot, ctx) => (await get(ctx)).pinned(snapshot, ctx),
    pin: async (snapshot, pinned, ctx) => (await get(ctx)).pin(snapshot, pinned, ctx),
    standing: async (source, ctx) => (await get(ctx)).standing(source, ctx),
    import: async (source, by, ctx) => (await get(ctx)).import(source, by, ctx),
    delete: async (snapshot, by, ctx) => (await get(ctx)).delete(snapshot, by, ctx),
    [Symbol.asyncDispose]: async () => (await opened?.catch(() => undefined))?.[Symbol.asyncDispose](),
  };
}
