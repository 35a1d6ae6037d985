import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useSurroundings } from '../context.ts';

interface PageProps {
  title: string;
  /** The few words below the title. */
  lead?: ReactNode;
  /** What can be done from here. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Renders one screen. Its title gets the focus when the user comes to it from another one, so that it is read out. */
export function Page({ title, lead, actions, children }: PageProps) {
  const { arrived } = useSurroundings();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Longshore`;
  }, [title]);
  useEffect(() => {
    if (arrived) heading.current?.focus();
  }, [arrived]);
  return (
    <>
      <header className="page-head">
        <div>
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {lead !== undefined && <p className="lead">{lead}</p>}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** Renders a part of a screen under a heading of its own. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Renders what is known, each with its name. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
