import { useAnswer, useWords } from '../context.ts';
import { Answered } from '../parts/answered.tsx';
import { Link } from '../parts/link.tsx';
import { Page } from '../parts/page.tsx';
import { JobStateOf } from '../parts/state.tsx';

/** Every job of this machine, whoever started it, newest first. */
export function Jobs() {
  const { t, say, ago, moment } = useWords();
  const answer = useAnswer('jobs', ['jobs'], (api, signal) => api.jobs({ limit: 200 }, { signal }));
  return (
    <Page title={t('ui.jobs')}>
      <Answered answer={answer}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t('jobs.none')}</p>
          ) : (
            <ul className="rows">
              {items.map((job) => (
                <li key={job.id}>
                  <div>
                    <Link to={{ screen: 'job', job: job.id }} className="row-title">
                      {say(job.title)}
                    </Link>
                    <p className="faint">
                      {ago(job.startedAt)}
                      {job.undo && ` · ${t('ui.job.undo-until', { until: moment(job.undo.until) })}`}
                    </p>
                  </div>
                  <JobStateOf state={job.state} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Page>
  );
}
