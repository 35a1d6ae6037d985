/**
 * Gives the memory of a chunk back at once: for its last user to call, as it is empty afterwards. Left to the garbage collector,
 * which looks at the heap and not at what flows outside of it, 50 MB of spent chunks pile up. One that shares its memory is left
 * alone.
 */
export function spent({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
