import * as vscode from 'vscode';
import type { StackId } from '@longshore/shared/model/service';
import { standingOf } from '@longshore/shared/model/standing';
import { isSameStack } from '@longshore/shared/model/stackId';
import { bestProof } from '@longshore/shared/render/proofs';
import type { Words } from '@longshore/shared/render/words';
import { type Answer, type Frame, type Option, chooseOne, chooseSome, typeText } from '../questions.ts';
import type { Session } from '../session.ts';
import { tellError } from '../fail.ts';
import { snapshotsEverywhere } from '../snapshots.ts';
import { stacksEverywhere } from '../stacks.ts';
import {
  type Choices,
  type Known,
  type Learnt,
  type Part,
  type SavedPart,
  type Question,
  type Target,
  before,
  knownOf,
  nextQuestion,
  questions,
} from './choices.ts';

export type SavedAt = NonNullable<Choices['snapshot']>;

/**
 * Asks what is not answered yet and resolves with all choices, or undefined when the user has left, or when there is no snapshot
 * to choose, which it says. What was given at the start is not asked again. With `of` only snapshots of that stack are offered.
 * Rejects as the calls of the core do.
 */
export async function askAll(
  given: Choices,
  session: Session,
  of?: StackId,
): Promise<{ choices: Choices; known: Known } | undefined> {
  let choices = given;
  let learnt = await learn(choices, session);
  let known = knownOf(learnt, choices);
  const asked: Question[] = [];
  for (let question = nextQuestion(choices, known); question; question = nextQuestion(choices, known)) {
    const all = questions(choices, known).filter((each) => given[each] === undefined);
    const frame: Frame = {
      title: session.words.t('manifest.command.restore').replace(/ ?…$/, ''),
      step: { at: all.indexOf(question) + 1, of: all.length },
      canGoBack: asked.length > 0,
    };
    const answer = await ask(question, choices, known, frame, session, of);
    if (answer === undefined) return undefined;
    if (answer === 'back') {
      const last = asked.pop();
      if (last) choices = { ...before(choices, last), ...given };
    } else {
      asked.push(question);
      choices = { ...choices, ...answer.given };
    }
    if (question === 'snapshot' || answer === 'back') learnt = await learn(choices, session);
    known = knownOf(learnt, choices);
  }
  return { choices, known };
}

/**
 * Resolves with what there is to choose of the chosen snapshot: nothing before one is chosen. Rejects as the calls of the core do.
 */
async function learn({ snapshot }: Choices, session: Session): Promise<Learnt> {
  if (!snapshot) return { parts: [], stacks: [] };
  const { repo, summary } = snapshot;
  const open = await session.api();
  const [{ manifest }, stacks] = await Promise.all([
    open.snapshot({ repo, snapshot: summary.reference }),
    stacksEverywhere(session),
  ]);
  const parts = manifest.services.flatMap(({ name, kind, items }) =>
    items.map((item): SavedPart => ({ service: name, kind, item })),
  );
  return { parts, stacks };
}

async function ask(
  question: Question,
  choices: Choices,
  known: Known,
  frame: Frame,
  session: Session,
  of: StackId | undefined,
): Promise<Answer<Choices>> {
  const { words } = session;
  const { t } = words;
  switch (question) {
    case 'snapshot': {
      const options = (await snapshotOptions(session)).filter(({ value: { summary } }) => !of || isSameStack(summary.stack, of));
      return as('snapshot', await chooseSnapshot(t('pick.snapshot'), options, frame, session));
    }
    case 'what': {
      const options = known.parts.map((part, at): Option<Part> => ({
        label: part.item,
        picked: true,
        ...(known.parts[at - 1]?.service !== part.service && { group: part.service }),
        value: part,
      }));
      return as('what', await chooseSome(t('pick.what'), options, t('pick.nothing'), frame));
    }
    case 'where': {
      const options = known.targets.map((target): Option<Target> => ({
        label: target.name,
        description: [target.host ?? '', target.same ? t('pick.where-from') : ''].filter((part) => part !== '').join(' · '),
        icon: 'layers',
        value: target,
      }));
      return as('where', await chooseOne(t('pick.where'), options, frame));
    }
    case 'name':
      return as('name', await askName((choices.what ?? known.parts)[0]?.item ?? '', words, frame));
    case 'how':
      return as(
        'how',
        await chooseOne<'staged' | 'in-place'>(
          t('pick.how'),
          [
            { label: t('pick.how-staged'), detail: t('pick.how-staged-detail'), value: 'staged' },
            { label: t('pick.how-in-place'), detail: t('pick.how-in-place-detail'), value: 'in-place' },
          ],
          frame,
        ),
      );
  }
}

const as = <Q extends Question>(question: Q, answer: Answer<Choices[Q]>): Answer<Choices> =>
  typeof answer === 'object' ? { given: { [question]: answer.given } } : answer;

async function askName(item: string, { t }: Words, frame: Frame): Promise<Answer<string | null>> {
  for (;;) {
    const which = await chooseOne<'same' | 'new'>(
      t('pick.name'),
      [
        { label: t('pick.name-same', { item }), detail: t('pick.name-same-detail'), value: 'same' },
        { label: t('pick.name-new'), detail: t('pick.name-new-detail'), value: 'new' },
      ],
      frame,
    );
    if (typeof which !== 'object') return which;
    if (which.given === 'same') return { given: null };
    const check = (text: string): string | undefined => (text.trim() === '' ? t('pick.empty') : undefined);
    const name = await typeText(t('pick.name-ask'), check, { ...frame, canGoBack: true, value: `${item}_restored` });
    if (name !== 'back') return name;
  }
}

/**
 * Resolves with the snapshot that the user chose, as {@link chooseOne} does. When there is none to choose it says so and resolves
 * with undefined.
 */
export async function chooseSnapshot(
  placeholder: string,
  options: Option<SavedAt>[],
  frame: Frame,
  { words }: Session,
): Promise<Answer<SavedAt>> {
  if (options.length > 0) return chooseOne(placeholder, options, frame);
  void vscode.window.showInformationMessage(words.t('tell.no-snapshot'));
  return undefined;
}

/**
 * Resolves with the snapshots of all repositories as options, newest first. Of one that cannot be read a message says why. Rejects
 * as {@link snapshotsEverywhere} does.
 */
export async function snapshotOptions(session: Session): Promise<Option<SavedAt>[]> {
  const { words } = session;
  const repositories = await snapshotsEverywhere(session);
  for (const { error } of repositories) if (error) tellError(session, error);
  const options = repositories.flatMap(({ saved }) =>
    saved.map(({ repo, ...summary }): Option<SavedAt> => ({
      label: summary.stack.name,
      description: `${words.moment(summary.startedAt)} · ${words.ago(summary.startedAt)}`,
      detail: [
        words.bytes(summary.bytes),
        ...(summary.complete ? [] : [words.t('snapshots.partial')]),
        bestProof(standingOf(summary), words).text,
        ...(repositories.length > 1 ? [repo] : []),
      ].join(' · '),
      icon: 'package',
      value: { repo, summary },
    })),
  );
  return options.toSorted((a, b) => b.value.summary.startedAt.localeCompare(a.value.summary.startedAt));
}
