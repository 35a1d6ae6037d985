import { type FormEvent, useId, useState } from 'react';
import { useWords } from '../context.ts';
import type { HostStacks } from '../everywhere.ts';
import { useStacks } from '../queries.ts';
import { Answered } from '../parts/answered.tsx';
import { Failure, Notice } from '../parts/notice.tsx';
import { type Saved, type Target, type Wanted, targetsOf } from './choices.ts';

interface WhereProps {
  moment: Saved;
  wanted: Wanted;
  /** Called with the target, and with a name when it goes beside what is there. */
  onChoose: (target: Target, as: string | undefined) => void;
}

/** Renders the question to where, with the same place chosen already. */
export function Where(props: WhereProps) {
  return <Answered answer={useStacks()}>{(hosts) => <Targets hosts={hosts} {...props} />}</Answered>;
}

function Targets({ hosts, moment, wanted, onChoose }: WhereProps & { hosts: readonly HostStacks[] }) {
  const { t } = useWords();
  const id = useId();
  const targets = targetsOf(
    hosts.flatMap(({ host, stacks }) => stacks.map((stack) => ({ host: host.name, stack }))),
    moment,
    wanted,
  );
  const options = targets.flatMap((target) => [
    { target, beside: false },
    ...(target.same && wanted.item !== undefined ? [{ target, beside: true }] : []),
  ]);
  // Another place than the one that it came from is the user's own choice.
  const [chosen, setChosen] = useState(() => options.findIndex(({ target }) => target.same));
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const option = options[chosen];

  const next = (event: FormEvent): void => {
    event.preventDefault();
    if (!option) return;
    if (option.beside && name.trim() === '') return setMissing(true);
    onChoose(option.target, option.beside ? name.trim() : undefined);
  };
  return (
    <form onSubmit={next} noValidate>
      {targets.every(({ same }) => !same) && (
        <Notice level="warn">
          <p>{t('ui.restore.gone', { stack: moment.stack.name })}</p>
        </Notice>
      )}
      {options.length === 0 && <p>{t('ui.restore.no-target')}</p>}
      <div role="radiogroup" aria-label={t('ui.restore.where')} className="options">
        {options.map(({ target, beside }, at) => (
          <label className="moment" key={`${target.host} ${target.stack} ${beside}`}>
            <input type="radio" name={id} checked={at === chosen} onChange={() => setChosen(at)} />
            <span className="offer-name">
              <strong>{beside ? t('ui.restore.beside') : t(target.same ? 'ui.restore.same' : 'ui.restore.other', target)}</strong>
              <span className="faint">{t(beside ? 'ui.restore.beside-what' : 'ui.restore.same-what')}</span>
            </span>
          </label>
        ))}
      </div>
      {option?.beside === true && (
        <div className="field">
          <label htmlFor={`${id}-name`}>{t('ui.restore.name')}</label>
          <input
            id={`${id}-name`}
            value={name}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={missing}
            aria-describedby={missing ? `${id}-missing` : undefined}
            onChange={({ target }) => {
              setName(target.value);
              setMissing(false);
            }}
          />
          {missing && (
            <p className="field-error" id={`${id}-missing`} role="alert">
              {t('ui.restore.name-needed')}
            </p>
          )}
        </div>
      )}
      {hosts.map(({ host, error }) => error && <Failure error={error} key={host.name} />)}
      {options.length > 0 && (
        <button type="submit" className="main" disabled={!option}>
          {t('ui.restore.next')}
        </button>
      )}
    </form>
  );
}
