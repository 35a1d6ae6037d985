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
  send(text: string): void;
  /** Replaces the listener of before. */
  listen(received: (text: string) => void, ended: () => void): void;
  renew(): void;
  ask(question: Question): Promise<string | null>;
}
