import type { ReactNode } from 'react';
import type { ErrorInfo } from '../../src/model/error.ts';
import type { Message } from '../../src/model/message.ts';
import { useWords } from '../context.ts';
import { Icon } from './icon.tsx';

/** Renders something that must not be overlooked. */
export function Notice({ level, children }: { level: 'bad' | 'warn' | 'good' | 'info'; children: ReactNode }) {
  return (
    <div className={`notice notice-${level}`} role={level === 'bad' ? 'alert' : undefined}>
      <Icon name={level} />
      <div>{children}</div>
    </div>
  );
}

/** Renders what went wrong, the way out, and what a tool said of it. Without `again` there is no button to try again. */
export function Failure({ error, again }: { error: ErrorInfo; again?: () => void }) {
  const { say, t } = useWords();
  return (
    <Notice level="bad">
      <p>{say(error.message)}</p>
      {error.hint && <p>{say(error.hint)}</p>}
      {error.detail !== undefined && error.detail.trim() !== '' && (
        <details>
          <summary>{t('ui.technical')}</summary>
          <pre>{error.detail}</pre>
        </details>
      )}
      {again && (
        <button type="button" onClick={again}>
          {t('ui.again')}
        </button>
      )}
    </Notice>
  );
}

export function Warnings({ warnings }: { warnings: readonly Message[] }) {
  const { say } = useWords();
  return warnings.map((warning) => (
    <Notice level="warn" key={JSON.stringify(warning)}>
      <p>{say(warning)}</p>
    </Notice>
  ));
}

export function Waiting() {
  const { t } = useWords();
  return (
    <p className="waiting" role="status">
      {t('ui.loading')}
    </p>
  );
}
