/** Some of what a process wrote. */
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
 * Yields the parts of Docker's multiplexed stream: eight bytes of header (which output, how many bytes), then the bytes. What came
 * at once of one output is given in one piece; no more is held. Throws {@link StreamCut} when the source fails, ends inside a
 * frame, or is no such stream.
 */
export async function* frames(source: AsyncGenerator<Buffer[]>): AsyncGenerator<Frame> {
  let header = Buffer.alloc(0);
  let left = 0;
  let stderr = false;
  for await (const chunks of orCut(source)) {
    let pieces: Buffer[] = [];
    for (const chunk of chunks) {
      let rest = chunk;
      while (rest.length > 0) {
        if (left === 0) {
          const missing = headerBytes - header.length;
          header = Buffer.concat([header, rest.subarray(0, missing)]);
          rest = rest.subarray(missing);
          if (header.length < headerBytes) continue;
          if (header.readUInt8(0) > 2 || header.readUIntBE(1, 3) !== 0) throw new StreamCut('not a multiplexed stream');
          const isError = header.readUInt8(0) === 2;
          if (isError !== stderr && pieces.length > 0) {
            yield { stderr, data: joined(pieces) };
            pieces = [];
          }
          stderr = isError;
          left = header.readUInt32BE(4);
          header = Buffer.alloc(0);
          continue;
        }
        const piece = rest.subarray(0, left);
        left -= piece.length;
        rest = rest.subarray(piece.length);
        pieces.push(piece);
      }
    }
    if (pieces.length > 0) yield { stderr, data: joined(pieces) };
  }
  if (left > 0 || header.length > 0) throw new StreamCut('the stream ended inside a frame');
}

const joined = (pieces: Buffer[]): Buffer => (pieces.length === 1 ? pieces[0] : undefined) ?? Buffer.concat(pieces);

async function* orCut(source: AsyncGenerator<Buffer[]>): AsyncGenerator<Buffer[]> {
  try {
    yield* source;
  } catch (cause) {
    throw new StreamCut('the connection broke', { cause });
  }
}
