import { randomUUID } from 'node:crypto';

/** A secret of which only its name is known here: a face keeps it for its user, and is asked. */
export interface Need {
  id: string;
  name: string;
}

/**
 * What people typed into a face is kept by that face, in the keychain of editor or system; the configuration holds its name
 * (`store:NAME`). Of each process there is one such store, as there is one environment. In it secrets live in memory alone.
 */
const handed = new Map<string, string>();
const asked = new Map<string, (secret: string | undefined) => void>();
const faces = new Set<(need: Need) => void>();

/** Returns undefined when no face listens, or the one that does has no such secret. */
export async function fromStore(name: string, signal: AbortSignal): Promise<string | undefined> {
  const known = handed.get(name);
  if (known !== undefined || faces.size === 0 || signal.aborted) return known;
  const id = randomUUID();
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const left = (): void => resolve(undefined);
  asked.set(id, resolve);
  signal.addEventListener('abort', left, { once: true });
  for (const tell of faces) tell({ id, name });
  try {
    return await promise;
  } finally {
    asked.delete(id);
    signal.removeEventListener('abort', left);
  }
}

/** Yields each secret that is requested from now on. When the last face disconnects, open requests resolve to undefined. */
export async function* needs(signal: AbortSignal): AsyncGenerator<Need> {
  const inbox: Need[] = [];
  let wake = (): void => {};
  const tell = (need: Need): void => {
    inbox.push(need);
    wake();
  };
  faces.add(tell);
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      const next = inbox.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    faces.delete(tell);
    if (faces.size === 0) for (const give of asked.values()) give(undefined);
  }
}

/** Takes a face's answer to a request. Of several faces, the first counts. */
export function answer(id: string, secret: string | undefined): void {
  asked.get(id)?.(secret);
}

/** Keeps secrets by name: a process that no face talks to gets what it needs from the one that starts it. */
export function hand(secrets: Record<string, string>): void {
  for (const [name, secret] of Object.entries(secrets)) handed.set(name, secret);
}

/** Returns the secrets behind all `store:` references in a value, by name, as far as a face supplies them: for a child's standard input. */
export async function gather(value: unknown, signal: AbortSignal): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of namesIn(value)) {
    const secret = await fromStore(name, signal);
    if (secret !== undefined) found[name] = secret;
  }
  return found;
}

function namesIn(value: unknown): Set<string> {
  if (typeof value === 'string') return new Set(value.startsWith('store:') ? [value.slice('store:'.length)] : []);
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.values(value).flatMap((part) => [...namesIn(part)]));
}
