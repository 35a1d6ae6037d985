import { type Api, contract, protocol, streams } from '../api/contract.ts';
import { createCore } from './core.ts';
import { answer, needs } from '../config/secretStore.ts';
import { version } from '../version.ts';

type Core = Api & AsyncDisposable;
type Call = (params: unknown, options?: object) => Promise<unknown>;
type Stream = (params: unknown, options?: object) => AsyncIterable<unknown>;

/**
 * Returns the core of a process that serves a face. It is opened by the first call other than `hello`, `needs` and `answer`. As
 * long as a configuration that cannot be read keeps it from opening, each of those calls rejects with what is wrong in the file.
 */
export function lateCore(): AsyncDisposable & { readonly api: Api } {
  let opened: Promise<Core> | undefined;
  const core = (): Promise<Core> =>
    (opened ??= createCore().catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  const calls = Object.keys(contract).map((method): [string, Call] => [
    method,
    async (params, options) => ((await core()) as unknown as Record<string, Call>)[method]?.(params, options),
  ]);
  const told = Object.keys(streams).map((name): [string, Stream] => [
    name,
    async function* (params, options) {
      const stream = ((await core()) as unknown as Record<string, Stream>)[name];
      if (stream) yield* stream(params, options);
    },
  ]);
  const api = {
    ...Object.fromEntries([...calls, ...told]),
    hello: () => Promise.resolve({ protocol, version, role: 'administer' }),
    // Before anything else: what opens the core may need a secret already.
    needs: (_: object, options: { signal: AbortSignal }) => needs(options.signal),
    answer: ({ id, secret }: { id: string; secret: string | null }) => {
      answer(id, secret ?? undefined);
      return Promise.resolve({});
    },
  } as unknown as Api;
  return {
    api,
    async [Symbol.asyncDispose]() {
      await (await opened?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}
