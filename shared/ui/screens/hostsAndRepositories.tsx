import { useState } from 'react';
import type { HostReport } from '../../src/api/answers.ts';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import type { RepositoryReport } from '../../src/model/repository.ts';
import { useAnswer, useConnected, useSurroundings } from '../context.ts';
import { may } from '../permissions.ts';
import { Answered } from '../parts/answered.tsx';
import { Act } from '../parts/link.tsx';
import { Failure } from '../parts/notice.tsx';
import { Page, Section } from '../parts/page.tsx';
import { HostFindings, RepositoryFindings } from '../parts/report.tsx';

/** Renders where stacks run, and where snapshots are kept. */
export function Places() {
  const { words, role } = useSurroundings();
  const { t } = words;
  const hosts = useAnswer('hosts', ['configuration'], (api, signal) => api.hosts({}, { signal }));
  const repositories = useAnswer('repositories', ['configuration'], (api, signal) => api.repositories({}, { signal }));
  return (
    <Page
      title={t('ui.places')}
      {...(!may(role, 'addHost') && { lead: t('ui.places.by-configuration') })}
      actions={
        may(role, 'addHost') && (
          <>
            <Act to={{ screen: 'add-host' }}>{t('ui.places.add-host')}</Act>
            <Act to={{ screen: 'add-repository' }}>{t('ui.places.add-repository')}</Act>
          </>
        )
      }
    >
      <Section title={t('ui.hosts')}>
        <Answered answer={hosts}>
          {(all) => (
            <ul className="rows">
              {all.map((host) => (
                <li key={host.name}>
                  <Place
                    name={host.name}
                    where={`${host.address} · ${t(`host-source.${host.source}`)}`}
                    usual={host.default}
                    removable={host.source === 'configuration'}
                    kind="host"
                  />
                </li>
              ))}
            </ul>
          )}
        </Answered>
      </Section>
      <Section title={t('ui.repositories')}>
        <Answered answer={repositories}>
          {(all) => (
            <ul className="rows">
              {all.map((repository) => (
                <li key={repository.name}>
                  <Place
                    name={repository.name}
                    where={repository.location}
                    usual={repository.default}
                    removable={repository.name !== 'local'}
                    kind="repository"
                  />
                </li>
              ))}
            </ul>
          )}
        </Answered>
      </Section>
    </Page>
  );
}

interface PlaceProps {
  name: string;
  where: string;
  /** The default one. */
  usual: boolean;
  removable: boolean;
  kind: 'host' | 'repository';
}

interface Tested {
  host?: HostReport;
  repository?: RepositoryReport;
  error?: ErrorInfo;
}

function Place({ name, where, usual, removable, kind }: PlaceProps) {
  const { client, words, role } = useSurroundings();
  const connected = useConnected();
  const { t } = words;
  const [tested, setTested] = useState<Tested>({});
  const [busy, setBusy] = useState<'testing' | 'asking'>();

  const test = (): void => {
    setBusy('testing');
    setTested({});
    const report =
      kind === 'host'
        ? client.api.testHost({ host: name, calls: true }).then((host) => ({ host }))
        : client.api.testRepository({ repo: name }).then((repository) => ({ repository }));
    report.then(setTested, (failure: unknown) => setTested({ error: toErrorInfo(failure) })).finally(() => setBusy(undefined));
  };
  const remove = (): void => {
    setBusy(undefined);
    const gone = kind === 'host' ? client.api.removeHost({ host: name }) : client.api.removeRepository({ name });
    gone.then(
      () => client.renew('configuration'),
      (failure: unknown) => setTested({ error: toErrorInfo(failure) }),
    );
  };
  return (
    <div className="place">
      <div className="place-head">
        <div>
          <strong>{name}</strong>
          {usual && <span className="faint"> · {t('ui.places.default')}</span>}
          <p className="faint">{where}</p>
        </div>
        <div className="actions">
          {may(role, kind === 'host' ? 'testHost' : 'testRepository') && (
            <button type="button" disabled={!connected || busy === 'testing'} onClick={test}>
              {busy === 'testing' ? t('ui.places.testing') : t('ui.places.test', { name })}
            </button>
          )}
          {removable && may(role, kind === 'host' ? 'removeHost' : 'removeRepository') && (
            <button type="button" disabled={!connected} onClick={() => setBusy('asking')}>
              {t('ui.places.remove', { name })}
            </button>
          )}
        </div>
      </div>
      {busy === 'asking' && (
        <div role="group" aria-label={t('ui.places.remove-ask', { name })} className="ask">
          <p>{t('ui.places.remove-ask', { name })}</p>
          <button type="button" ref={(button) => button?.focus()} onClick={() => setBusy(undefined)}>
            {t('ui.do.cancel')}
          </button>
          <button type="button" onClick={remove}>
            {t('ui.places.remove', { name })}
          </button>
        </div>
      )}
      <div role="status">
        {tested.host && <HostFindings report={tested.host} />}
        {tested.repository && <RepositoryFindings report={tested.repository} />}
      </div>
      {tested.error && <Failure error={tested.error} />}
    </div>
  );
}
