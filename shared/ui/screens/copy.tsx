import { kinds } from '../../src/model/kinds.ts';
import { type FormEvent, useId, useState } from 'react';
import type { StackDetail } from '../../src/api/answers.ts';
import { useAnswer, useSurroundings } from '../context.ts';
import type { HostStacks } from '../everywhere.ts';
import { useStacks } from '../queries.ts';
import { Answered } from '../parts/answered.tsx';
import { Page } from '../parts/page.tsx';
import { isSameStack, nameAmong } from '../../src/model/stackId.ts';

interface CopyProps {
  host: string;
  stack: string;
}

/** Renders the way straight from one stack into another, with no snapshot between. */
export function Copy({ host, stack }: CopyProps) {
  const { words } = useSurroundings();
  const stacks = useStacks();
  const answer = useAnswer(`stack ${host} ${stack}`, ['containers', 'configuration'], (api, signal) =>
    api.stack({ host, stack }, { signal }),
  );
  return (
    <Page title={words.t('ui.copy.title', { stack })} lead={words.t('ui.stack.on', { host })}>
      <Answered answer={answer}>
        {(detail) => (
          <Answered answer={stacks}>{(hosts) => <Questions host={host} name={stack} detail={detail} hosts={hosts} />}</Answered>
        )}
      </Answered>
    </Page>
  );
}

/** One of the things that can be copied by itself. */
interface Part {
  name: string;
  what?: { service: string; item?: string };
  kinds: string[];
}

interface QuestionsProps {
  host: string;
  /** As requests call the stack, by which it was found. */
  name: string;
  detail: StackDetail;
  hosts: readonly HostStacks[];
}

function Questions({ host, name: from, detail, hosts }: QuestionsProps) {
  const { go, words } = useSurroundings();
  const { t } = words;
  const id = useId();
  const { stack, services } = detail;
  const parts: Part[] = [
    { name: t('ui.copy.all'), kinds: services.map(({ kind }) => kind) },
    ...services.flatMap((service): Part[] => [
      { name: service.name, what: { service: service.name }, kinds: [service.kind] },
      ...('items' in service && kinds[service.kind].parts
        ? service.items.map((item): Part => ({
            name: `${service.name} / ${item.name}`,
            what: { service: service.name, item: item.name },
            kinds: [service.kind],
          }))
        : []),
    ]),
  ];
  const [part, setPart] = useState(0);
  const [target, setTarget] = useState(0);
  const chosen = parts[part] ?? parts[0];
  const targets = hosts
    .flatMap((known) => known.stacks.map((each) => ({ host: known.host.name, name: nameAmong(known.stacks, each), stack: each })))
    .filter((each) => !isSameStack(each.stack.id, stack.id))
    .filter((each) => chosen?.kinds.every((kind) => each.stack.services.some((service) => service.kind === kind)));
  const to = targets[target] ?? targets[0];
  const next = (event: FormEvent): void => {
    event.preventDefault();
    if (!to || !chosen) return;
    const request = {
      operation: 'copy' as const,
      host,
      from,
      toHost: to.host,
      to: to.name,
      ...(chosen.what && { what: [chosen.what] }),
    };
    go({ screen: 'plan', request });
  };
  return (
    <form onSubmit={next}>
      <div className="field">
        <label htmlFor={`${id}-what`}>{t('ui.copy.what')}</label>
        <select id={`${id}-what`} value={part} onChange={({ target: { value } }) => setPart(Number(value))}>
          {parts.map(({ name }, at) => (
            <option value={at} key={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {to ? (
        <>
          <div className="field">
            <label htmlFor={`${id}-to`}>{t('ui.copy.where')}</label>
            <select id={`${id}-to`} value={targets.indexOf(to)} onChange={({ target: { value } }) => setTarget(Number(value))}>
              {targets.map((each, at) => (
                <option value={at} key={`${each.host} ${each.stack.hash}`}>
                  {each.name} {t('ui.stack.on', { host: each.host })}
                </option>
              ))}
            </select>
          </div>
          <button type="submit" className="main">
            {t('ui.restore.next')}
          </button>
        </>
      ) : (
        <p>{t('ui.copy.none')}</p>
      )}
    </form>
  );
}
