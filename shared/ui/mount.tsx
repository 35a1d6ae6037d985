import './strict.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Api } from '../src/api/contract.ts';
import type { Language } from '../src/text/catalogue.ts';
import { App } from './app.tsx';
import { Client } from './client.ts';
import type { Theme } from './preferences.ts';
import type { Route } from './route.ts';
import { Trail } from './trail.ts';

export { portChannel, socketChannel } from '../src/api/channel.ts';
export { connect } from '../src/api/rpc.ts';
export type { Route, Theme };

/** What a face gives to the screens. */
export interface Host {
  /** Connected; `hello` has been said. */
  api: Api;
  /** Where to begin. */
  route: Route;
  /**
   * Told where somebody goes. Returns true when the face shows it itself (another tab); otherwise the screens go there.
   * Routes stand in no address bar.
   */
  navigate?: (route: Route) => boolean;
  /** Colours by the system when absent. VS Code's own theme wins over each of them. */
  theme?: Theme;
  language: Language;
  /** Asks for a folder of the engine's machine. Without it none can be chosen, and none is offered. */
  pickFolder?: () => Promise<string | undefined>;
  /** Keeps a secret and resolves with its reference, `store:NAME`. Without it forms ask where a secret is, never for itself. */
  keepSecret?: (name: string, secret: string) => Promise<string>;
  /** Ends what somebody has signed in to. Without it nobody has. */
  signOut?: () => void;
  /** One screen by itself, without the navigation around it. */
  bare?: boolean;
}

export interface Mounted {
  /** Goes there. */
  show(route: Route): void;
  /** The connection is gone: says so, keeps what is known on the screen, and lets nothing be started. */
  lost(): void;
  /** There is a new connection: everything that is shown is asked anew. */
  regained(api: Api): void;
  unmount(): void;
}

/** Puts the screens into an element of a page that has loaded `ui.css`. */
export function mount(element: HTMLElement, host: Host): Mounted {
  const client = new Client(host.api);
  client.listen();
  const root = createRoot(element);
  const trail = new Trail(host.route);
  root.render(
    <StrictMode>
      <App host={host} client={client} trail={trail} />
    </StrictMode>,
  );
  return {
    show: (route) => trail.go(route),
    lost: () => client.lose(),
    regained: (api) => client.regain(api),
    unmount() {
      root.unmount();
      client.close();
    },
  };
}
