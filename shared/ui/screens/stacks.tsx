import { productOf, whyNotRunning } from '../../src/render/product.ts';
import type { StackSummary } from '../../src/api/answers.ts';
import { nameAmong } from '../../src/model/stackId.ts';
import { useSurroundings, useWords } from '../context.ts';
import { allAnswered } from '../everywhere.ts';
import { useSnapshots, useStacks } from '../queries.ts';
import { Answered } from '../parts/answered.tsx';
import { Link } from '../parts/link.tsx';
import { Failure, Waiting } from '../parts/notice.tsx';
import { Page, Section } from '../parts/page.tsx';
import { State } from '../parts/state.tsx';
import { type Saved as Moment, momentsOf } from '../restore/choices.ts';

/** Renders every stack of every host that holds data. */
export function Stacks() {
  const { words } = useSurroundings();
  const { t } = words;
  const snapshots = useSnapshots();
  const saved = snapshots.value?.flatMap((each) => each.saved) ?? [];
  const known = allAnswered(snapshots.value ?? []);
  const nameOf = (service: StackSummary['services'][number]): string =>
    `${service.name} (${[productOf(service.kind), whyNotRunning(service, words)].filter((part) => part !== '').join(', ')})`;
  return (
    <Page title={t('ui.stacks')}>
      <Answered answer={useStacks()}>
        {(hosts) =>
          hosts.map(({ host, stacks, error }) => (
            <Section title={host.name} key={host.name} aside={<span className="faint">{host.address}</span>}>
              {error && <Failure error={error} />}
              {!error && stacks.every(({ services }) => services.length === 0) && (
                <p className="faint">{t('ui.overview.none')}</p>
              )}
              <ul className="rows">
                {stacks
                  .filter(({ services }) => services.length > 0)
                  .map((stack) => (
                    <li key={stack.hash}>
                      <div>
                        <Link to={{ screen: 'stack', host: host.name, stack: nameAmong(stacks, stack) }} className="row-title">
                          {nameAmong(stacks, stack)}
                        </Link>
                        <p className="faint">
                          {stack.services.map(nameOf).join(', ')} · {t(`environment.${stack.environment}`)}
                        </p>
                      </div>
                      {snapshots.value ? <Saved moments={momentsOf(saved, { stack: stack.id })} known={known} /> : <Waiting />}
                    </li>
                  ))}
              </ul>
            </Section>
          ))
        }
      </Answered>
    </Page>
  );
}

/** Renders when a stack was saved last. `known` says that every repository has answered. */
function Saved({ moments, known }: { moments: readonly Moment[]; known: boolean }) {
  const { t, ago } = useWords();
  const [newest] = moments;
  if (!newest) return <State mood="warn">{t(known ? 'row.never-saved' : 'row.saved-unknown')}</State>;
  return (
    <State mood={newest.complete ? 'info' : 'warn'}>
      {t(newest.complete ? 'row.saved' : 'row.saved-partly', { ago: ago(newest.startedAt) })}
    </State>
  );
}
