import { Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import type { Artifact, ArtifactSet, ArtifactSource } from '../../artifact.ts';
import type { Capture } from '../../drivers/driver.ts';
import { AppError } from '../../errors.ts';

/** A capture as something that can be loaded while it is captured. */
export interface StraightThrough {
  readonly set: ArtifactSet;
  /**
   * Resolves with the bytes that went over, when everything that was opened has ended well, else rejects. To be called after
   * loading.
   */
  finish: () => Promise<number>;
}

/**
 * Resolves with a capture as a set to load, of which each artifact can be opened once. Nothing lies between capture and loading:
 * the loader draws the bytes, and the capturing tool waits for it. A loader may stop reading when it has all that it needs. Whether
 * the capture was whole shows only at its end, so `finish` reads on.
 */
export async function straightThrough(capture: Capture, ctx: Context): Promise<StraightThrough> {
  const { inventory, detail } = await capture.outline(ctx);
  const opened: Readable[] = [];
  let bytes = 0;
  const source = async (artifact: Artifact): Promise<ArtifactSource> => {
    let once = true;
    return {
      name: artifact.name,
      logicalBytes: (await artifact.size?.(ctx)) ?? artifact.estimate ?? 0,
      open: async (inner) => {
        if (!once) throw new AppError('internal.bug', {});
        once = false;
        const stream = await artifact.open(inner);
        // Between two reads there is no listener; the next one gets the error.
        stream.on('error', () => undefined);
        opened.push(stream);
        return Readable.from(passing(stream, inner), { objectMode: false });
      },
    };
  };
  const artifacts = await Promise.all(capture.artifacts().map(source));
  return {
    set: { version: inventory.version, inventory, detail, artifacts, live: true },
    finish: async () => {
      for (const stream of opened) for await (const chunk of passing(stream, ctx)) void chunk;
      return bytes;
    },
  };

  /** Yields and counts the chunks of a stream. Leaving early does not destroy it. */
  async function* passing(stream: Readable, to: Context): AsyncGenerator<Buffer> {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      to.progress(chunk.length);
      yield chunk;
    }
  }
}
