import type { Route } from './route.ts';

/** Where the user is, and where from. */
export interface Place {
  readonly route: Route;
  /** Whether there is a way back. */
  readonly begun: boolean;
  /** Rises with every move. */
  readonly arrived: number;
}

const longest = 50;

/** The way through the screens, the last 50 of them, in memory alone. */
export class Navigation {
  #routes: Route[];
  #place: Place;
  readonly #listeners = new Set<() => void>();

  constructor(start: Route) {
    this.#routes = [start];
    this.#place = { route: start, begun: false, arrived: 0 };
  }

  /** Calls back after every move. Returns how to end that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly place = (): Place => this.#place;

  /** Moves to a route. */
  go(route: Route): void {
    this.#move([...this.#routes, route].slice(-longest), route);
  }

  /** Moves to the route before this one. Does nothing at the first one. */
  back(): void {
    const routes = this.#routes.slice(0, -1);
    const route = routes.at(-1);
    if (route) this.#move(routes, route);
  }

  #move(routes: Route[], route: Route): void {
    this.#routes = routes;
    this.#place = { route, begun: routes.length > 1, arrived: this.#place.arrived + 1 };
    for (const listener of this.#listeners) listener();
  }
}
