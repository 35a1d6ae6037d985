import * as vscode from 'vscode';
import type { JobSummary } from '@longshore/shared/model/job';
import { runRequest } from '../runRequest.ts';
import { type Option, chooseOne } from '../questions.ts';
import type { Session } from '../session.ts';
import { type Command, subjectOf } from './command.ts';

/** Undoes the row's job, or one that the user chooses of those that can be undone. The only one is not asked for. */
export const undo: Command = async (session, row) => {
  const job = subjectOf(row, 'job')?.job ?? (await chooseUndoable(session));
  if (job) await runRequest(session, { operation: 'undo', job: job.id });
};

async function chooseUndoable({ jobs, words }: Session): Promise<JobSummary | undefined> {
  await jobs.refresh();
  const undoable = jobs.list.filter((job) => job.undo);
  const [only] = undoable;
  if (!only) void vscode.window.showInformationMessage(words.t('tell.nothing-to-undo'));
  if (undoable.length < 2) return only;
  const options = undoable.map((job): Option<JobSummary> => ({
    label: words.say(job.title),
    description: words.ago(job.startedAt),
    detail: words.t('row.undo', { until: words.moment(job.undo?.until ?? '') }),
    value: job,
  }));
  const answer = await chooseOne(words.t('pick.job-undo'), options, { title: words.t('manifest.command.undo') });
  return typeof answer === 'object' ? answer.given : undefined;
}

/** Recovers the row's job, or without a row all that were interrupted on the default host. */
export const recover: Command = async (session, row) => {
  const job = subjectOf(row, 'job')?.job;
  await runRequest(session, { operation: 'recover', ...(job && { job: job.id, host: job.host }) });
};

export const cancel: Command = async ({ api }, row) => {
  const job = subjectOf(row, 'job')?.job;
  if (job) await (await api()).cancel({ job: job.id });
};

export const showJob: Command = async ({ panel }, row) => {
  const job = subjectOf(row, 'job')?.job;
  if (job) panel.show({ screen: 'job', job: job.id });
};
