import { useState } from 'react';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import type { JobSummary } from '../../src/model/job.ts';
import { sayStep } from '../../src/render/progress.ts';
import { useAnswer, useConnected, useStory, useSurroundings } from '../context.ts';
import { may } from '../permissions.ts';
import { Progress } from '../parts/progress.tsx';
import { JobResultOf } from '../parts/result.tsx';
import { Act } from '../parts/link.tsx';
import { Chart } from '../parts/chart.tsx';
import { Failure } from '../parts/notice.tsx';
import { Page, Section } from '../parts/page.tsx';
import { JobStateOf, type Mood, State } from '../parts/state.tsx';
import { saveReport } from '../report.ts';
import type { StepStory, Story } from '../jobStory.ts';
import { useNow } from '../useNow.ts';

/** Renders what a job does or did, from its first step to its result. */
export function Job({ job }: { job: string }) {
  const { words } = useSurroundings();
  const { t, say, duration } = words;
  const story = useStory(job);
  const { value: summary, error } = useAnswer(`job ${job}`, ['jobs'], (api, signal) => api.job({ job }, { signal }));
  const running = summary?.state === 'running';
  const now = useNow(running ? 1000 : undefined);
  const { plan, ended } = story.view;
  const seconds = summary && (Date.parse(summary.endedAt ?? now.toISOString()) - Date.parse(summary.startedAt)) / 1000;
  return (
    <Page
      title={plan ? say(plan.title) : summary ? say(summary.title) : job}
      lead={
        summary && (
          <>
            <JobStateOf state={summary.state} />
            {' · '}
            {seconds !== undefined &&
              summary.state !== 'interrupted' &&
              t(running ? 'ui.job.running' : 'ui.job.took', {
                time: duration(running ? Math.floor(Math.max(0, seconds)) : seconds),
              })}
          </>
        )
      }
      actions={summary && <Actions summary={summary} story={story} />}
    >
      {error && <Failure error={error} />}
      {summary?.state === 'interrupted' && summary.error && <Failure error={summary.error} />}
      {running && <Progress story={story} />}
      {ended?.error && <Failure error={ended.error} />}
      {plan && ended?.result && (
        <Section title={t('ui.job.result')}>
          <JobResultOf plan={plan} ended={ended} />
        </Section>
      )}
      {plan && (
        <Section title={t('ui.job.steps')}>
          <Steps story={story} />
        </Section>
      )}
      {Object.values(story.flow).some((points) => points.length > 1) && <Speed story={story} />}
      <Section title={t('ui.job.log')}>
        <Log story={story} />
      </Section>
    </Page>
  );
}

function Actions({ summary, story }: { summary: JobSummary; story: Story }) {
  const { words } = useSurroundings();
  const { t } = words;
  const { id, state, undo, host } = summary;
  return (
    <>
      {state === 'running' && <Stop job={id} />}
      {undo && <Act to={{ screen: 'plan', request: { operation: 'undo', job: id } }}>{t('ui.do.undo')}</Act>}
      {state === 'interrupted' && (
        <Act main to={{ screen: 'plan', request: { operation: 'recover', host, job: id } }}>
          {t('ui.do.clean-up')}
        </Act>
      )}
      {story.view.ended && (
        <button type="button" onClick={() => saveReport(id, story, words)}>
          {t('ui.do.save-report')}
        </button>
      )}
    </>
  );
}

/** Renders the button that stops a job, which asks once more before it does. Nothing for a role that may not. */
export function Stop({ job }: { job: string }) {
  const { client, role, words } = useSurroundings();
  const { t } = words;
  const connected = useConnected();
  const [asked, setAsked] = useState<'no' | 'sure' | 'stopping'>('no');
  const [error, setError] = useState<ErrorInfo>();
  if (!may(role, 'cancel')) return null;
  if (error) return <Failure error={error} />;
  if (asked === 'stopping') return <p role="status">{t('ui.job.stopping')}</p>;
  if (asked === 'no') {
    return (
      <button type="button" disabled={!connected} onClick={() => setAsked('sure')}>
        {t('ui.do.stop')}
      </button>
    );
  }
  const stop = (): void => {
    setAsked('stopping');
    client.api.cancel({ job }).catch((failure: unknown) => setError(toErrorInfo(failure)));
  };
  return (
    <div role="group" aria-label={t('ui.job.stop-ask')} className="ask">
      <p>{t('ui.job.stop-ask')}</p>
      {/* The focus stays where the question was asked. */}
      <button type="button" ref={(button) => button?.focus()} onClick={() => setAsked('no')}>
        {t('ui.job.stop-no')}
      </button>
      <button type="button" onClick={stop}>
        {t('ui.job.stop-yes')}
      </button>
    </div>
  );
}

const moods: Record<StepStory['state'], Mood> = { waiting: 'waiting', running: 'running', done: 'good', failed: 'bad' };

function Steps({ story }: { story: Story }) {
  const { words } = useSurroundings();
  const { t, duration } = words;
  const { plan, ended } = story.view;
  if (!plan) return null;
  return (
    <ol className="steps">
      {plan.steps.map((step, at) => {
        const { state, from, to } = story.steps[at] ?? { state: 'waiting' as const };
        const seconds = from !== undefined && to !== undefined ? (Date.parse(to) - Date.parse(from)) / 1000 : undefined;
        const text = sayStep(step, plan, words);
        return (
          <li key={text} className={`step-${state}`}>
            <State mood={moods[state]}>{text}</State>
            <span className="faint">
              {seconds === undefined
                ? t(state === 'waiting' && ended ? 'ui.job.step-skipped' : `ui.job.step-${state}`)
                : state === 'failed'
                  ? t('ui.job.step-failed')
                  : duration(seconds)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Speed({ story }: { story: Story }) {
  const { words } = useSurroundings();
  const { t, bytes, duration } = words;
  const services = Object.keys(story.flow);
  const seconds = [...new Set(services.flatMap((service) => story.flow[service]?.map((point) => point.seconds) ?? []))].sort(
    (a, b) => a - b,
  );
  return (
    <Chart
      kind="lines"
      title={t('ui.job.speed')}
      over={t('ui.col.time')}
      labels={seconds.map((each) => t('ui.job.after', { seconds: duration(each) }))}
      series={services.map((service) => ({
        name: service,
        values: seconds.map((each) => story.flow[service]?.find((point) => point.seconds === each)?.rate),
      }))}
      format={(rate) => `${bytes(rate)}/s`}
    />
  );
}

function Log({ story }: { story: Story }) {
  const { words } = useSurroundings();
  if (story.log.length === 0) return <p className="faint">{words.t('ui.job.no-log')}</p>;
  return (
    <ol className="log">
      {story.log.map(({ at, level, message }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- Lines are only added.
        <li key={index}>
          <time dateTime={at}>{words.clock(at)}</time>
          {level === 'warn' ? <State mood="warn">{words.say(message)}</State> : <span>{words.say(message)}</span>}
        </li>
      ))}
    </ol>
  );
}
