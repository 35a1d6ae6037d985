import { useState } from 'react';
import type { SnapshotDetail } from '../../src/api/answers.ts';
import { toErrorInfo } from '../../src/errors.ts';
import type { ErrorInfo } from '../../src/model/error.ts';
import { type Manifest, type ProofRecord, missingNames } from '../../src/model/manifest.ts';
import type { ServiceKind } from '../../src/model/service.ts';
import { amountOf, product } from '../../src/render/product.ts';
import { bestProof } from '../../src/render/proofs.ts';
import { sorts } from '../../src/render/result.ts';
import { rowsOf } from '../../src/render/snapshots.ts';
import { useAnswer, useConnected, useSurroundings } from '../context.ts';
import { may } from '../permissions.ts';
import { Answered } from '../parts/answered.tsx';
import { Chart } from '../parts/chart.tsx';
import { Act, Link } from '../parts/link.tsx';
import { Failure, Notice, Warnings } from '../parts/notice.tsx';
import { Facts, Page, Section } from '../parts/page.tsx';
import { State } from '../parts/state.tsx';
import { Table } from '../parts/table.tsx';
import type { SnapshotPlace } from '../route.ts';
import { sizesOf } from '../sizes.ts';

/** Renders what one snapshot holds, and what is known of it. */
export function Snapshot({ repo, snapshot }: SnapshotPlace) {
  const { words } = useSurroundings();
  const answer = useAnswer(`snapshot ${repo} ${snapshot}`, ['snapshots'], (api, signal) =>
    api.snapshot({ repo, snapshot }, { signal }),
  );
  const { manifest } = answer.value ?? {};
  const title = manifest
    ? words.t('ui.snapshot.title', { stack: manifest.stack.name, at: words.moment(manifest.startedAt) })
    : snapshot;
  return (
    <Page title={title} actions={answer.value && <Actions repo={repo} detail={answer.value} />}>
      <Answered answer={answer}>{(detail) => <Detail repo={repo} detail={detail} />}</Answered>
    </Page>
  );
}

function Actions({ repo, detail }: { repo: string; detail: SnapshotDetail }) {
  const { words, role } = useSurroundings();
  const { t } = words;
  const { reference: snapshot, pinned } = detail;
  return (
    <>
      <Act main to={{ screen: 'restore', from: { repo, snapshot } }}>
        {t('ui.do.restore')}
      </Act>
      <Act to={{ screen: 'plan', request: { operation: 'drill', repo, snapshot } }}>{t('ui.do.test')}</Act>
      <Act to={{ screen: 'plan', request: { operation: 'verify', repo, snapshot } }}>{t('ui.do.check')}</Act>
      {may(role, 'pin') && <Pin repo={repo} snapshot={snapshot} pinned={pinned} />}
      {!pinned && (
        <Act to={{ screen: 'plan', request: { operation: 'delete', repo, snapshots: [snapshot] } }}>{t('ui.do.delete')}</Act>
      )}
    </>
  );
}

/** Returns the kinds of the services that a proof has counted in. */
function provenKinds({ services }: Manifest, { services: whole, evidence }: ProofRecord): ServiceKind[] {
  const names = evidence?.map(({ service }) => service) ?? whole;
  return services.filter(({ name }) => names.includes(name)).map(({ kind }) => kind);
}

function Pin({ repo, snapshot, pinned }: SnapshotPlace & { pinned: boolean }) {
  const { client, words } = useSurroundings();
  const connected = useConnected();
  const [error, setError] = useState<ErrorInfo>();
  const pin = (): void => {
    client.api.pin({ repo, snapshot, pinned: !pinned }).then(
      () => client.renew('snapshots'),
      (failure: unknown) => setError(toErrorInfo(failure)),
    );
  };
  return (
    <>
      <button type="button" disabled={!connected} onClick={pin}>
        {words.t(pinned ? 'ui.do.unpin' : 'ui.do.pin')}
      </button>
      {error && <Failure error={error} />}
    </>
  );
}

function Detail({ repo, detail }: { repo: string; detail: SnapshotDetail }) {
  const { words } = useSurroundings();
  const { t, moment, ago, bytes, duration } = words;
  const { manifest, inventory, proofs, pinned } = detail;
  const proof = bestProof({ services: manifest.services.map(({ name }) => name), proofs }, words);
  const sizes = sizesOf(manifest);
  return (
    <>
      {manifest.missing.map((missing) => (
        <Notice level="warn" key={JSON.stringify(missing)}>
          <p>
            {t('plan.missing', { names: missingNames([missing]) })} {words.say(missing.reason)}
          </p>
        </Notice>
      ))}
      <Warnings warnings={detail.warnings} />
      <Facts
        facts={[
          [
            t('ui.snapshot.tested'),
            <State mood={proof.good ? 'good' : 'warn'} key="proof">
              {proof.text}
            </State>,
          ],
          [t('ui.snapshot.made'), `${moment(manifest.startedAt)} (${ago(manifest.startedAt)})`],
          ...(manifest.point === undefined ? [] : ([[t('ui.snapshot.moment'), moment(manifest.point)]] as const)),
          [t('ui.snapshot.app'), t(`mode.${manifest.mode}`)],
          [t('ui.snapshot.of'), `${manifest.stack.name}, ${t(`environment.${manifest.environment}`)}`],
          [t('ui.snapshot.size'), bytes(detail.bytes)],
          [t('ui.snapshot.took'), duration((Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt)) / 1000)],
          [t('ui.snapshot.place'), repo],
          [t('ui.snapshot.kept'), t(pinned ? 'ui.snapshot.kept-yes' : 'ui.snapshot.kept-no')],
        ]}
      />
      <Section
        title={t('ui.snapshot.holds')}
        aside={<Link to={{ screen: 'history', repo, stack: manifest.stack.name }}>{t('ui.do.history')}</Link>}
      >
        {manifest.services.map((service) => (
          <div className="held" key={service.name}>
            <h3>
              {service.name} <span className="faint">{product(service.kind, service.version)}</span>
            </h3>
            <Table
              label={service.name}
              head={[t('ui.col.item'), t('ui.col.amount')]}
              numbers={[1]}
              rows={service.items.map((item) => ({
                key: item,
                cells: [item, rowsOf(service.kind, inventory[service.name]?.entries ?? [], item, words)],
              }))}
            />
          </div>
        ))}
      </Section>
      <Section title={t('ui.snapshot.checks')}>
        {proofs.length === 0 ? (
          <p>{t('ui.snapshot.no-checks')}</p>
        ) : (
          <ul className="rows">
            {proofs.map((each) => (
              <li key={`${each.kind} ${each.at}`}>
                <div>
                  <p>{t(`ui.check.${each.kind}`)}</p>
                  <p className="faint">
                    {moment(each.at)} · {duration(each.seconds)}
                    {each.rows > 0 && ` · ${amountOf(provenKinds(manifest, each), each.rows, words)}`}
                  </p>
                  {each.notCompared && <p>{t('proof.not-compared', { sorts: sorts(each.notCompared, words) })}</p>}
                  {each.error && <p>{words.say(each.error.message)}</p>}
                </div>
                <State mood={each.ok ? 'good' : 'bad'}>{t(each.ok ? 'ui.check.good' : 'ui.check.bad')}</State>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Chart
        kind="bars"
        title={t('ui.snapshot.sizes')}
        over={t('ui.col.service')}
        labels={sizes.map(({ service }) => service)}
        series={[{ name: t('ui.col.size'), values: sizes.map((each) => each.bytes) }]}
        format={bytes}
      />
      <details>
        <summary>{t('ui.snapshot.files')}</summary>
        <Table
          label={t('ui.snapshot.files')}
          head={[t('ui.col.name'), t('ui.col.size')]}
          numbers={[1]}
          rows={manifest.artifacts.map(({ key, bytes: stored }) => ({ key, cells: [key, bytes(stored)] }))}
        />
      </details>
    </>
  );
}
