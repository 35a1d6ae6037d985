import type { Api } from '../src/api/contract.ts';
import type { Language } from '../src/text/language.ts';
import type { Theme } from './preferences.ts';
import type { Route } from './route.ts';

/** What a face gives to the screens. */
export interface Face {
  /** Connected; `hello` has been said. */
  api: Api;
  /** Where to begin. */
  route: Route;
  /**
   * Called before the screens go to a route, but not back to one. Returns true when the face shows it itself (another tab),
   * otherwise the screens go there. Routes are in no address bar.
   */
  navigate?: (route: Route) => boolean;
  /** Until the user chooses one; by the system when absent. VS Code's own theme wins over each of them. */
  theme?: Theme;
  /** Until the user chooses one. */
  language: Language;
  /**
   * Resolves with a folder of the core's machine, or undefined when the user chose none. Without it none can be chosen, and none is
   * offered.
   */
  pickFolder?: () => Promise<string | undefined>;
  /**
   * Keeps a secret and resolves with its reference, `store:NAME`. Rejects when it cannot be kept. Without it forms ask where a
   * secret is, never for itself.
   */
  keepSecret?: (name: string, secret: string) => Promise<string>;
  /** Signs the user out. Absent where no sign-in was needed. */
  signOut?: () => void;
  /** One screen by itself, without the navigation around it. */
  bare?: boolean;
}
