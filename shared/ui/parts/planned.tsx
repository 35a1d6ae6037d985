import { type FormEvent, useEffect, useId, useState } from 'react';
import type { ParamsOf } from '../../src/api/contract.ts';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import { missingNames } from '../../src/model/manifest.ts';
import type { Plan } from '../../src/model/plan.ts';
import { itemsOf } from '../../src/render/plan.ts';
import { product } from '../../src/render/product.ts';
import { sayStep } from '../../src/render/progress.ts';
import { shellLine } from '../../src/render/shell.ts';
import { useConnected, useSurroundings } from '../context.ts';
import { useJobs } from '../queries.ts';
import { mayPlan } from '../permissions.ts';
import { CopyLine } from './copyLine.tsx';
import { Failure, Notice, Warnings } from './notice.tsx';
import { Section } from './page.tsx';
import { Table } from './table.tsx';

interface PlannedProps {
  request: ParamsOf<'plan'>;
  /** Called with the job once it has begun. */
  onRun: (job: string) => void;
}

/** Renders what there is to do, asked of the core, and runs exactly that once it is confirmed. */
export function Planned(props: PlannedProps) {
  const [asked, setAsked] = useState(0);
  return <Asked key={asked} {...props} again={() => setAsked(asked + 1)} />;
}

function Asked({ request, onRun, again }: PlannedProps & { again: () => void }) {
  const { client, words } = useSurroundings();
  const [answer, setAnswer] = useState<{ plan?: Plan; error?: ErrorInfo }>({});
  const text = JSON.stringify(request);
  useEffect(() => {
    const abort = new AbortController();
    const settle = (found: { plan?: Plan; error?: ErrorInfo }): void => {
      if (!abort.signal.aborted) setAnswer(found);
    };
    client.api.plan(JSON.parse(text) as ParamsOf<'plan'>, { signal: abort.signal }).then(
      (plan) => settle({ plan }),
      (error: unknown) => settle({ error: toErrorInfo(error) }),
    );
    return () => abort.abort();
  }, [client, text]);

  if (answer.error) return <Failure error={answer.error} again={again} />;
  if (!answer.plan) {
    return (
      <p className="waiting" role="status">
        {words.t('ui.plan.making')}
      </p>
    );
  }
  return (
    <>
      <PlanWords plan={answer.plan} />
      <Confirmation plan={answer.plan} onRun={onRun} again={again} />
    </>
  );
}

/** Renders a plan in words: what happens, to what, for how long. */
function PlanWords({ plan }: { plan: Plan }) {
  const { words } = useSurroundings();
  const { t, say, bytes, duration } = words;
  const jobs = useJobs().value ?? [];
  const last = jobs.find(
    ({ operation, stack, state, endedAt }) =>
      operation === plan.operation && stack === plan.stack?.name && state === 'succeeded' && endedAt !== undefined,
  );
  const seconds = last?.endedAt === undefined ? undefined : (Date.parse(last.endedAt) - Date.parse(last.startedAt)) / 1000;
  return (
    <>
      <Section title={t('ui.plan.happens')}>
        <ul className="plain-list">
          {plan.facts.map((fact) => (
            <li key={JSON.stringify(fact)}>{say(fact)}</li>
          ))}
        </ul>
        {plan.missing.map((missing) => (
          <Notice level="warn" key={JSON.stringify(missing)}>
            <p>
              {t('plan.missing', { names: missingNames([missing]) })} {say(missing.reason)}
            </p>
          </Notice>
        ))}
        <Warnings warnings={plan.warnings} />
        <p className="faint">
          {seconds === undefined ? t('ui.plan.first-time') : t('ui.plan.last-time', { time: duration(seconds) })}
        </p>
      </Section>
      {plan.services.length > 0 && (
        <Section title={t('ui.plan.what')}>
          <Table
            label={t('ui.plan.what')}
            head={[t('ui.col.service'), t('ui.col.what'), t('ui.col.item'), t('ui.col.size')]}
            numbers={[3]}
            rows={plan.services.map((service) => ({
              key: service.name,
              cells: [
                service.name,
                product(service.kind, service.version),
                itemsOf(service, words),
                service.bytes > 0 ? t('plan.about', { size: bytes(service.bytes) }) : '',
              ],
            }))}
          />
        </Section>
      )}
      <details>
        <summary>{t('ui.plan.detail')}</summary>
        {plan.containers.length > 0 && (
          <Table
            label={t('plan.containers')}
            head={[t('ui.col.container'), t('ui.col.what'), t('ui.stack.why')]}
            rows={plan.containers.map((container) => ({
              key: container.id,
              cells: [container.name, t(`plan.action.${container.action}`), say(container.reason)],
            }))}
          />
        )}
        <ol className="numbered">
          {plan.steps.map((step) => (
            <li key={JSON.stringify(step)}>{sayStep(step, plan, words)}</li>
          ))}
        </ol>
        <p>{t('ui.plan.line')}</p>
        <CopyLine line={shellLine(plan.command)} />
      </details>
    </>
  );
}

/** Renders the confirmation that the core asks for, no weaker. Nothing for a role that may not run the plan. */
function Confirmation({ plan, onRun, again }: { plan: Plan; onRun: (job: string) => void; again: () => void }) {
  const { client, role, words } = useSurroundings();
  const connected = useConnected();
  const { t } = words;
  const id = useId();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const [starting, setStarting] = useState(false);
  const [error, setError] = useState<ErrorInfo>();
  const { confirm } = plan;
  if (!mayPlan(role, plan.operation)) return null;
  if (error) return <Failure error={error} again={again} />;

  const run = (event: FormEvent): void => {
    event.preventDefault();
    if (starting) return;
    if (confirm.level === 'type' && typed.trim() !== confirm.text) return setWrong(true);
    setStarting(true);
    client.api.run({ plan: plan.id, confirm: confirm.level === 'type' ? typed.trim() : true }).then(
      ({ job }) => {
        client.renew('jobs');
        onRun(job);
      },
      (failure: unknown) => setError(toErrorInfo(failure)),
    );
  };
  return (
    <form className="confirm" onSubmit={run} noValidate>
      {confirm.level === 'type' && (
        <div className="field">
          <label htmlFor={id}>{t('ui.plan.type', { text: confirm.text })}</label>
          <input
            id={id}
            value={typed}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            aria-invalid={wrong}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
            onChange={({ target }) => {
              setTyped(target.value);
              setWrong(false);
            }}
          />
          {wrong && (
            <p className="field-error" id={`${id}-wrong`} role="alert">
              {t('ui.plan.typed-wrong', { text: confirm.text })}
            </p>
          )}
        </div>
      )}
      <button type="submit" className="main" disabled={!connected || starting}>
        {starting ? t('ui.plan.starting') : t(`ui.run.${plan.operation}`)}
      </button>
    </form>
  );
}
