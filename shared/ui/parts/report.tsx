import type { HostReport } from '../../src/api/answers.ts';
import type { RepositoryReport } from '../../src/model/repository.ts';
import { useWords } from '../context.ts';
import { Failure } from './notice.tsx';
import { type Mood, State } from './state.tsx';

const hostMoods = { note: 'info', warn: 'warn', bad: 'bad' } as const satisfies Record<string, Mood>;
const placeMoods = { good: 'good', note: 'info', warning: 'warn', problem: 'bad' } as const satisfies Record<string, Mood>;

/** Renders what the test of a host has found, or its error alone. */
export function HostFindings({ report }: { report: HostReport }) {
  const { t, say } = useWords();
  const { engine, roundTrip, findings, calls, error } = report;
  if (error) return <Failure error={error} />;
  return (
    <ul className="findings">
      {engine && (
        <li>
          <State mood="good">
            {t('host.engine', {
              engine: t(`host-engine.${engine.engine}`),
              version: engine.version,
              api: engine.apiVersion,
              machine: engine.machine,
              cpus: engine.cpus,
            })}
          </State>
        </li>
      )}
      {roundTrip !== undefined && (
        <li>
          <State mood="info">{t('host.round-trip', { milliseconds: roundTrip.toFixed(roundTrip < 10 ? 1 : 0) })}</State>
        </li>
      )}
      {findings.map(({ level, message, hint }) => (
        <li key={JSON.stringify(message)}>
          <State mood={hostMoods[level]}>{say(message)}</State>
          {hint && <p>{say(hint)}</p>}
        </li>
      ))}
      {calls.length > 0 && calls.every(({ state }) => state === 'allowed') && (
        <li>
          <State mood="good">{t('ui.places.calls-allowed', { count: calls.length })}</State>
        </li>
      )}
    </ul>
  );
}

/** Renders what the trial of a place has found, below its error if it has one. */
export function RepositoryFindings({ report }: { report: RepositoryReport }) {
  const { t, say } = useWords();
  const { location, passed, failed, findings, error } = report;
  return (
    <>
      {error && <Failure error={error} />}
      <ul className="findings">
        {!error && (
          <li>
            <State mood={failed.length > 0 ? 'bad' : 'good'}>
              {failed.length > 0
                ? t('repo.failed', { location, passed, failed: failed.length })
                : t('repo.passed', { location, passed })}
            </State>
          </li>
        )}
        {findings.map(({ level, message, hint }) => (
          <li key={JSON.stringify(message)}>
            <State mood={placeMoods[level]}>{say(message)}</State>
            {hint && <p>{say(hint)}</p>}
          </li>
        ))}
        {failed.map(({ title, problem }) => (
          <li key={title}>
            <State mood="bad">{title}</State>
            <pre>{problem}</pre>
          </li>
        ))}
      </ul>
    </>
  );
}
