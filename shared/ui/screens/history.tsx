import type { Api } from '../../src/api/contract.ts';
import type { JobResult } from '../../src/model/job.ts';
import { useAnswer, useWords } from '../context.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart } from '../parts/chart.tsx';
import { Page } from '../parts/page.tsx';
import { secondTicks } from '../parts/scale.ts';
import { type Backup, sizeCourses, timeCourses, wholeTimes } from '../sizes.ts';

const shown = 30;

/** Renders how sizes and durations of a stack's 30 newest backups went, service by service. */
export function History({ repo, stack }: { repo: string; stack: string }) {
  const { t, bytes, duration, moment, count } = useWords();
  const answer = useAnswer(`history ${repo} ${stack}`, ['snapshots'], (api, signal) => backupsOf(api, repo, stack, signal));
  return (
    <Page title={t('ui.history.title', { stack })}>
      <Answered answer={answer}>
        {(backups) => {
          if (backups.length === 0) return <p>{t('ui.history.none')}</p>;
          const labels = backups.map(({ manifest }) => moment(manifest.startedAt));
          return (
            <>
              <p className="faint">{t('ui.history.newest', { count: count(backups.length) })}</p>
              <Chart
                kind="bars"
                title={t('ui.history.sizes')}
                over={t('ui.col.snapshot')}
                labels={labels}
                series={sizeCourses(backups).map(({ service, values }) => ({ name: service, values }))}
                format={bytes}
              />
              <Chart
                kind="lines"
                title={t('ui.history.times')}
                over={t('ui.col.snapshot')}
                labels={labels}
                series={[
                  { name: t('ui.history.whole'), values: wholeTimes(backups) },
                  ...timeCourses(backups).map(({ service, values }) => ({ name: service, values })),
                ]}
                format={duration}
                scale={secondTicks}
              />
            </>
          );
        }}
      </Answered>
    </Page>
  );
}

/**
 * Resolves with the 30 newest backups of a stack, oldest first, each with the result of its job if that is still known. Rejects as
 * the calls of the core do.
 */
async function backupsOf(api: Api, repo: string, stack: string, signal: AbortSignal): Promise<Backup[]> {
  const { items } = await api.snapshots({ repo, stack, limit: shown }, { signal });
  const backups = items.map(async ({ reference }): Promise<Backup> => {
    const { manifest } = await api.snapshot({ repo, snapshot: reference }, { signal });
    const result = await resultOf(api, manifest.job, signal);
    return { manifest, ...(result && { result }) };
  });
  return (await Promise.all(backups)).reverse();
}

/**
 * Resolves with the result of a job, or undefined when it has none or it cannot be read, whatever the reason: a job that another
 * machine ran, or whose record is gone, tells nothing. Rejects only when the signal is aborted.
 */
async function resultOf(api: Api, job: string, signal: AbortSignal): Promise<JobResult | undefined> {
  try {
    for await (const event of api.events({ job }, { signal })) if (event.type === 'ended') return event.result;
  } catch {
    signal.throwIfAborted();
  }
  return undefined;
}
