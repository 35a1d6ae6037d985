import { useDeferredValue, useId, useMemo, useState } from 'react';
import { standingOf } from '../../src/model/standing.ts';
import { bestProof } from '../../src/render/proofs.ts';
import { useSurroundings } from '../context.ts';
import { allAnswered } from '../everywhere.ts';
import { useSnapshots } from '../queries.ts';
import { Answered } from '../parts/answered.tsx';
import { Icon } from '../parts/icon.tsx';
import { Act, Link } from '../parts/link.tsx';
import { Failure } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { State } from '../parts/state.tsx';
import { VirtualList } from '../parts/virtualList.tsx';
import { stackKey } from '../../src/model/stackId.ts';
import type { Saved } from '../restore/choices.ts';
import { useNarrow } from '../useNarrow.ts';

/**
 * Renders everything that was saved, newest first, however much it is. The choice of a stack begins with the first one of the name
 * `stack`, and with all stacks when none of that name was saved.
 */
export function Snapshots({ stack }: { stack?: string }) {
  const { words } = useSurroundings();
  const { t } = words;
  return (
    <Page
      title={t('ui.snapshots')}
      actions={
        <Act main to={{ screen: 'restore' }}>
          {t('ui.do.restore')}
        </Act>
      }
    >
      <Answered answer={useSnapshots()}>
        {(repositories) => (
          <>
            {repositories.map(({ repository, error }) => error && <Failure error={error} key={repository.name} />)}
            <List
              all={repositories.flatMap(({ saved }) => saved)}
              known={allAnswered(repositories)}
              {...(stack !== undefined && { stack })}
            />
          </>
        )}
      </Answered>
    </Page>
  );
}

/** Renders all snapshots. `known` says that every repository has answered. */
function List({ all, known, stack }: { all: readonly Saved[]; known: boolean; stack?: string }) {
  const { words } = useSurroundings();
  const { t, count } = words;
  const id = useId();
  const narrow = useNarrow();
  const names = useMemo(() => new Map(all.map((each) => [stackKey(each.stack), each.stack.name])), [all]);
  const [chosen, setChosen] = useState(() => [...names].find(([, name]) => name === stack)?.[0] ?? '');
  const of = useDeferredValue(chosen);
  const shown = useMemo(
    () => all.filter((each) => of === '' || stackKey(each.stack) === of).sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    [all, of],
  );
  if (all.length === 0) return known ? <p>{t('ui.snapshots.none')}</p> : null;
  return (
    <>
      <div className="field search">
        <label htmlFor={id}>{t('ui.snapshots.stack')}</label>
        <select id={id} value={chosen} onChange={({ target }) => setChosen(target.value)}>
          <option value="">{t('ui.snapshots.all')}</option>
          {[...names].map(([key, name]) => (
            <option value={key} key={key}>
              {name}
            </option>
          ))}
        </select>
        <p role="status" className="faint">
          {t('ui.snapshots.list', { count: count(shown.length) })}
        </p>
      </div>
      <VirtualList
        label={t('ui.snapshots')}
        count={shown.length}
        rowHeight={narrow ? 108 : 60}
        height={600}
        row={(index) => {
          const snapshot = shown[index];
          return snapshot && <Row snapshot={snapshot} />;
        }}
      />
    </>
  );
}

function Row({ snapshot }: { snapshot: Saved }) {
  const { words } = useSurroundings();
  const { t, bytes, ago, moment } = words;
  const { repo, reference, stack, startedAt, services, complete, pinned } = snapshot;
  const proof = bestProof(standingOf(snapshot), words);
  const facts = [ago(startedAt), bytes(snapshot.bytes), services.map(({ name }) => name).join(', '), repo];
  return (
    <div className="saved-row">
      <span className="offer-name">
        <Link to={{ screen: 'snapshot', repo, snapshot: reference }} className="row-title">
          {t('ui.snapshot.title', { stack: stack.name, at: moment(startedAt) })}
        </Link>
        <span className="faint">{[...facts, ...(complete ? [] : [t('snapshots.partial')])].join(' · ')}</span>
      </span>
      <span className="offer-state">
        {pinned && (
          <span className="state">
            <Icon name="pin" />
            {t('snapshots.pinned')}
          </span>
        )}
        <State mood={proof.good && complete ? 'good' : 'warn'}>{proof.text}</State>
      </span>
    </div>
  );
}
