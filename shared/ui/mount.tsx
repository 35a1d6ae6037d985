import './strict.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Api } from '../src/api/contract.ts';
import { App } from './app.tsx';
import { Client } from './client.ts';
import type { Face } from './face.ts';
import type { Theme } from './preferences.ts';
import type { Route } from './route.ts';
import { Navigation } from './navigation.ts';

export { portChannel, socketChannel } from '../src/api/channel.ts';
export { connect } from '../src/api/rpc.ts';
export type { Route, Theme };

export interface Mounted {
  /** Goes to a route. */
  show(route: Route): void;
  /** Says that the connection is gone, keeps what is known on the screen, and lets nothing be started. */
  lost(): void;
  /** Takes a new connection: everything that is shown is asked anew. */
  regained(api: Api): void;
  /** Takes the screens out of the page, and ends what they have asked. */
  unmount(): void;
}

/** Puts the screens into an element of a page that has loaded `ui.css`. Returns what a face can do with them. */
export function mount(element: HTMLElement, face: Face): Mounted {
  const client = new Client(face.api);
  client.listen();
  const root = createRoot(element);
  const trail = new Navigation(face.route);
  root.render(
    <StrictMode>
      <App face={face} client={client} trail={trail} />
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
