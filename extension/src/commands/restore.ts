import { showPlan } from '../runRequest.ts';
import { type Choices, requestOf } from '../restore/choices.ts';
import { askAll } from '../restore/dialogue.ts';
import { type Command, subjectOf } from './command.ts';

/** Asks what is to be restored, and shows the plan: only from there it is run. */
export const restore: Command = async (session, row) => {
  const subject = subjectOf(row, 'snapshot', 'saved-service', 'saved-item');
  const stack = subjectOf(row, 'service')?.stack;
  const answered = await askAll(subject ? given(subject) : {}, session, stack?.id);
  if (answered) await showPlan(session, requestOf(answered.choices, answered.known));
};

type Chosen = NonNullable<ReturnType<typeof subjectOf<'snapshot' | 'saved-service' | 'saved-item'>>>;

function given(subject: Chosen): Choices {
  const snapshot = { repo: subject.repo, summary: subject.snapshot };
  return subject.is === 'saved-item' ? { snapshot, what: [{ service: subject.service, item: subject.item }] } : { snapshot };
}
