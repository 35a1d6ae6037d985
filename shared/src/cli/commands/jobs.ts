import { type Cli, action, addCommand } from '../command.ts';
import { hostOf, type Session } from '../session.ts';

export function jobs(cli: Cli): void {
  const { session } = cli;
  addCommand(cli, 'jobs', 'help.group.jobs')
    .argument('[JOB]', session.words.t('help.argument.jobs-job'))
    .action(action(cli, async (job: string | undefined) => (job === undefined ? list(session) : follow(session, job))));
}

async function list(session: Session): Promise<number> {
  const { allPages } = await import('../pages.ts');
  const { renderJobs } = await import('../render/jobs.ts');
  const api = await session.api();
  const { signal, terminal } = session;
  const found = await allPages((page) => api.jobs({ ...hostOf(session.options), ...page }, { signal }));
  if (session.options.json) session.json({ type: 'result', kind: 'jobs', data: found });
  else terminal.out.lines(...renderJobs(found.items, session.words, terminal.out));
  return 0;
}

/** Resolves with the exit code of `watch`, which watches a job or writes what an ended one did. */
async function follow(session: Session, job: string): Promise<number> {
  const { watch } = await import('../runRequest.ts');
  return watch(session, job);
}
