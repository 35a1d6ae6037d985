import type { RepositorySummary, SnapshotDetail } from '@longshore/shared/api/answers';
import type { Api } from '@longshore/shared/api/contract';
import type { SnapshotSummary } from '@longshore/shared/model/manifest';
import { product } from '@longshore/shared/render/product';
import { standingOf } from '@longshore/shared/model/standing';
import { stackKey } from '@longshore/shared/model/stackId';
import { bestProof } from '@longshore/shared/render/proofs';
import { rowsOf } from '@longshore/shared/render/snapshots';
import type { Words } from '@longshore/shared/render/words';
import { errorRow } from './errorRow.ts';
import { type Emptiness, type Row, type Rows, beside, noteRow } from './row.ts';

/** Snapshots of a stack that are shown before the user asks for more. */
const pageSize = 50;

/** Repositories, the stacks that are saved in them, their snapshots, and what is in those. */
export class SnapshotRows implements Rows {
  emptiness: Emptiness = 'none';
  readonly #api: () => Promise<Api>;
  readonly #words: Words;
  #listed = new Map<string, Promise<{ snapshots: SnapshotSummary[]; warnings: string[] }>>();
  readonly #shown = new Map<string, number>();

  constructor(api: () => Promise<Api>, words: Words) {
    this.#api = api;
    this.#words = words;
  }

  forget(): void {
    this.#shown.clear();
  }

  /** Has the next refresh show 200 more snapshots of a stack. */
  showMore({ repo, key }: { repo: string; key: string }): void {
    this.#shown.set(`${repo}/${key}`, this.#shownOf(repo, key) + pageSize * 4);
  }

  async roots(): Promise<Row[]> {
    const api = await this.#api();
    this.#listed = new Map();
    const repositories = await api.repositories({});
    const [only] = repositories;
    this.emptiness = repositories.length === 1 && only && (await this.#isEmpty(only.name)) ? 'empty' : 'none';
    return this.emptiness === 'none' ? repositories.map((repository) => this.#repositoryRow(repository)) : [];
  }

  async children(row: Row): Promise<Row[]> {
    const { subject } = row;
    try {
      if (subject.is === 'repository') return await this.#stackRows(subject.repo);
      if (subject.is === 'saved-stack') return this.#snapshotRows(subject.repo, subject.key, subject.snapshots);
      if (subject.is === 'snapshot') return this.#serviceRows(subject.repo, subject.snapshot);
      if (subject.is === 'saved-service') return await this.#itemRows(row.id, subject);
    } catch (error) {
      return [errorRow(row.id, error, this.#words)];
    }
    return [];
  }

  async #isEmpty(repo: string): Promise<boolean> {
    try {
      const { snapshots, warnings } = await this.#list(repo);
      return snapshots.length === 0 && warnings.length === 0;
    } catch {
      return false;
    }
  }

  #list(repo: string): Promise<{ snapshots: SnapshotSummary[]; warnings: string[] }> {
    const known = this.#listed.get(repo);
    if (known) return known;
    const listed = this.#readAll(repo);
    this.#listed.set(repo, listed);
    return listed;
  }

  async #readAll(repo: string): Promise<{ snapshots: SnapshotSummary[]; warnings: string[] }> {
    const api = await this.#api();
    const snapshots: SnapshotSummary[] = [];
    const warnings: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await api.snapshots({ repo, limit: 1000, ...(cursor !== undefined && { cursor }) });
      snapshots.push(...page.items);
      warnings.push(...page.warnings.map((warning) => this.#words.say(warning)));
      cursor = page.next;
    } while (cursor !== undefined);
    return { snapshots, warnings };
  }

  #repositoryRow({ name, location, default: usual }: RepositorySummary): Row {
    return {
      id: name,
      label: name,
      ...beside(location, usual && this.#words.t('row.default')),
      tooltip: [location],
      icon: 'archive',
      context: 'repository',
      expands: usual ? 'open' : 'closed',
      subject: { is: 'repository', repo: name },
    };
  }

  async #stackRows(repo: string): Promise<Row[]> {
    const { t, count, ago } = this.#words;
    const { snapshots, warnings } = await this.#list(repo);
    const stacks = [...Map.groupBy(snapshots, ({ stack }) => stackKey(stack))];
    return [
      ...warnings.map((warning, at) =>
        noteRow(`${repo}/warning-${at}`, warning, { icon: 'warning', tint: 'warn', tooltip: [warning] }),
      ),
      ...(snapshots.length === 0 && warnings.length === 0 ? [noteRow(`${repo}/none`, t('tell.no-snapshot'))] : []),
      ...stacks
        .toSorted(([, [a]], [, [b]]) => (a?.stack.name ?? '').localeCompare(b?.stack.name ?? ''))
        .map(([key, own]): Row => {
          const [newest] = own;
          return {
            id: `${repo}/${key}`,
            label: newest?.stack.name ?? '',
            ...beside(
              t('row.snapshots', { count: count(own.length), one: own.length === 1 }),
              newest && t('row.newest', { ago: ago(newest.startedAt) }),
            ),
            tooltip: [newest?.stack.workingDir ?? ''].filter((line) => line !== ''),
            icon: 'layers',
            context: 'saved-stack',
            expands: stacks.length === 1 ? 'open' : 'closed',
            subject: { is: 'saved-stack', repo, key, snapshots: own },
          };
        }),
    ];
  }

  #shownOf = (repo: string, key: string): number => this.#shown.get(`${repo}/${key}`) ?? pageSize;

  #snapshotRows(repo: string, key: string, snapshots: SnapshotSummary[]): Row[] {
    const shown = snapshots.slice(0, this.#shownOf(repo, key));
    const left = snapshots.length - shown.length;
    return [
      ...shown.map((snapshot) => this.#snapshotRow(repo, snapshot)),
      ...(left > 0
        ? [
            {
              id: `${repo}/${key}/more`,
              label: this.#words.t('row.more', { count: this.#words.count(left) }),
              icon: 'ellipsis',
              context: 'more',
              click: 'longshore.showMore',
              subject: { is: 'more', repo, key },
            } satisfies Row,
          ]
        : []),
    ];
  }

  #snapshotRow(repo: string, snapshot: SnapshotSummary): Row {
    const { t, ago, bytes, moment } = this.#words;
    const { reference, startedAt, complete, missing, pinned, environment } = snapshot;
    const proof = bestProof(standingOf(snapshot), this.#words);
    return {
      id: `${repo}/${reference}`,
      label: moment(startedAt),
      ...beside(
        bytes(snapshot.bytes),
        ago(startedAt),
        !complete && t('snapshots.partial'),
        pinned && t('snapshots.pinned'),
        proof.text,
      ),
      tooltip: [
        reference,
        ...(complete ? [] : [t('row.lacks', { services: missing })]),
        proof.text,
        ...(environment === 'production' ? [t('fact.production-data')] : []),
      ],
      icon: pinned ? 'pinned' : complete ? 'package' : 'warning',
      tint: complete && proof.good ? 'good' : 'warn',
      context: pinned ? 'snapshot pinned' : 'snapshot loose',
      expands: 'closed',
      subject: { is: 'snapshot', repo, snapshot },
    };
  }

  #serviceRows(repo: string, snapshot: SnapshotSummary): Row[] {
    return snapshot.services.map((service): Row => ({
      id: `${repo}/${snapshot.reference}/${service.name}`,
      label: service.name,
      ...beside(product(service.kind, service.version)),
      icon: 'database',
      context: 'saved-service',
      expands: 'closed',
      subject: { is: 'saved-service', repo, snapshot, service: service.name },
    }));
  }

  async #itemRows(id: string, subject: Extract<Row['subject'], { is: 'saved-service' }>): Promise<Row[]> {
    const { repo, snapshot, service } = subject;
    const api = await this.#api();
    const detail: SnapshotDetail = await api.snapshot({ repo, snapshot: snapshot.reference });
    const found = detail.manifest.services.find(({ name }) => name === service);
    const entries = detail.inventory[service]?.entries ?? [];
    return (found?.items ?? []).map((item): Row => ({
      id: `${id}/${item}`,
      label: item,
      ...beside(found && rowsOf(found.kind, entries, item, this.#words)),
      icon: 'table',
      context: 'saved-item',
      subject: { ...subject, is: 'saved-item', item },
    }));
  }
}
