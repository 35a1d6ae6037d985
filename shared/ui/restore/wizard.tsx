import { useState } from 'react';
import { useAnswer, useSurroundings } from '../context.ts';
import { allAnswered } from '../everywhere.ts';
import { useSnapshots } from '../queries.ts';
import { Answered } from '../parts/answered.tsx';
import { Failure } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Planned } from '../parts/planned.tsx';
import type { SnapshotPlace } from '../route.ts';
import { type Items, type Saved, type Target, type Wanted, nameOf, newestOfEach, requestOf } from './choices.ts';
import { Question } from './question.tsx';
import { Restoring } from './restoring.tsx';
import { What } from './what.tsx';
import { When } from './when.tsx';
import { Where } from './where.tsx';
import { stackKey } from '../../src/model/stackId.ts';

type Step = 'what' | 'when' | 'where' | 'plan' | 'run';
const steps: readonly Step[] = ['what', 'when', 'where', 'plan', 'run'];

interface Choices {
  step: Step;
  wanted?: Wanted;
  moment?: Saved;
  target?: Target;
  as?: string;
  job?: string;
}

/** Renders the way to a restore: three questions, the plan, the work, its end. */
export function Restore({ from, search = '' }: { from?: SnapshotPlace; search?: string }) {
  const { words } = useSurroundings();
  const { t } = words;
  const answer = useSnapshots();
  const saved = answer.value?.flatMap((each) => each.saved) ?? [];
  const given = from && saved.find(({ repo, reference }) => repo === from.repo && reference === from.snapshot);
  return (
    <Page title={t('ui.restore.title')}>
      <Answered answer={answer}>
        {(repositories) => (
          <>
            {repositories.map(({ repository, error }) => error && <Failure error={error} key={repository.name} />)}
            {saved.length === 0 ? (
              allAnswered(repositories) && <p>{t('ui.restore.nothing')}</p>
            ) : (
              <Questions saved={saved} search={search} {...(given && { given })} />
            )}
          </>
        )}
      </Answered>
    </Page>
  );
}

function Questions({ saved, given, search }: { saved: readonly Saved[]; given?: Saved; search: string }) {
  const { words } = useSurroundings();
  const { t } = words;
  const [choices, setChoices] = useState<Choices>({ step: 'what', ...(given && { moment: given }) });
  const { step, wanted, moment, target, as, job } = choices;
  const items = useItems(given ? [given] : newestOfEach(saved));
  const choose = (chosen: Partial<Choices>): void => setChoices({ ...choices, ...chosen });

  const said: Partial<Record<Step, string>> = {
    ...(wanted && { what: wanted.service === undefined ? `${nameOf(wanted)}: ${t('ui.restore.everything')}` : nameOf(wanted) }),
    ...(moment && { when: words.moment(moment.startedAt) }),
    ...(target && { where: as === undefined ? `${target.stack}, ${target.host}` : `${target.stack}: ${as}` }),
  };
  return (
    <>
      <Trail step={step} said={said} locked={step === 'run'} onStep={(chosen) => choose({ step: chosen })} />
      {step !== 'run' && (
        <Question key={step} arrived={step !== 'what'}>
          {t(step === 'plan' ? 'ui.restore.step-plan' : `ui.restore.${step}`)}
        </Question>
      )}
      {step === 'what' && (
        <What
          saved={given ? [given] : saved}
          items={items}
          search={search}
          onChoose={(chosen) => setChoices({ wanted: chosen, ...(given ? { moment: given, step: 'where' } : { step: 'when' }) })}
        />
      )}
      {step === 'when' && wanted && (
        <When
          saved={saved}
          wanted={wanted}
          {...(moment && { chosen: moment })}
          onChoose={(chosen) => choose({ moment: chosen, step: 'where' })}
        />
      )}
      {step === 'where' && wanted && moment && (
        <Where
          moment={moment}
          wanted={wanted}
          onChoose={(chosen, name) =>
            setChoices({ wanted, moment, target: chosen, step: 'plan', ...(name !== undefined && { as: name }) })
          }
        />
      )}
      {step === 'plan' && wanted && moment && target && (
        <Planned request={requestOf(moment, wanted, target, as)} onRun={(begun) => choose({ job: begun, step: 'run' })} />
      )}
      {step === 'run' && job !== undefined && (
        <Restoring job={job} onAgain={() => setChoices({ step: 'what', ...(given && { moment: given }) })} />
      )}
    </>
  );
}

/** Renders which question this is, and what was answered. An answer can be changed until the work begins. */
function Trail({
  step,
  said,
  locked,
  onStep,
}: {
  step: Step;
  said: Partial<Record<Step, string>>;
  locked: boolean;
  onStep: (step: Step) => void;
}) {
  const { words } = useSurroundings();
  const { t } = words;
  const here = steps.indexOf(step);
  return (
    <nav aria-label={t('ui.restore.steps')} className="trail">
      <ol>
        {steps.map((each, at) => (
          <li key={each} aria-current={each === step ? 'step' : undefined} className={at < here ? 'passed' : undefined}>
            {at < here && !locked ? (
              <button
                type="button"
                className="link"
                aria-label={t('ui.restore.change', { what: t(`ui.restore.step-${each}`) })}
                onClick={() => onStep(each)}
              >
                {t(`ui.restore.step-${each}`)}
              </button>
            ) : (
              <span>{t(`ui.restore.step-${each}`)}</span>
            )}
            {at < here && said[each] !== undefined && <span className="faint">{said[each]}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/**
 * Returns the databases of each of the first fifty snapshots. Until they are known, and when one of them cannot be read, it is
 * empty, and services and stacks can be chosen.
 */
function useItems(snapshots: readonly Saved[]): Items {
  const asked = snapshots.slice(0, mostDetails);
  const key = asked.map(({ repo, reference }) => `${repo} ${reference}`).join(' ');
  const answer = useAnswer(`items ${key}`, [], async (api, signal) => {
    const found = await Promise.all(
      asked.map(async ({ repo, reference, stack }) => {
        const { manifest } = await api.snapshot({ repo, snapshot: reference }, { signal });
        return [stackKey(stack), Object.fromEntries(manifest.services.map(({ name, items }) => [name, items]))] as const;
      }),
    );
    return Object.fromEntries(found);
  });
  return answer.value ?? {};
}

/** Of more stacks, those that were saved last name their databases. */
const mostDetails = 50;
