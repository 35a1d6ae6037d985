import { AppError } from '../errors.ts';

/**
 * Returns whether a storage can hold this key, and none can be led out of its root by it. Some hold fewer: a folder no names of
 * unfinished files, one of Windows fewer characters, and a bucket none that is too long with the prefix.
 */
export function isKey(key: string): boolean {
  return (
    key.isWellFormed() &&
    Buffer.byteLength(key) <= 1024 &&
    key
      .split('/')
      .every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0') && Buffer.byteLength(part) <= 255)
  );
}

/** Throws `storage-failed.key` for what {@link isKey} says no to. */
export function assertKey(key: string): void {
  if (!isKey(key)) throw new AppError('storage-failed.key', { key });
}

/** Throws `storage-failed.key` for a prefix that is neither empty nor a key and `/`. */
export function assertPrefix(prefix: string): void {
  if (prefix !== '' && !(prefix.endsWith('/') && isKey(prefix.slice(0, -1))))
    throw new AppError('storage-failed.key', { key: prefix });
}

/**
 * Returns the items sorted by their keys: by code point, which is the order of their UTF-8 bytes, and not that of JavaScript
 * strings.
 */
export function byCodePoint<T>(items: T[], keyOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, bytes: Buffer.from(keyOf(item)) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ item }) => item);
}
