/** A piece of what a process wrote. */
export interface Frame {
  stderr: boolean;
  data: Buffer;
}

/** The connection broke, or ended inside a frame. */
export class StreamCut extends Error {
  override name = 'StreamCut';
}

const headerBytes = 8;

/**
 * Takes apart the engine's multiplexed stream: eight bytes of header (which output, how many bytes), then the bytes. Holds
 * no more than the chunk it was given. Throws {@link StreamCut} when the source fails or ends inside a frame.
 */
export async function* frames(source: AsyncGenerator<Buffer>): AsyncGenerator<Frame> {
  let header = Buffer.alloc(0);
  let left = 0;
  let stderr = false;
  for await (const chunk of orCut(source)) {
    let rest = chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const missing = headerBytes - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < headerBytes) continue;
        if (header.readUInt8(0) > 2 || header.readUIntBE(1, 3) !== 0) throw new StreamCut('not a multiplexed stream');
        stderr = header.readUInt8(0) === 2;
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const data = rest.subarray(0, left);
      left -= data.length;
      rest = rest.subarray(data.length);
      yield { stderr, data };
    }
  }
  if (left > 0 || header.length > 0) throw new StreamCut('the stream ended inside a frame');
}

async function* orCut(source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (cause) {
    throw new StreamCut('the connection broke', { cause });
  }
}
