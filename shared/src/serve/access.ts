import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Grant, SessionSummary } from './model.ts';

const minute = 60_000;
/** How long a link waits for its click, in milliseconds. */
export const linkLasts = 10 * minute;
/** A session without a sign of life for so long has ended, in milliseconds. */
export const idleLasts = 30 * minute;
/** A session has ended after so long, whatever happens in it, in milliseconds. */
export const sessionLasts = 12 * 60 * minute;
/** A session that is refused so often is no user who clicked wrong. */
const refusals = 100;

/** A user who has redeemed a link. */
export class Session {
  readonly id = randomBytes(4).toString('hex');
  readonly grant: Grant;
  readonly since: number;
  lastUsed: number;
  /** What it has planned, by id: plans of others are not its to run. */
  readonly plans = new Set<string>();
  #ended = new AbortController();
  #refused = 0;

  constructor(grant: Grant, now: number) {
    this.grant = grant;
    this.since = now;
    this.lastUsed = now;
  }

  /** Returns the signal that is aborted once the session has ended, in whatever way. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  end(): void {
    this.#ended.abort();
  }

  /** Counts a call that was refused. The hundredth ends the session: no end of tries. */
  refused(): void {
    this.#refused += 1;
    if (this.#refused >= refusals) this.end();
  }

  get summary(): SessionSummary {
    const text = (time: number): string => new Date(time).toISOString();
    return {
      ...this.grant,
      id: this.id,
      since: text(this.since),
      lastUsed: text(this.lastUsed),
      until: text(this.since + sessionLasts),
    };
  }
}

/** Returns a new secret, which is given out once. Only its hash is kept. */
const newSecret = (): string => randomBytes(32).toString('base64url');
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Links and sessions of one server. Both live in its memory alone: when it ends, so do they. */
export class Access {
  readonly #links = new Map<string, { grant: Grant; until: number }>();
  readonly #sessions = new Map<string, Session>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Returns the secret of a new link, good for one {@link redeem} within {@link linkLasts}, and until when that is. */
  link(grant: Grant): { secret: string; until: string } {
    this.sweep();
    const secret = newSecret();
    const until = this.#now() + linkLasts;
    this.#links.set(hashOf(secret), { grant, until });
    return { secret, until: new Date(until).toISOString() };
  }

  /**
   * Returns a new session for a link, with its secret. Throws `denied.link-spent`, without saying whether the link was never there,
   * used, or too old. `undo` ends the session and makes the link good again, for when the user was not given the secret; not after
   * the session was revoked.
   */
  redeem(link: string): { secret: string; session: Session; undo: () => void } {
    this.sweep();
    const hash = hashOf(link);
    const found = this.#links.get(hash);
    if (!found) throw new AppError('denied.link-spent', {});
    this.#links.delete(hash);
    const secret = newSecret();
    const session = new Session(found.grant, this.#now());
    this.#sessions.set(hashOf(secret), session);
    const undo = (): void => {
      if (!session.ended.aborted) this.#links.set(hash, found);
      session.end();
    };
    return { secret, session, undo };
  }

  /** Returns the session of a secret. Throws `denied.session-ended` when there is none. */
  enter(secret: string): Session {
    this.sweep();
    const session = this.#sessions.get(hashOf(secret));
    if (!session) throw new AppError('denied.session-ended', {});
    return session;
  }

  /** Returns whether the session still lives, and counts it as used now if it does. Must be called with each sign of life. */
  touch(session: Session): boolean {
    this.sweep();
    if (session.ended.aborted) return false;
    session.lastUsed = this.#now();
    return true;
  }

  /** Counts the session as used now in the same way. Throws `denied.session-ended` when it lives no more. */
  use(session: Session): void {
    if (!this.touch(session)) throw new AppError('denied.session-ended', {});
  }

  /** Returns the sessions that live, or an empty list. */
  sessions(): SessionSummary[] {
    this.sweep();
    return [...this.#sessions.values()].map(({ summary }) => summary);
  }

  /**
   * Ends one session by its id, or all of a person, with their links. Returns these sessions, or an empty list when there was
   * none.
   */
  revoke(who: string): SessionSummary[] {
    const found = [...this.#sessions.values()].filter(({ id, grant }) => id === who || grant.name === who);
    for (const [secret, { grant }] of this.#links) if (grant.name === who) this.#links.delete(secret);
    for (const session of found) session.end();
    this.sweep();
    return found.map(({ summary }) => summary);
  }

  /** Ends sessions and drops links that are too old. Must also be called from time to time, so that sessions end in time. */
  sweep(): void {
    const now = this.#now();
    for (const [secret, { until }] of this.#links) if (until <= now) this.#links.delete(secret);
    for (const [secret, session] of this.#sessions) {
      if (session.lastUsed + idleLasts <= now || session.since + sessionLasts <= now) session.end();
      if (session.ended.aborted) this.#sessions.delete(secret);
    }
  }
}
