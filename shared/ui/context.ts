import { createContext, use, useCallback, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { AccessRole } from '../src/api/answers.ts';
import type { Api } from '../src/api/contract.ts';
import type { Words } from '../src/render/words.ts';
import type { Answer, Client, Topic } from './client.ts';
import type { Preferences } from './preferences.ts';
import type { Route } from './route.ts';
import type { Story } from './jobStory.ts';

/** What every screen has. */
export interface Surroundings {
  readonly client: Client;
  readonly words: Words;
  readonly role: AccessRole;
  readonly version: string;
  readonly preferences: Preferences;
  /** Keeps what the user has chosen, and shows the screens by it. */
  readonly prefer: (preferences: Partial<Preferences>) => void;
  /** Goes to another screen. */
  readonly go: (route: Route) => void;
  /** The user came here from another screen; rises with each. */
  readonly arrived: number;
  /**
   * Resolves with a folder of the machine that the core runs on, or undefined when the user chose none. Absent where the face
   * cannot ask.
   */
  readonly pickFolder?: () => Promise<string | undefined>;
  /**
   * Keeps a secret that was typed and resolves with its reference, `store:NAME`. Rejects when it cannot be kept. Absent where the
   * face keeps none.
   */
  readonly keepSecret?: (name: string, secret: string) => Promise<string>;
  /** Signs the user out. Absent where no sign-in was needed. */
  readonly signOut?: () => void;
}

export const Surrounding = createContext<Surroundings | undefined>(undefined);

/** Returns what every screen has. Throws outside of what `mount` shows. */
export function useSurroundings(): Surroundings {
  const found = use(Surrounding);
  if (!found) throw new Error('Screens are shown by mount().');
  return found;
}

export const useWords = (): Words => useSurroundings().words;

/**
 * Returns what was last answered to a question, which is asked for as long as it is shown, and again when one of the topics has
 * changed. What it rejects with is the `error` of the answer, as {@link Client.watch} says.
 */
export function useAnswer<T>(
  key: string,
  topics: readonly Topic[],
  ask: (api: Api, signal: AbortSignal) => Promise<T>,
): Answer<T> {
  const { client } = useSurroundings();
  const asked = useEffectEvent(ask);
  const about = topics.join(' ');
  useEffect(() => client.watch(key, about.split(' ') as Topic[], (api, signal) => asked(api, signal)), [client, key, about]);
  return useSyncExternalStore(
    client.subscribe,
    useCallback(() => client.answer<T>(key), [client, key]),
  );
}

/**
 * Returns a job's story, followed to its end while it is shown. It is empty before the first event, and stays as it is when events
 * cannot be read.
 */
export function useStory(job: string): Story {
  const { client } = useSurroundings();
  useEffect(() => client.follow(job), [client, job]);
  return useSyncExternalStore(
    client.subscribe,
    useCallback(() => client.story(job), [client, job]),
  );
}

/** Returns whether there is a connection to the core. */
export function useConnected(): boolean {
  const { client } = useSurroundings();
  return useSyncExternalStore(
    client.subscribe,
    useCallback(() => client.connected, [client]),
  );
}
