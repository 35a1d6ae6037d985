import type { JobSummary } from '../../model/job.ts';
import type { Face } from '../terminal.ts';
import type { Words } from '../../render/words.ts';
import { table, wrap } from '../../render/layout.ts';

/** Returns jobs as lines of a table, then what can be undone and whether one was interrupted. A sentence when there are no jobs. */
export function renderJobs(jobs: JobSummary[], words: Words, face: Face): string[] {
  const { t } = words;
  const { style } = face;
  if (jobs.length === 0) return wrap(t('jobs.none'), face.width);
  const undoable = jobs.filter((job) => job.undo);
  const interrupted = jobs.some((job) => job.state === 'interrupted');
  return [
    ...table(
      [
        { head: t('head.job') },
        { head: t('head.state') },
        { head: t('head.started') },
        { head: t('head.took'), align: 'right' },
        { head: t('head.what'), shrink: true },
      ],
      jobs.map((job) => [job.id, t(`state.${job.state}`), words.ago(job.startedAt), took(job, words), words.say(job.title)]),
      {
        width: face.width,
        paintHead: style.faint,
        paint: (cell, row, column) => {
          if (column === 0) return style.name(cell);
          const state = jobs[row]?.state;
          if (column !== 1 || state === undefined || state === 'running' || state === 'cancelled') return cell;
          return state === 'succeeded' ? style.good(cell) : style.bad(cell);
        },
      },
    ),
    ...(undoable.length > 0 ? [''] : []),
    ...undoable.flatMap(({ id, undo }) =>
      wrap(t('jobs.undo', { job: id, services: undo?.services ?? [], until: words.moment(undo?.until ?? '') }), face.width),
    ),
    ...(interrupted ? ['', t('jobs.interrupted'), `  ${style.strong('longshore recover')}`] : []),
  ];
}

function took({ startedAt, endedAt }: JobSummary, words: Words): string {
  if (endedAt === undefined) return '';
  return words.duration((new Date(endedAt).getTime() - new Date(startedAt).getTime()) / 1000);
}
