import { useId, useState } from 'react';
import type { JobSummary } from '../../src/model/job.ts';
import { nameAmong } from '../../src/model/stackId.ts';
import { useSurroundings } from '../context.ts';
import { type HostStacks, type RepositorySnapshots, allAnswered } from '../everywhere.ts';
import { useJobs, useSnapshots, useStacks } from '../queries.ts';
import { Answered } from '../parts/answered.tsx';
import { CopyLine } from '../parts/copyLine.tsx';
import { Act, Link } from '../parts/link.tsx';
import { Failure, Notice, Waiting } from '../parts/notice.tsx';
import { Facts, Page, Section } from '../parts/page.tsx';
import { Spark } from '../parts/spark.tsx';
import { State } from '../parts/state.tsx';
import { Table } from '../parts/table.tsx';
import { gapsOf, schedules, usedBy } from '../protection.ts';
import { type Saved, momentsOf } from '../restore/choices.ts';
import { useNow } from '../useNow.ts';
import { JobRows } from './jobs.tsx';

/** Renders what is protected, what is missing, what is going on. */
export function Overview() {
  const { words } = useSurroundings();
  const { t } = words;
  const stacks = useStacks();
  const snapshots = useSnapshots();
  const jobs = useJobs();
  return (
    <Page
      title={t('ui.overview')}
      lead={stacks.value && snapshots.value && <Summary hosts={stacks.value} repositories={snapshots.value} />}
      actions={
        <Act main to={{ screen: 'restore' }}>
          {t('ui.do.restore')}
        </Act>
      }
    >
      <Interrupted jobs={jobs.value ?? []} />
      <Answered answer={stacks}>
        {(hosts) =>
          snapshots.value ? (
            <Stacks hosts={hosts} repositories={snapshots.value} />
          ) : (
            <Answered answer={snapshots}>{() => <Waiting />}</Answered>
          )
        }
      </Answered>
      {snapshots.value && <Storage repositories={snapshots.value} />}
      <Section title={t('ui.overview.jobs')} aside={<Link to={{ screen: 'jobs' }}>{t('ui.do.show-all')}</Link>}>
        <Answered answer={jobs}>{(all) => <JobRows jobs={all.slice(0, 5)} />}</Answered>
      </Section>
      {stacks.value && <ByItself hosts={stacks.value} />}
    </Page>
  );
}

interface Known {
  hosts: readonly HostStacks[];
  repositories: readonly RepositorySnapshots[];
}

/**
 * Returns every stack that holds data, with what keeps it from being protected (`gaps`, empty when it is) and its snapshots, newest
 * first. `known` says that every repository has answered.
 */
function useJudged({ hosts, repositories }: Known) {
  const { words } = useSurroundings();
  const now = useNow(60_000);
  const saved = repositories.flatMap((each) => each.saved);
  const known = allAnswered(repositories);
  return hosts.flatMap(({ host, stacks }) =>
    stacks
      .filter(({ services }) => services.length > 0)
      .map((stack) => ({
        host,
        stack,
        name: nameAmong(stacks, stack),
        moments: momentsOf(saved, { stack: stack.id }),
        known,
        gaps: gapsOf({ stack, host, repositories, now }, words),
      })),
  );
}
type Judged = ReturnType<typeof useJudged>[number];

function Summary(known: Known) {
  const { t, count } = useSurroundings().words;
  const judged = useJudged(known);
  if (judged.length === 0) return null;
  const good = judged.filter(({ gaps }) => gaps.length === 0).length;
  return t('ui.overview.protected', { good: count(good), all: count(judged.length) });
}

function Stacks(known: Known) {
  const { t } = useSurroundings().words;
  const judged = useJudged(known);
  return (
    <>
      {known.hosts.map(({ host, error }) => error && <Failure error={error} key={host.name} />)}
      {known.repositories.map(({ repository, error }) => error && <Failure error={error} key={repository.name} />)}
      {judged.length === 0 && known.hosts.some(({ error }) => !error) && <p>{t('ui.overview.none')}</p>}
      <ul className="cards">
        {judged.map((each) => (
          <li key={`${each.host.name} ${each.stack.hash}`} className="card">
            <Card {...each} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Card({ host, stack, name, moments, known, gaps }: Judged) {
  const { words } = useSurroundings();
  const { t, say, ago, bytes } = words;
  const [newest] = moments;
  const test = lastTest(moments);
  const none = t(known ? 'ui.overview.never' : 'ui.overview.unknown');
  return (
    <article aria-label={name}>
      <div className="card-head">
        <h2>
          <Link to={{ screen: 'stack', host: host.name, stack: name }} className="row-title">
            {name}
          </Link>{' '}
          <span className="faint">
            {t('ui.stack.on', { host: host.name })}, {t(`environment.${stack.environment}`)}
          </span>
        </h2>
        {gaps.length === 0 ? (
          <State mood="good">{t('ui.overview.protected-one')}</State>
        ) : (
          <State mood="warn">{t(newest || known ? 'ui.overview.not-protected' : 'ui.overview.protected-unknown')}</State>
        )}
      </div>
      {gaps.length > 0 && (
        <ul className="gaps">
          {gaps.map((gap) => (
            <li key={JSON.stringify(gap)}>{say(gap)}</li>
          ))}
        </ul>
      )}
      <Facts
        facts={[
          [
            t('ui.overview.last'),
            newest ? (
              <Link to={{ screen: 'snapshot', repo: newest.repo, snapshot: newest.reference }} key="last">
                {`${ago(newest.startedAt)}, ${bytes(newest.bytes)}`}
              </Link>
            ) : (
              none
            ),
          ],
          [t('ui.overview.last-test'), test === undefined ? none : ago(test)],
          ...(newest && moments.length > 1
            ? ([
                [
                  t('ui.overview.sizes'),
                  <Link to={{ screen: 'history', repo: newest.repo, stack: stack.id.name }} key="trend" className="link trend">
                    <Trend moments={moments} />
                  </Link>,
                ],
              ] as const)
            : []),
        ]}
      />
      <div className="actions">
        <Act to={{ screen: 'plan', request: { operation: 'backup', host: host.name, stack: name } }}>{t('ui.do.back-up')}</Act>
        {newest && (
          <>
            <Act to={{ screen: 'restore', search: stack.id.name }}>{t('ui.do.restore')}</Act>
            <Act
              to={{
                screen: 'plan',
                request: { operation: 'drill', host: host.name, repo: newest.repo, snapshot: newest.reference },
              }}
            >
              {t('ui.do.test')}
            </Act>
          </>
        )}
      </div>
    </article>
  );
}

/** Returns the ISO time at which a restore of any of them was tried last, or undefined when none was. */
const lastTest = (moments: readonly Saved[]): string | undefined =>
  moments
    .flatMap(({ proofs }) => proofs.filter(({ kind }) => kind !== 'verify').map(({ at }) => at))
    .sort()
    .at(-1);

const trendLength = 30;

function Trend({ moments }: { moments: readonly Saved[] }) {
  const { t, bytes, count } = useSurroundings().words;
  const sizes = moments
    .slice(0, trendLength)
    .map((moment) => moment.bytes)
    .reverse();
  return (
    <>
      <Spark values={sizes} />
      <span>
        {t('ui.overview.trend', { count: count(sizes.length), from: bytes(sizes[0] ?? 0), to: bytes(sizes.at(-1) ?? 0) })}
      </span>
    </>
  );
}

function Interrupted({ jobs }: { jobs: readonly JobSummary[] }) {
  const { t } = useSurroundings().words;
  const interrupted = jobs.filter(({ state }) => state === 'interrupted');
  const hosts = [...new Set(interrupted.map(({ host }) => host))];
  if (interrupted.length === 0) return null;
  return (
    <Notice level="bad">
      <p>{t('ui.overview.interrupted', { count: interrupted.length })}</p>
      <div className="actions">
        {hosts.map((host) => (
          <Act main key={host} to={{ screen: 'plan', request: { operation: 'recover', host } }}>
            {hosts.length === 1 ? t('ui.do.clean-up') : `${host}: ${t('ui.do.clean-up')}`}
          </Act>
        ))}
      </div>
    </Notice>
  );
}

function Storage({ repositories }: { repositories: readonly RepositorySnapshots[] }) {
  const { t, bytes, count } = useSurroundings().words;
  const now = useNow(60_000);
  return (
    <Section title={t('ui.overview.storage')} aside={<Link to={{ screen: 'places' }}>{t('ui.places')}</Link>}>
      <Table
        label={t('ui.overview.storage')}
        head={[t('ui.col.name'), t('ui.col.where'), t('ui.col.what'), t('ui.col.size')]}
        numbers={[3]}
        rows={repositories.map((each) => {
          const { name, location } = each.repository;
          const used = usedBy(each, now);
          return {
            key: name,
            cells: used
              ? [
                  name,
                  location,
                  `${t('ui.overview.snapshots', { count: count(used.count), one: used.count === 1 })}${used.grown > 0 ? `, ${t('ui.overview.grown', { size: `+${bytes(used.grown)}` })}` : ''}`,
                  bytes(used.bytes),
                ]
              : [name, location, t('ui.overview.unknown'), ''],
          };
        })}
      />
    </Section>
  );
}

/**
 * Renders how to back a stack up by itself, or nothing when there is no stack. Longshore has no clock of its own: it says so, and
 * what to do about it.
 */
function ByItself({ hosts }: { hosts: readonly HostStacks[] }) {
  const { t } = useSurroundings().words;
  const id = useId();
  const stacks = hosts.flatMap(({ host, stacks }) =>
    stacks.filter(({ services }) => services.length > 0).map((stack) => ({ stack: nameAmong(stacks, stack), host })),
  );
  const [chosen, setChosen] = useState(0);
  const [first] = stacks;
  const { stack, host } = stacks[chosen] ?? first ?? {};
  if (stack === undefined || !host) return null;
  const lines = schedules(stack, host.default ? undefined : host.name);
  return (
    <Section title={t('ui.overview.by-itself')}>
      <p>{t('ui.overview.by-itself-how')}</p>
      {stacks.length > 1 && (
        <div className="field">
          <label htmlFor={id}>{t('ui.overview.by-itself-which')}</label>
          <select id={id} value={chosen} onChange={({ target }) => setChosen(Number(target.value))}>
            {stacks.map((each, at) => (
              <option value={at} key={`${each.host.name} ${each.stack}`}>
                {each.stack} {t('ui.stack.on', { host: each.host.name })}
              </option>
            ))}
          </select>
        </div>
      )}
      <p className="line-name">{t('ui.overview.cron')}</p>
      <CopyLine line={lines.cron} />
      <p className="line-name">{t('ui.overview.systemd')}</p>
      <CopyLine line={lines.systemd} />
    </Section>
  );
}
