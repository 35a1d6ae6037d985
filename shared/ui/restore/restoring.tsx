import { onlyAdds } from '../../src/model/additions.ts';
import { amountOf } from '../../src/render/product.ts';
import { keptNew, sayDifference, sorts as sortsIn } from '../../src/render/result.ts';
import type { Words } from '../../src/render/words.ts';
import { useAnswer, useStory, useSurroundings } from '../context.ts';
import { Act, Link } from '../parts/link.tsx';
import { Failure, Notice } from '../parts/notice.tsx';
import { Progress } from '../parts/progress.tsx';
import { Question } from './question.tsx';
import { saveReport } from '../report.ts';
import { Stop } from '../screens/job.tsx';
import type { Story } from '../jobStory.ts';

/** Renders the work, and its end. */
export function Restoring({ job, onAgain }: { job: string; onAgain: () => void }) {
  const { words } = useSurroundings();
  const story = useStory(job);
  return story.view.ended ? (
    <End job={job} story={story} onAgain={onAgain} />
  ) : (
    <>
      <Question arrived>{words.t('ui.restore.running')}</Question>
      <Progress story={story} />
      <div className="actions">
        <Stop job={job} />
      </div>
    </>
  );
}

function End({ job, story, onAgain }: { job: string; story: Story; onAgain: () => void }) {
  const { words } = useSurroundings();
  const { t, say, moment, duration } = words;
  const { ended, plan } = story.view;
  const { value: summary } = useAnswer(`job ${job}`, ['jobs'], (api, signal) => api.job({ job }, { signal }));
  if (!ended) return null;
  const { outcome, result, error } = ended;
  const untouched = plan?.steps.every((step, at) => step.do !== 'swap' || story.steps[at]?.state === 'waiting') ?? false;
  const failed = keptNew(ended) ? 'ui.restore.kept-new' : 'ui.restore.failed';
  const key = outcome === 'succeeded' ? 'ui.restore.done' : outcome === 'failed' ? failed : 'ui.restore.cancelled';
  return (
    <div className="end">
      <Question arrived>{t(key)}</Question>
      {outcome === 'succeeded' && result && (
        <Notice level="good">
          {checksOf(story, words).map((line) => (
            <p key={line}>{line}</p>
          ))}
          <p>{t('ui.restore.took', { time: duration(result.seconds) })}</p>
          {result.undoUntil !== undefined && (
            <p>
              {t(plan && onlyAdds(plan) ? 'ui.restore.added-until' : 'ui.restore.kept-until', {
                until: moment(result.undoUntil),
              })}
            </p>
          )}
        </Notice>
      )}
      {outcome === 'failed' && error && <Failure error={error} />}
      {outcome === 'cancelled' && error && <p>{say(error.message)}</p>}
      {outcome !== 'succeeded' && untouched && (
        <Notice level="info">
          <p>{t('ui.job.live-data')}</p>
        </Notice>
      )}
      <div className="actions">
        {outcome === 'succeeded' ? (
          <Link to={{ screen: 'overview' }} className="main">
            {t('ui.restore.finish')}
          </Link>
        ) : (
          <button type="button" className="main" onClick={onAgain}>
            {t('ui.restore.once-more')}
          </button>
        )}
        {summary?.undo && <Act to={{ screen: 'plan', request: { operation: 'undo', job } }}>{t('ui.do.undo')}</Act>}
        {summary?.state === 'failed' && error?.code === 'recovery-needed' && (
          <Act to={{ screen: 'plan', request: { operation: 'recover', host: summary.host, job } }}>{t('ui.do.clean-up')}</Act>
        )}
        <button type="button" onClick={() => saveReport(job, story, words)}>
          {t('ui.do.save-report')}
        </button>
        <Link to={{ screen: 'job', job }}>{t('ui.do.show-job')}</Link>
      </div>
    </div>
  );
}

const shownNotes = 20;

/** Returns what was found again, service by service, in words. An empty list when nothing was. */
const checksOf = ({ view: { plan, ended } }: Story, words: Words): string[] =>
  (ended?.result?.services ?? []).flatMap(({ service, proof }) => {
    if (proof?.ok !== true) return [];
    const kinds = (plan?.services ?? []).filter(({ name }) => name === service).map(({ kind }) => kind);
    const sorts = sortsIn(proof.notCompared, words);
    const left = [
      ...(sorts.length > 0 ? [words.t('ui.restore.not-compared', { service, sorts })] : []),
      ...proof.notes.slice(0, shownNotes).map((note) => sayDifference(service, note, words)),
    ];
    if (proof.notes.length > 0) {
      return [words.t('ui.restore.checked-noted', { service, notes: words.count(proof.notes.length) }), ...left];
    }
    if (proof.rows > 0)
      return [words.t('ui.restore.checked-rows', { service, rows: amountOf(kinds, proof.rows, words) }), ...left];
    return [words.t(left.length > 0 ? 'ui.restore.checked-some' : 'ui.restore.checked', { service }), ...left];
  });
