import type { JobSummary } from '../../src/model/job.ts';
import { useWords } from '../context.ts';
import { useJobs } from '../queries.ts';
import { Answered } from '../parts/answered.tsx';
import { Link } from '../parts/link.tsx';
import { Page } from '../parts/page.tsx';
import { JobStateOf } from '../parts/state.tsx';

/** Renders the newest jobs of the core's data folder, newest first, whichever program or user began them. */
export function Jobs() {
  const { t } = useWords();
  return (
    <Page title={t('ui.jobs')}>
      <Answered answer={useJobs()}>{(jobs) => <JobRows jobs={jobs} />}</Answered>
    </Page>
  );
}

export function JobRows({ jobs }: { jobs: readonly JobSummary[] }) {
  const { t, say, ago, moment } = useWords();
  if (jobs.length === 0) return <p className="faint">{t('jobs.none')}</p>;
  return (
    <ul className="rows">
      {jobs.map((job) => (
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
  );
}
