import * as vscode from 'vscode';
import { showPlan } from '../runRequest.ts';
import { type Option, chooseOne } from '../questions.ts';
import { type FoundStack, stacksEverywhere } from '../stacks.ts';
import { type Command, subjectOf } from './command.ts';
import { isSameStack } from '@longshore/shared/model/stackId';

/**
 * Plans a copy of the row's stack, service or item into another stack that the user chooses, with no snapshot between, and shows
 * the plan.
 */
export const copy: Command = async (session, row) => {
  const source = subjectOf(row, 'stack', 'service', 'item');
  if (!source) return;
  const { t } = session.words;
  const targets = (await stacksEverywhere(session)).filter(({ stack }) => !isSameStack(stack.id, source.stack.id));
  if (targets.length === 0) {
    void vscode.window.showInformationMessage(t('tell.no-stack'));
    return;
  }
  const options = targets.map((at): Option<FoundStack> => ({
    label: at.name,
    description: [at.usual ? '' : at.host, t(`environment.${at.stack.environment}`)].filter((part) => part !== '').join(' · '),
    icon: 'layers',
    value: at,
  }));
  const answer = await chooseOne(t('pick.where'), options, { title: t('manifest.command.copy') });
  if (typeof answer !== 'object') return;
  const { host, name } = answer.given;
  await showPlan(session, {
    operation: 'copy',
    host: source.host,
    from: source.name,
    ...(source.is === 'service' && { what: [{ service: source.service }] }),
    ...(source.is === 'item' && { what: [{ service: source.service, item: source.item }] }),
    toHost: host,
    to: name,
  });
};
