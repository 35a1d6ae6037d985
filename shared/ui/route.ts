import type { ParamsOf } from '../src/api/contract.ts';

/** A snapshot and where it is kept. */
export interface SnapshotPlace {
  repo: string;
  snapshot: string;
}

/** Where the user is. Plain data: a host may keep it, send it, or open its own tab for it. */
export type Route =
  | { screen: 'overview' }
  | { screen: 'stacks' }
  | { screen: 'stack'; host: string; stack: string }
  | { screen: 'snapshots'; stack?: string }
  | ({ screen: 'snapshot' } & SnapshotPlace)
  | { screen: 'history'; repo: string; stack: string }
  | { screen: 'jobs' }
  | { screen: 'job'; job: string }
  | { screen: 'restore'; from?: SnapshotPlace; search?: string }
  | { screen: 'copy'; host: string; stack: string }
  /** Makes the plan that is asked for, and shows it before it is run. */
  | { screen: 'plan'; request: ParamsOf<'plan'> }
  | { screen: 'places' }
  | { screen: 'add-host' }
  | { screen: 'add-repository' }
  | { screen: 'settings' };
