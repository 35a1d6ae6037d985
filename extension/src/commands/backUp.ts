import { productOf } from '@longshore/shared/render/product';
import * as vscode from 'vscode';
import { runRequest } from '../runRequest.ts';
import { type Option, chooseOne } from '../questions.ts';
import type { StackAt } from '../rows/row.ts';
import type { Session } from '../session.ts';
import { stacksEverywhere } from '../stacks.ts';
import { type Command, subjectOf } from './command.ts';

/** Backs up the row's stack, service or item, or a stack that the user chooses. */
export const backUp: Command = async (session, row) => {
  const subject = subjectOf(row, 'stack', 'service', 'item');
  const at = subject ?? (await chooseStack(session, session.words.t('pick.stack-back-up')));
  if (!at) return;
  await runRequest(session, {
    operation: 'backup',
    host: at.host,
    stack: at.name,
    ...(subject?.is === 'service' && { services: [subject.service] }),
    ...(subject?.is === 'item' && { items: [`${subject.service}/${subject.item}`] }),
  });
};

/**
 * Resolves with the stack that the user chose, or undefined when there is none, which it says, or the user has left. The only one
 * is not asked for. Rejects as {@link stacksEverywhere} does.
 */
export async function chooseStack(session: Session, placeholder: string): Promise<StackAt | undefined> {
  const stacks = await stacksEverywhere(session);
  const [only] = stacks;
  if (!only) {
    void vscode.window.showInformationMessage(session.words.t('tell.no-stack'));
    return undefined;
  }
  if (stacks.length === 1) return only;
  const options = stacks.map((at): Option<StackAt> => ({
    label: at.name,
    description: at.usual ? '' : at.host,
    detail: at.stack.services.map(({ name, kind }) => `${name} (${productOf(kind)})`).join(', '),
    icon: 'layers',
    value: at,
  }));
  const answer = await chooseOne(placeholder, options, { title: 'Longshore' });
  return typeof answer === 'object' ? answer.given : undefined;
}
