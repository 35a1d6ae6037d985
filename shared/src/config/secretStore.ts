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

/**
 * Resolves with the secret of that name: one that was handed over, else what a face answers, however long that takes. Undefined
 * when no face listens, the face has no such secret, or the signal is aborted. Never rejects.
 */
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

/**
 * Yields each secret that is requested from now on, until the signal is aborted. Never throws. When the last face disconnects, open
 * requests resolve to undefined.
 */
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

/**
 * Answers a request for a face: undefined when it has no such secret. Of several answers the first counts, and an unknown id is
 * ignored.
 */
export function answer(id: string, secret: string | undefined): void {
  asked.get(id)?.(secret);
}

/** Keeps secrets by name for {@link fromStore}: a process that no face talks to gets what it needs from the one that starts it. */
export function hand(secrets: Record<string, string>): void {
  for (const [name, secret] of Object.entries(secrets)) handed.set(name, secret);
}

/**
 * Resolves with the secrets behind all `store:` references in a value, by name, for the standard input of a child. One that no face
 * supplies is left out. Never rejects.
 */
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
