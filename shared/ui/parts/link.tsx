import type { ReactNode } from 'react';
import { useConnected, useSurroundings } from '../context.ts';
import type { Route } from '../route.ts';

/** Leads to another screen. Routes stand in no address bar, so it is a button that looks like a link. */
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

/** Begins something that changes something: not there for who may only look, and not while the connection is gone. */
export function Act({ to, children, main = false }: ActProps) {
  const { go, role } = useSurroundings();
  const connected = useConnected();
  if (role === 'view') return null;
  return (
    <button type="button" className={main ? 'main' : undefined} disabled={!connected} onClick={() => go(to)}>
      {children}
    </button>
  );
}
