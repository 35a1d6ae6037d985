import type { Api } from '../src/api/contract.ts';
import { AppError, toErrorInfo } from '../src/errors.ts';
import type { ErrorInfo } from '../src/model/error.ts';
import { type Story, emptyStory, tell } from './jobStory.ts';

/** What an answer is about, and so what makes it old. */
export type Topic = 'containers' | 'snapshots' | 'jobs' | 'configuration';

/** What was last answered. An old value or error stays while it is asked anew. */
export interface Answer<T> {
  readonly value?: T;
  readonly error?: ErrorInfo;
  readonly asking: boolean;
}

type Ask = (api: Api, signal: AbortSignal) => Promise<unknown>;
interface Watched {
  topics: readonly Topic[];
  ask: Ask;
  answer: Answer<unknown>;
  watchers: number;
  abort?: AbortController;
}
interface Followed {
  story: Story;
  followers: number;
  abort?: AbortController;
}

const waiting: Answer<never> = { asking: true };
/** Milliseconds that progress waits for more of it. */
const glance = 200;
/** Milliseconds until a host that does not answer is listened to again. */
const pause = 10_000;

/**
 * What all screens know: answers by key while a screen watches them, and the stories of jobs that a screen follows. Nothing
 * is polled; the core tells what has changed.
 */
export class Client {
  #api: Api;
  #connected = true;
  readonly #answers = new Map<string, Watched>();
  readonly #jobs = new Map<string, Followed>();
  readonly #listeners = new Set<() => void>();
  /** The hosts that are heard, each until it is aborted. */
  readonly #heard = new Map<string, AbortController>();
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  get api(): Api {
    return this.#api;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Calls back when an answer, a story or the connection has changed, not when a question is asked. Returns how to end that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes note that the connection is gone. What is known stays on the screen, as old, until {@link regain}. */
  lose(): void {
    this.#connected = false;
    this.#tell();
  }

  /** Takes another connection: everything that is watched is asked anew, jobs are followed from where they were. */
  regain(api: Api): void {
    this.#api = api;
    this.#connected = true;
    this.#hearOnly([]);
    for (const key of this.#answers.keys()) this.#ask(key);
    for (const job of this.#jobs.keys()) this.#followFrom(job);
    this.#tell();
  }

  /** Returns what was last answered under a key, or an answer that is still being waited for. */
  answer<T>(key: string): Answer<T> {
    return (this.#answers.get(key)?.answer ?? waiting) as Answer<T>;
  }

  /**
   * Asks, and asks again whenever one of the topics has changed, until the returned function is called. While a key is watched,
   * another watcher of it asks nothing at first, and its topics do not count. What `ask` rejects with is the `error` of
   * {@link answer}, in place of its value; but a lost connection leaves a value as it is.
   */
  watch(key: string, topics: readonly Topic[], ask: Ask): () => void {
    const known = this.#answers.get(key);
    const watched = known ?? { topics, ask, answer: waiting, watchers: 0 };
    watched.ask = ask;
    watched.watchers += 1;
    this.#answers.set(key, watched);
    if (watched.watchers === 1) this.#ask(key);
    return () => {
      watched.watchers -= 1;
      // What was seen before is there at once when the user comes back to it.
      if (watched.watchers === 0) watched.abort?.abort();
    };
  }

  /** Asks everything anew that is watched and is about one of these topics. */
  renew(...topics: Topic[]): void {
    for (const [key, watched] of this.#answers) {
      if (watched.watchers > 0 && watched.topics.some((topic) => topics.includes(topic))) this.#ask(key);
    }
  }

  /** Returns what is known of a job: an empty story at first. */
  story(job: string): Story {
    let followed = this.#jobs.get(job);
    if (!followed) this.#jobs.set(job, (followed = { story: emptyStory(job), followers: 0 }));
    return followed.story;
  }

  /**
   * Reads a job's events into its {@link story} until the returned function is called. When they cannot be read, it stays as it
   * is until {@link regain}.
   */
  follow(job: string): () => void {
    this.story(job);
    const followed = this.#jobs.get(job) as Followed;
    followed.followers += 1;
    if (followed.followers === 1) this.#followFrom(job);
    return () => {
      followed.followers -= 1;
      if (followed.followers === 0) followed.abort?.abort();
    };
  }

  /**
   * Hears what changes on every host, also on one that is added later, and renews what is about it. A host that does not answer is
   * tried again after ten seconds, as are hosts that cannot be listed.
   */
  listen(): void {
    this.watch('heard', ['configuration'], (_, signal) => this.#hearAll(signal));
  }

  /** Ends everything that is asked, followed and heard. */
  close(): void {
    this.#hearOnly([]);
    for (const { abort } of [...this.#answers.values(), ...this.#jobs.values()]) abort?.abort();
    this.#listeners.clear();
    clearTimeout(this.#soon);
  }

  #ask(key: string): void {
    const watched = this.#answers.get(key);
    if (!watched || watched.watchers === 0) return;
    watched.abort?.abort();
    const abort = (watched.abort = new AbortController());
    const settle = (answer: Answer<unknown>): void => {
      if (watched.abort !== abort || abort.signal.aborted) return;
      watched.answer = answer;
      this.#tell();
    };
    if (!watched.answer.asking) watched.answer = { ...watched.answer, asking: true };
    watched.ask(this.#api, abort.signal).then(
      (value) => settle({ value, asking: false }),
      (error: unknown) => {
        // A connection that is lost says so once, for all; what was known stays.
        if (isLost(error) && watched.answer.value !== undefined) return;
        settle({ error: toErrorInfo(error), asking: false });
      },
    );
  }

  #followFrom(job: string): void {
    const followed = this.#jobs.get(job);
    if (!followed || followed.followers === 0 || followed.story.view.ended) return;
    followed.abort?.abort();
    const abort = (followed.abort = new AbortController());
    void this.#read(job, followed, abort.signal).catch(() => undefined);
  }

  async #read(job: string, followed: Followed, signal: AbortSignal): Promise<void> {
    for await (const event of this.#api.events({ job, after: followed.story.view.seq }, { signal })) {
      followed.story = tell(followed.story, event);
      if (event.type === 'progress') this.#tellSoon();
      else this.#tell();
      if (event.type === 'ended') this.renew('jobs', 'snapshots', 'containers');
    }
  }

  async #hearAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const hosts = await this.#api.hosts({}, { signal });
        if (!signal.aborted) this.#hearOnly(hosts.map(({ name }) => name));
        return;
      } catch (error) {
        if (isLost(error)) return;
        await later(pause, signal);
      }
    }
  }

  /** Hears these hosts, and no longer any other. */
  #hearOnly(hosts: readonly string[]): void {
    for (const [host, abort] of this.#heard) {
      if (hosts.includes(host)) continue;
      abort.abort();
      this.#heard.delete(host);
    }
    for (const host of hosts) {
      if (this.#heard.has(host)) continue;
      const abort = new AbortController();
      this.#heard.set(host, abort);
      void this.#hear(host, abort.signal);
    }
  }

  async #hear(host: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const { what } of this.#api.changes({ host }, { signal })) this.renew(what);
      } catch (error) {
        if (isLost(error)) return;
      }
      await later(pause, signal);
    }
  }

  /**
   * Tells the listeners within 200 ms. Several services tell how far they are at nearly the same time: one look for all of them.
   */
  #tellSoon(): void {
    this.#soon ??= setTimeout(() => this.#tell(), glance);
  }

  #tell(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    for (const listener of this.#listeners) listener();
  }
}

/** Returns whether an error says that the connection to the core is gone, whatever was asked of it. */
export const isLost = (error: unknown): boolean => AppError.is(error) && error.key === 'host-unreachable.engine-gone';

const later = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
