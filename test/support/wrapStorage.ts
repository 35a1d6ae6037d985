import type { Storage } from '../../shared/src/storage/storage.ts';

/** A storage that does some things otherwise, to inject faults and to watch. */
export const wrapStorage = (storage: Storage, otherwise: Partial<Storage>): Storage => ({
  name: storage.name,
  capabilities: storage.capabilities,
  put: (...args) => storage.put(...args),
  get: (...args) => storage.get(...args),
  head: (...args) => storage.head(...args),
  list: (...args) => storage.list(...args),
  ...(storage.inEach && { inEach: storage.inEach.bind(storage) }),
  delete: (...args) => storage.delete(...args),
  sweep: (...args) => storage.sweep(...args),
  free: (...args) => storage.free(...args),
  [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  ...otherwise,
});
