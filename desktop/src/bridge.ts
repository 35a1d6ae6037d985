import type { Question } from './contract.ts';

/** Names of the messages between a page and the app. */
export const channels = {
  /** Texts of the Api, both ways. */
  core: 'longshore:core',
  /** From the app: the core has ended; from the page: a new one is wanted. */
  renew: 'longshore:renew',
  /** A question of the page, answered by the app. */
  ask: 'longshore:ask',
} as const;

/** What the preload gives to a page, as `window.longshore`. */
export interface Bridge {
  /** Sends a text of the Api to the core. One of more than 1,000,000 characters is dropped. */
  send(text: string): void;
  /** Calls back with each text of the core, and when the core has ended. Replaces the listener of before. */
  listen(received: (text: string) => void, ended: () => void): void;
  /** Asks for a new connection to the core. */
  renew(): void;
  /** Resolves with the answer of the app. Null when it has none, the user chose nothing, or the app has shown an error. */
  ask(question: Question): Promise<string | null>;
}
