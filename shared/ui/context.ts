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
  readonly prefer: (preferences: Partial<Preferences>) => void;
  readonly go: (route: Route) => void;
  /** The user came here from another screen; rises with each. */
  readonly arrived: number;
  /** Asks for a folder of the machine that the core runs on, where the face can. */
  readonly pickFolder?: () => Promise<string | undefined>;
  /** Keeps a secret that was typed, and says where: only where the face can. */
  readonly keepSecret?: (name: string, secret: string) => Promise<string>;
  /** Only where the user has signed in. */
  readonly signOut?: () => void;
}

export const Surrounding = createContext<Surroundings | undefined>(undefined);

export function useSurroundings(): Surroundings {
  const found = use(Surrounding);
  if (!found) throw new Error('Screens are shown by mount().');
  return found;
}

export const useWords = (): Words => useSurroundings().words;

/** The answer to a question for as long as it is shown, asked again when one of the topics has changed. */
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

/** A job's story, told to its end while it is shown. */
export function useStory(job: string): Story {
  const { client } = useSurroundings();
  useEffect(() => client.follow(job), [client, job]);
  return useSyncExternalStore(
    client.subscribe,
    useCallback(() => client.story(job), [client, job]),
  );
}

export function useConnected(): boolean {
  const { client } = useSurroundings();
  return useSyncExternalStore(
    client.subscribe,
    useCallback(() => client.connected, [client]),
  );
}
