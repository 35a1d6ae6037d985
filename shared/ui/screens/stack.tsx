import { useId, useState } from 'react';
import type { ServiceDetail, StackDetail, StackSummary } from '../../src/api/answers.ts';
import { Environment } from '../../src/model/environment.ts';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import { aboutAmount, product } from '../../src/render/product.ts';
import { useAnswer, useConnected, useSurroundings } from '../context.ts';
import { useSnapshots } from '../queries.ts';
import { Answered } from '../parts/answered.tsx';
import { Act, Link } from '../parts/link.tsx';
import { Failure, Notice, Warnings } from '../parts/notice.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Table } from '../parts/table.tsx';
import { may } from '../permissions.ts';
import { momentsOf } from '../restore/choices.ts';

/** Renders what a stack holds now, and what can be done with it. Here its databases are connected to. */
export function Stack({ host, stack }: { host: string; stack: string }) {
  const { words } = useSurroundings();
  const { t } = words;
  const answer = useAnswer(`stack ${host} ${stack}`, ['containers', 'configuration'], (api, signal) =>
    api.stack({ host, stack }, { signal }),
  );
  const saved = useSnapshots().value?.flatMap((each) => each.saved) ?? [];
  const moments = answer.value ? momentsOf(saved, { stack: answer.value.stack.id }) : [];
  const [newest] = moments;
  return (
    <Page
      title={stack}
      lead={t('ui.stack.on', { host })}
      actions={
        <>
          <Act main to={{ screen: 'plan', request: { operation: 'backup', host, stack } }}>
            {t('ui.do.back-up')}
          </Act>
          {newest && <Act to={{ screen: 'restore', search: newest.stack.name }}>{t('ui.do.restore')}</Act>}
          <Act to={{ screen: 'copy', host, stack }}>{t('ui.do.copy')}</Act>
        </>
      }
    >
      <Answered answer={answer}>{(detail) => <Detail host={host} name={stack} detail={detail} />}</Answered>
      {newest && (
        <p className="after">
          <Link to={{ screen: 'snapshot', repo: newest.repo, snapshot: newest.reference }}>
            {`${t('ui.overview.last')}: ${words.moment(newest.startedAt)}`}
          </Link>{' '}
          · <Link to={{ screen: 'history', repo: newest.repo, stack }}>{t('ui.do.history')}</Link>
        </p>
      )}
    </Page>
  );
}

/** Renders a stack and its services. `name` is what requests call the stack, by which it was found. */
function Detail({ host, name, detail }: { host: string; name: string; detail: StackDetail }) {
  const { words, role } = useSurroundings();
  const { t, say } = words;
  const { stack, services } = detail;
  return (
    <>
      <Section title={t('ui.stack.data')}>
        {services.map((service) =>
          'error' in service ? (
            <div className="held" key={service.name}>
              <h3>{service.name}</h3>
              <Notice level="bad">
                <p>{say(service.error.message)}</p>
              </Notice>
            </div>
          ) : (
            <Held key={service.name} host={host} stack={name} service={service} />
          ),
        )}
      </Section>
      {may(role, 'mark') && <Mark host={host} name={name} stack={stack} />}
      <Section title={t('ui.stack.containers')}>
        <Table
          label={t('ui.stack.containers')}
          head={[t('ui.col.container'), t('ui.stack.role'), t('ui.col.state'), t('ui.stack.why')]}
          rows={stack.containers.map(({ id, name, role: does, state, reason }) => ({
            key: id,
            cells: [name, t(`role-name.${does}`), state, say(reason)],
          }))}
        />
      </Section>
    </>
  );
}

function Held({ host, stack, service }: { host: string; stack: string; service: ServiceDetail }) {
  const { words } = useSurroundings();
  const { t, say, bytes } = words;
  const { name, kind, version, items } = service;
  return (
    <div className="held">
      <div className="section-head">
        <h3>
          {name} <span className="faint">{`${product(kind, version)}, ${bytes(service.bytes)}`}</span>
        </h3>
        <Act to={{ screen: 'plan', request: { operation: 'backup', host, stack, services: [name] } }}>{t('ui.do.back-up')}</Act>
      </div>
      {service.ephemeral && (
        <Notice level="warn">
          <p>{say(service.ephemeral)}</p>
        </Notice>
      )}
      <Warnings warnings={service.warnings} />
      <Table
        label={name}
        head={[t('ui.col.item'), t('ui.col.amount'), t('ui.col.size')]}
        numbers={[1, 2]}
        rows={items.map((item) => ({
          key: item.name,
          cells: [item.name, aboutAmount(kind, item.rows, words), bytes(item.bytes)],
        }))}
      />
    </div>
  );
}

/** Renders the choice of what a stack is: only users who administer are asked. */
function Mark({ host, name, stack }: { host: string; name: string; stack: StackSummary }) {
  const { client, words } = useSurroundings();
  const connected = useConnected();
  const { t } = words;
  const id = useId();
  const [error, setError] = useState<ErrorInfo>();
  const mark = (value: string): void => {
    const environment = Environment.safeParse(value).data ?? null;
    client.api.mark({ host, stack: name, environment }).then(
      () => client.renew('configuration'),
      (failure: unknown) => setError(toErrorInfo(failure)),
    );
  };
  return (
    <Section title={t('ui.stack.environment')}>
      <div className="field">
        <label htmlFor={id}>{t('ui.field.environment')}</label>
        <select
          id={id}
          aria-describedby={`${id}-why`}
          disabled={!connected}
          value={stack.marked ? stack.environment : ''}
          onChange={({ target }) => mark(target.value)}
        >
          <option value="">{t('ui.stack.unmarked')}</option>
          {Environment.options.map((environment) => (
            <option key={environment} value={environment}>
              {t(`environment.${environment}`)}
            </option>
          ))}
        </select>
        <p className="faint" id={`${id}-why`}>
          {t('ui.stack.environment-why')}
        </p>
      </div>
      {error && <Failure error={error} />}
    </Section>
  );
}
