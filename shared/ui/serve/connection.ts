import type { Api } from '../../src/api/contract.ts';
import { socketChannel } from '../../src/api/channel.ts';
import { connect } from '../../src/api/rpc.ts';
import { type Entry, EntryReply, closeCodes, paths } from '../../src/serve/wire.ts';

/** Why there is no connection: the session is over, or nothing can be reached just now. */
export type Loss = 'ended' | 'unreachable';

export interface Connection {
  readonly api: Api;
  /** Settles when it is lost, and never rejects. */
  readonly lost: Promise<Loss>;
  /** Ends the session, here and in every other tab that has it. */
  leave(): void;
}

const isOver = (code: number): boolean => code === closeCodes.ended || code === closeCodes.left;

/**
 * Resolves with a connection that the server has let in, or why there is none: `unreachable` also for a server of another
 * protocol. Never rejects.
 */
export async function enter(secret: string): Promise<Connection | Loss> {
  const { protocol, host } = location;
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}${paths.api}`);
  const lost = new Promise<Loss>((resolve) => {
    socket.addEventListener('close', ({ code }) => resolve(isOver(code) ? 'ended' : 'unreachable'));
  });
  const entered = new Promise<true>((resolve) => {
    socket.addEventListener('message', ({ data }) => EntryReply.parse(JSON.parse(String(data))) && resolve(true), { once: true });
  });
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ type: 'enter', session: secret } satisfies Entry));
  });
  const first = await Promise.race([entered, lost]);
  if (first !== true) return first;
  try {
    return { api: await connect(socketChannel(socket)), lost, leave: () => socket.close(closeCodes.left) };
  } catch {
    socket.close();
    return lost;
  }
}

/** Milliseconds between two attempts: a short break shall not show. */
const pauses = [50, 100, 200, 400, 800];

/**
 * Resolves with a connection once it is let in, or with `ended` when the session turns out to be over. Never rejects: it tries for
 * as long as nothing can be reached.
 */
export async function enterAgain(secret: string): Promise<Connection | 'ended'> {
  for (let attempt = 0; ; attempt += 1) {
    const found = await enter(secret);
    if (found !== 'unreachable') return found;
    await pause(pauses[Math.min(attempt, pauses.length - 1)] ?? 0);
  }
}

/** Resolves after so many milliseconds, or earlier when the network comes back or the user looks here again. Never rejects. */
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const over = new AbortController();
    const end = (): void => {
      over.abort();
      resolve();
    };
    setTimeout(end, milliseconds);
    addEventListener('online', end, { signal: over.signal });
    document.addEventListener('visibilitychange', end, { signal: over.signal });
  });
