import { useId, useMemo, useRef, useState } from 'react';
import { standingOf } from '../../src/model/standing.ts';
import { bestProof } from '../../src/render/proofs.ts';
import type { Words } from '../../src/render/words.ts';
import { useSurroundings } from '../context.ts';
import { Notice } from '../parts/notice.tsx';
import { State } from '../parts/state.tsx';
import { VirtualList, type VirtualListHandle } from '../parts/virtualList.tsx';
import { useNarrow } from '../useNarrow.ts';
import { useNow } from '../useNow.ts';
import { type Saved, type Wanted, dayOf, isTested, linesOf, momentsOf, onDay, suggested } from './choices.ts';

interface WhenProps {
  saved: readonly Saved[];
  wanted: Wanted;
  chosen?: Saved;
  onChoose: (moment: Saved) => void;
}

/** Renders the question from when: day by day, with what was `chosen` before, else the {@link suggested} one, chosen already. */
export function When({ saved, wanted, chosen, onChoose }: WhenProps) {
  const { words } = useSurroundings();
  const { t, ago } = words;
  const id = useId();
  const narrow = useNarrow();
  const now = useNow(undefined);
  const moments = useMemo(() => momentsOf(saved, wanted), [saved, wanted]);
  const lines = useMemo(() => linesOf(moments), [moments]);
  const best = suggested(moments, wanted.service);
  const [moment, setMoment] = useState(chosen ?? best);
  const [missed, setMissed] = useState<string>();
  const list = useRef<VirtualListHandle>(null);
  const indexOf = (of: Saved | undefined): number => lines.findIndex((line) => 'moment' in line && line.moment === of);

  const goTo = (day: string): void => {
    const found = onDay(moments, day) ?? moments.at(-1);
    if (!found) return;
    setMissed(dayOf(found.startedAt) === day ? undefined : day);
    setMoment(found);
    list.current?.reveal(indexOf(found));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (moment) onChoose(moment);
      }}
    >
      <div className="field">
        <label htmlFor={id}>{t('ui.restore.day')}</label>
        <input
          id={id}
          type="date"
          max={dayOf(now.toISOString())}
          onChange={({ target }) => target.value !== '' && goTo(target.value)}
        />
        <p role="status" className="faint">
          {missed !== undefined && t('ui.restore.no-day', { day: dayName(missed, words, now) })}
        </p>
      </div>
      <VirtualList
        ref={list}
        role="radiogroup"
        label={t('ui.restore.when')}
        count={lines.length}
        rowHeight={narrow ? 84 : 52}
        height={468}
        start={indexOf(moment) - 1}
        row={(index) => {
          const line = lines[index];
          if (!line) return null;
          if ('day' in line) return <h3 className="day">{dayName(line.day, words, now)}</h3>;
          return (
            <MomentRow
              moment={line.moment}
              service={wanted.service}
              name={id}
              checked={line.moment === moment}
              suggested={line.moment === best}
              onCheck={() => {
                setMoment(line.moment);
                list.current?.reveal(index);
              }}
            />
          );
        }}
      />
      {moment && (
        <div className="chosen">
          {!isTested(moment, wanted.service) && (
            <Notice level="warn">
              <p>{t('ui.restore.untested')}</p>
            </Notice>
          )}
          <p>{t('ui.restore.lost-since', { at: words.moment(moment.startedAt), ago: ago(moment.startedAt) })}</p>
          <button type="submit" className="main">
            {t('ui.restore.next')}
          </button>
        </div>
      )}
    </form>
  );
}

interface MomentRowProps {
  moment: Saved;
  /** The one that is wanted of it; the whole stack when there is none. */
  service: string | undefined;
  name: string;
  checked: boolean;
  suggested: boolean;
  onCheck: () => void;
}

function MomentRow({ moment, service, name, checked, suggested, onCheck }: MomentRowProps) {
  const { words } = useSurroundings();
  const { t, bytes, ago } = words;
  const proof = bestProof(standingOf(moment), words, service);
  const facts = [
    ago(moment.startedAt),
    bytes(moment.bytes),
    moment.services.map((service) => service.name).join(', '),
    ...(moment.complete ? [] : [t('snapshots.partial')]),
  ];
  return (
    <label className="moment">
      <input type="radio" name={name} checked={checked} onChange={onCheck} />
      <span className="offer-name">
        <strong>
          {timeOf(moment.startedAt, words)}
          {suggested && isTested(moment, service) && <span className="faint"> · {t('ui.restore.suggested')}</span>}
        </strong>
        <span className="faint">{facts.join(' · ')}</span>
      </span>
      <State mood={proof.good ? 'good' : 'warn'}>{proof.text}</State>
    </label>
  );
}

const locales = { en: 'en-GB', de: 'de-DE' } as const;

const timeOf = (time: string, { language }: Words): string =>
  new Date(time).toLocaleTimeString(locales[language], { hour: '2-digit', minute: '2-digit' });

/** Returns a local day in words: `Today`, `Yesterday`, `Sunday, 3 May 2026`. */
function dayName(day: string, { t, language }: Words, now: Date): string {
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (day === dayOf(now.toISOString())) return t('ui.restore.today');
  if (day === dayOf(yesterday.toISOString())) return t('ui.restore.yesterday');
  const date = new Date(`${day}T12:00:00`);
  return date.toLocaleDateString(locales[language], { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}
