import { type Api, contract, protocol, streams } from './api.ts';
import { ipcChannel } from './channel.ts';
import { createEngine } from './engine.ts';
import { serve } from './rpc.ts';
import { answer, needs } from './secretStore.ts';
import { version } from './version.ts';

/**
 * Entry of the engine as a process of its own: it serves the face that started it, and ends with it. Jobs are processes of
 * their own and go on.
 */
type Engine = Api & AsyncDisposable;
let opened: Promise<Engine> | undefined;

/** A configuration that cannot be read fails each call with what is wrong in it, until somebody has put it right. */
function engine(): Promise<Engine> {
  opened ??= createEngine().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

type Call = (params: unknown, options?: object) => Promise<unknown>;
type Stream = (params: unknown, options?: object) => AsyncIterable<unknown>;
const calls = Object.keys(contract).map((method): [string, Call] => [
  method,
  async (params, options) => ((await engine()) as unknown as Record<string, Call>)[method]?.(params, options),
]);
const told = Object.keys(streams).map((name): [string, Stream] => [
  name,
  async function* (params, options) {
    const stream = ((await engine()) as unknown as Record<string, Stream>)[name];
    if (stream) yield* stream(params, options);
  },
]);

const api = {
  ...Object.fromEntries([...calls, ...told]),
  hello: () => Promise.resolve({ protocol, version, role: 'administer' }),
  // Before anything else: what opens the engine may need a secret already.
  needs: (_: object, options: { signal: AbortSignal }) => needs(options.signal),
  answer: ({ id, secret }: { id: string; secret: string | null }) => {
    answer(id, secret ?? undefined);
    return Promise.resolve({});
  },
} as unknown as Api;

process.on('disconnect', () => {
  void opened
    ?.then((open) => open[Symbol.asyncDispose]())
    .catch(() => undefined)
    .finally(() => process.exit());
  if (!opened) process.exit();
});
serve(api, ipcChannel(process));
