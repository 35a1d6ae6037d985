import type { ReactNode } from 'react';
import type { Method } from '../../src/api/contract.ts';
import { useConnected, useSurroundings } from '../context.ts';
import { may, mayPlan } from '../permissions.ts';
import type { Route } from '../route.ts';

/** Renders a way to another screen. Routes are in no address bar, so it is a button that looks like a link. */
export function Link({ to, children, className = 'link' }: { to: Route; children: ReactNode; className?: string }) {
  const { go } = useSurroundings();
  return (
    <button type="button" className={className} onClick={() => go(to)}>
      {children}
    </button>
  );
}

interface ActProps {
  to: Route;
  children: ReactNode;
  /** The one thing that most come here for. */
  main?: boolean;
}

/** What a screen that changes something asks of the core at its end. */
const needed: Record<Route['screen'], Method> = {
  overview: 'stacks',
  stacks: 'stacks',
  stack: 'stack',
  snapshots: 'snapshots',
  snapshot: 'snapshot',
  history: 'snapshots',
  jobs: 'jobs',
  job: 'job',
  restore: 'run',
  copy: 'run',
  plan: 'run',
  places: 'hosts',
  'add-host': 'addHost',
  'add-repository': 'addRepository',
  settings: 'hello',
};

/**
 * Renders the way to something that changes something. Nothing for a role that may not do it, and disabled while the connection is
 * gone.
 */
export function Act({ to, children, main = false }: ActProps) {
  const { go, role } = useSurroundings();
  const connected = useConnected();
  if (to.screen === 'plan' ? !mayPlan(role, to.request.operation) : !may(role, needed[to.screen])) return null;
  return (
    <button type="button" className={main ? 'main' : undefined} disabled={!connected} onClick={() => go(to)}>
      {children}
    </button>
  );
}
