/** Slots of a cluster: a key belongs to one of them, and a node serves some. */

const slotCount = 16_384;

/** Returns the ranges of slots that the node that was asked serves, from `CLUSTER NODES`, those under way left out. */
export function slotsOf(nodes: string): string[] {
  const own = nodes.split('\n').find((line) => /^\S+ \S+ (\S+,)?myself/.test(line));
  return (own ?? '')
    .trim()
    .split(' ')
    .slice(8)
    .filter((range) => /^\d/.test(range));
}

/** Returns a word that belongs to a slot in these ranges, for a name between braces. Undefined for no slots. */
export function wordIn(ranges: readonly string[]): string | undefined {
  const bounds = ranges.map((range) => range.split('-').map(Number));
  const isOwn = (slot: number): boolean => bounds.some(([from = 0, to = from]) => slot >= from && slot <= to);
  if (bounds.length === 0) return undefined;
  for (let number = 0; ; number += 1) if (isOwn(slotOf(String(number)))) return String(number);
}

/** Returns the slot of a key, or of what is between its braces: CRC-16 (XMODEM) modulo the number of slots. */
export function slotOf(word: string): number {
  let crc = 0;
  for (const byte of Buffer.from(word)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc % slotCount;
}
