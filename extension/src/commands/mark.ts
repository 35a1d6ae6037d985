import { Environment } from '@longshore/shared/model/environment';
import { type Option, chooseOne } from '../questions.ts';
import { chooseStack } from './backUp.ts';
import { type Command, subjectOf } from './command.ts';

/** Asks what a stack is, and marks it so: that decides how strongly the core asks before its data is replaced. */
export const mark: Command = async (session, row) => {
  const { api, words, refresh } = session;
  const { t } = words;
  const at = subjectOf(row, 'stack') ?? (await chooseStack(session, t('pick.where')));
  if (!at) return;
  const { marked, environment } = at.stack;
  const options: Option<Environment | null>[] = [
    ...Environment.options.map((each) => ({
      label: t(`environment.${each}`),
      description: t(`pick.environment-${each}`),
      ...(marked && environment === each && { icon: 'check' }),
      value: each,
    })),
    { label: t('pick.environment-clear'), description: t('pick.environment-clear-detail'), value: null },
  ];
  const answer = await chooseOne(t('pick.environment', { stack: at.name }), options, { title: t('manifest.command.mark') });
  if (typeof answer !== 'object') return;
  await (await api()).mark({ host: at.host, stack: at.name, environment: answer.given });
  refresh();
};
