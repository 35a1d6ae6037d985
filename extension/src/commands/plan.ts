import * as vscode from 'vscode';
import type { Plan } from '@longshore/shared/model/plan';
import { isSameStack } from '@longshore/shared/model/stackId';
import { shellLine } from '@longshore/shared/render/shell';
import { runPlan } from '../runRequest.ts';
import { schemes } from '../documents.ts';
import type { Row, Subject } from '../rows/row.ts';
import type { Session } from '../session.ts';
import { stacksEverywhere } from '../stacks.ts';
import type { Command } from './command.ts';
import { copy } from './copy.ts';
import { restore } from './restore.ts';

/** Returns a command on the plan that is open in the active editor. It does nothing where none is. */
const onPlan =
  (act: (session: Session, plan: Plan) => Promise<void>): Command =>
  async (session) => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme === schemes.plan) await act(session, await session.documents.plan(uri.query));
  };

/** Runs the plan, and closes it unless it was not confirmed. */
export const runOpenPlan = onPlan(async (session, plan) => {
  if (await runPlan(session, plan)) await session.documents.closePlan(plan.id);
});

/** Closes the plan and asks everything again, of the same snapshot or the same source. */
export const changePlan = onPlan(async (session, plan) => {
  await session.documents.closePlan(plan.id);
  if (plan.request.operation === 'copy') await copy(session, await copiedRow(session, plan));
  else await restore(session, await snapshotRow(session, plan.repo, plan.snapshot ?? ''));
});

const rowOf = (subject: Subject): Row => ({ id: subject.is, label: '', icon: 'edit', context: '', subject });

/**
 * Resolves with the row of a snapshot that is known by its reference, or undefined when it is not among the newest 1000 of its
 * stack. Rejects as the calls of the core do.
 */
export async function snapshotRow({ api }: Session, repo: string, snapshot: string): Promise<Row | undefined> {
  const [stack] = snapshot.split('/');
  const { items } = await (await api()).snapshots({ repo, limit: 1000, ...(stack !== undefined && { stack }) });
  const summary = items.find(({ reference }) => reference === snapshot);
  return summary && rowOf({ is: 'snapshot', repo, snapshot: summary });
}

async function copiedRow(session: Session, { request, source }: Plan): Promise<Row | undefined> {
  const at = (await stacksEverywhere(session)).find(
    ({ host, stack }) => host === source?.host && isSameStack(stack.id, source.stack),
  );
  if (!at || request.operation !== 'copy') return undefined;
  const [part] = request.what ?? [];
  if (!part) return rowOf({ is: 'stack', ...at });
  if (part.item === undefined) return rowOf({ is: 'service', ...at, service: part.service });
  return rowOf({ is: 'item', ...at, service: part.service, item: part.item });
}

/** Copies the command line of the plan into the clipboard. */
export const copyCommand = onPlan(async ({ words }, plan) => {
  await vscode.env.clipboard.writeText(shellLine(plan.command));
  vscode.window.setStatusBarMessage(words.t('tell.copied'), 5000);
});
