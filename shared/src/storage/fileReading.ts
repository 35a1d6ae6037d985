import type { FileHandle } from 'node:fs/promises';
import { Readable, addAbortSignal } from 'node:stream';
import { fileError } from './failure.ts';

/** One is read ahead, no more: what waits in a buffer grows old, and the memory of what is old is freed late. */
const readChunk = 256 << 10;

/**
 * Returns the bytes of an open file from `start` to `end`, exclusive, or to the file's end, and closes the file. The stream errors
 * with {@link fileError}, and with an AbortError when aborted.
 */
export function readFrom(file: FileHandle, path: string, start: number, end: number, signal: AbortSignal): Readable {
  let position = start;
  const next = async (): Promise<void> => {
    try {
      const length = Math.max(0, Math.min(readChunk, end - position));
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, position);
      position += bytesRead;
      stream.push(bytesRead === 0 ? null : buffer.subarray(0, bytesRead));
    } catch (error) {
      stream.destroy(fileError(error, path));
    }
  };
  const close = async (error: Error | null, done: (error: Error | null) => void): Promise<void> => {
    try {
      await file.close();
    } catch {
      // Everything was read, or the reader is gone.
    }
    done(error);
  };
  const stream = new Readable({
    highWaterMark: readChunk,
    read: () => void next(),
    destroy: (error, done) => void close(error, done),
  });
  return addAbortSignal(signal, stream);
}
