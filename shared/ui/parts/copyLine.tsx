import { useState } from 'react';
import { useWords } from '../context.ts';

/** Renders a command line to take along, with a button that copies it. */
export function CopyLine({ line }: { line: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(line).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="copy-line">
      <code tabIndex={0} role="group" aria-label={line}>
        {line}
      </code>
      <button type="button" onClick={copy}>
        <span role="status">{t(copied ? 'ui.copied' : 'ui.copy-line')}</span>
      </button>
    </div>
  );
}
