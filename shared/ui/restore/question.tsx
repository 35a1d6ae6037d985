import { type ReactNode, useEffect, useRef } from 'react';

/** Renders a question. It gets the focus when the user comes to it, so that it is read out. */
export function Question({ arrived, children }: { arrived: boolean; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (arrived) heading.current?.focus();
  }, [arrived]);
  return (
    <h2 className="question" tabIndex={-1} ref={heading}>
      {children}
    </h2>
  );
}
