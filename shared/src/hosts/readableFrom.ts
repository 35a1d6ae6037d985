import { abortion } from '../errors.ts';
import { Readable } from 'node:stream';
import type { Context } from '../context.ts';

/**
 * Returns a byte stream from a generator, begun at once; it errors as the generator does. Destroying the stream or aborting the
 * context aborts the generator's signal and runs its `finally`; the stream closes only when that has ended, with {@link abortion}
 * when it was aborted. An input that the generator reads is destroyed with the stream.
 */
export function readableFrom(
  ctx: Context,
  generate: (signal: AbortSignal) => AsyncGenerator<Buffer>,
  input?: Readable,
): Readable {
  const stop = new AbortController();
  const signal = AbortSignal.any([ctx.signal, stop.signal]);
  let given: Error | null | undefined;
  const guarded = async function* (): AsyncGenerator<Buffer> {
    try {
      yield* generate(signal);
    } catch (error) {
      throw given ?? error;
    }
  };
  const stream = Readable.from(guarded(), { objectMode: false, highWaterMark: 64 * 1024 });
  const destroy = stream.destroy.bind(stream);
  stream.destroy = (error) => {
    ctx.signal.removeEventListener('abort', abort);
    given ??= error;
    stop.abort();
    input?.destroy();
    return destroy(error);
  };
  const abort = (): void => void stream.destroy(abortion(ctx.signal));
  // The reader meets failures, which may be later; without a listener they would end the process.
  for (const each of [stream, input]) each?.on('error', () => {});
  if (ctx.signal.aborted) abort();
  else ctx.signal.addEventListener('abort', abort, { once: true });
  stream.read(0);
  return stream;
}
