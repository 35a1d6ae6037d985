import { useDeferredValue, useId, useState } from 'react';
import { product } from '../../src/render/product.ts';
import { standingOf } from '../../src/model/standing.ts';
import { bestProof } from '../../src/render/proofs.ts';
import { useWords } from '../context.ts';
import { Icon } from '../parts/icon.tsx';
import { State } from '../parts/state.tsx';
import { VirtualList } from '../parts/virtualList.tsx';
import { type Items, type Offer, type Saved, type Wanted, nameOf, offersOf, search as searchIn } from './choices.ts';
import { useNarrow } from '../useNarrow.ts';

interface WhatProps {
  saved: readonly Saved[];
  items: Items;
  search: string;
  onChoose: (wanted: Wanted) => void;
}

/** Renders the question what the user wants back: everything that was saved, to search and to press. */
export function What({ saved, items, search, onChoose }: WhatProps) {
  const words = useWords();
  const { t, count } = words;
  const id = useId();
  const narrow = useNarrow();
  const [text, setText] = useState(search);
  const found = searchIn(offersOf(saved, items), useDeferredValue(text));
  return (
    <>
      <div className="field search">
        <label htmlFor={id}>{t('ui.restore.search')}</label>
        <input id={id} type="search" value={text} onChange={({ target }) => setText(target.value)} />
        <p role="status" className="faint">
          {t('ui.restore.found', { count: count(found.length) })}
        </p>
      </div>
      {found.length === 0 ? (
        <p>{t('ui.restore.none-found', { text })}</p>
      ) : (
        <VirtualList
          label={t('ui.restore.what')}
          count={found.length}
          rowHeight={narrow ? 108 : 64}
          height={520}
          row={(index) => {
            const offer = found[index];
            return offer && <OfferRow offer={offer} onChoose={onChoose} />;
          }}
        />
      )}
    </>
  );
}

function OfferRow({ offer, onChoose }: { offer: Offer; onChoose: (wanted: Wanted) => void }) {
  const words = useWords();
  const { t, ago } = words;
  const { wanted, newest, kind, version } = offer;
  const proof = bestProof(standingOf(newest), words, wanted.service);
  const about =
    wanted.item !== undefined
      ? t('ui.restore.item', { service: wanted.service ?? '' })
      : kind && version !== undefined
        ? t('ui.restore.service', { product: product(kind, version) })
        : t('ui.restore.whole', { services: newest.services.map(({ name }) => name) });
  return (
    <button
      type="button"
      className={`offer level-${wanted.item !== undefined ? 2 : wanted.service !== undefined ? 1 : 0}`}
      onClick={() => onChoose(wanted)}
    >
      <Icon name={wanted.item !== undefined ? 'item' : wanted.service !== undefined ? 'service' : 'stack'} />
      <span className="offer-name">
        <strong>{nameOf(wanted)}</strong>
        <span className="faint">{about}</span>
      </span>
      <span className="offer-state">
        <span>{t('ui.restore.saved', { ago: ago(newest.startedAt) })}</span>
        <State mood={proof.good ? 'good' : 'warn'}>{proof.text}</State>
      </span>
    </button>
  );
}
