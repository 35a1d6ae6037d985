import * as vscode from 'vscode';
import type { ParamsOf } from '@longshore/shared/api/contract';
import type { Comparison } from '@longshore/shared/model/comparison';
import { renderComparison } from '@longshore/shared/render/comparison';
import { withProgress } from '../runRequest.ts';
import { page } from '../documents.ts';
import { chooseOne } from '../questions.ts';
import { snapshotOptions } from '../restore/dialogue.ts';
import type { Session } from '../session.ts';
import { type Command, subjectOf } from './command.ts';

/** Compares the row's snapshot with what lives now in the default host's stack of its stack's name, and shows the comparison. */
export const compareLive: Command = async (session, row) => {
  const subject = subjectOf(row, 'snapshot');
  if (!subject) return;
  const { reference, stack } = subject.snapshot;
  await show(session, { repo: subject.repo, a: reference, b: `live:${stack.name}` });
};

/** Compares the row's snapshot with another of its repository that the user chooses, and shows the comparison. */
export const compareSnapshots: Command = async (session, row) => {
  const subject = subjectOf(row, 'snapshot');
  if (!subject) return;
  const { words } = session;
  const options = (await snapshotOptions(session)).filter(
    ({ value }) => value.repo === subject.repo && value.summary.reference !== subject.snapshot.reference,
  );
  if (options.length === 0) {
    void vscode.window.showInformationMessage(words.t('tell.no-other-snapshot'));
    return;
  }
  const answer = await chooseOne(words.t('pick.compare'), options, { title: subject.snapshot.reference });
  if (typeof answer !== 'object') return;
  await show(session, { repo: subject.repo, a: answer.given.summary.reference, b: subject.snapshot.reference });
};

async function show(session: Session, sides: ParamsOf<'compare'>): Promise<void> {
  const { api, words } = session;
  const found = await withProgress(words.t('tell.comparing'), async (signal) => (await api()).compare(sides, { signal }));
  await showComparison(session, found);
}

/** Shows a comparison as a document. */
export async function showComparison({ documents, words }: Session, found: Comparison): Promise<void> {
  const title = words.t('document.comparison', { a: found.a.name, b: found.b.name });
  await documents.showPage(title, renderComparison(found, true, words, page));
}
