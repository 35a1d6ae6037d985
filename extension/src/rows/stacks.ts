import type { HostSummary, StackDetail, StackSummary } from '@longshore/shared/api/answers';
import type { Api } from '@longshore/shared/api/contract';
import { AppError } from '@longshore/shared/errors';
import { aboutAmount, product, productOf, whyNotRunning } from '@longshore/shared/render/product';
import { bestProof } from '@longshore/shared/render/proofs';
import type { Words } from '@longshore/shared/render/words';
import { nameAmong } from '@longshore/shared/model/stackId';
import { errorRow } from './errorRow.ts';
import { type Emptiness, type Row, type Rows, type StackAt, beside, noteRow } from './row.ts';

type Detail = StackDetail['services'][number];

/** Milliseconds for which what a database told of itself is good enough to be shown. */
const lifetime = 60_000;

/** What those who show the rows may want to know. */
export interface Noticed {
  /** Called after each look into databases: rows that are shown already can tell more, such as a version. */
  learnt(): void;
  /** Called when the user looks at the stacks of a host that is not the usual one. */
  looked(host: string): void;
}

/** Hosts, their stacks, the services with data in them, and what those hold. */
export class StackRows implements Rows {
  emptiness: Emptiness = 'none';
  readonly #api: () => Promise<Api>;
  readonly #words: Words;
  readonly #on: Noticed;
  #stacks = new Map<string, Promise<StackSummary[]>>();
  /** By the id of the stack's row. */
  readonly #details = new Map<string, { at: number; detail: Promise<StackDetail>; services: Detail[] }>();

  constructor(api: () => Promise<Api>, words: Words, on: Noticed) {
    this.#api = api;
    this.#words = words;
    this.#on = on;
  }

  forget(): void {
    this.#details.clear();
  }

  async roots(): Promise<Row[]> {
    const api = await this.#api();
    this.#stacks = new Map();
    const hosts = (await api.hosts({})).filter(({ default: usual, source }) => usual || source === 'configuration');
    const [only] = hosts;
    this.emptiness = hosts.length === 1 && only ? await this.#emptinessOf(only) : 'none';
    return this.emptiness === 'none' ? hosts.map((host) => this.#hostRow(host)) : [];
  }

  async children(row: Row): Promise<Row[]> {
    const { subject } = row;
    try {
      if (subject.is === 'host') {
        if (!subject.host.default) this.#on.looked(subject.host.name);
        return await this.#stackRows(subject.host.name);
      }
      if (subject.is === 'stack') return this.#serviceRows(row.id, subject);
      if (subject.is === 'service') return await this.#itemRows(row.id, subject);
    } catch (error) {
      return [errorRow(row.id, error, this.#words)];
    }
    return [];
  }

  async #emptinessOf({ name }: HostSummary): Promise<Emptiness> {
    try {
      return (await this.#stacksOf(name)).some(({ services }) => services.length > 0) ? 'none' : 'empty';
    } catch (error) {
      return AppError.is(error, 'host-unreachable') ? 'unreachable' : 'none';
    }
  }

  #stacksOf(host: string): Promise<StackSummary[]> {
    const known = this.#stacks.get(host);
    if (known) return known;
    const asked = this.#api().then((api) => api.stacks({ host }));
    this.#stacks.set(host, asked);
    return asked;
  }

  #hostRow(host: HostSummary): Row {
    return {
      id: host.name,
      label: host.name,
      ...beside(host.address, host.default && this.#words.t('row.default')),
      icon: 'server-environment',
      context: 'host',
      expands: host.default ? 'open' : 'closed',
      subject: { is: 'host', host },
    };
  }

  async #stackRows(host: string): Promise<Row[]> {
    const { t } = this.#words;
    const stacks = await this.#stacksOf(host);
    const saved = stacks.filter(({ services }) => services.length > 0);
    const others = stacks.filter(({ services }) => services.length === 0).map((stack) => nameAmong(stacks, stack));
    return [
      ...saved.map((stack) => this.#stackRow({ host, stack, name: nameAmong(stacks, stack) })),
      ...(saved.length === 0 ? [noteRow(`${host}/nothing`, t('status.nothing'))] : []),
      ...(others.length > 0 ? [noteRow(`${host}/others`, t('status.others', { stacks: others }), { icon: 'blank' })] : []),
    ];
  }

  #stackRow(at: StackAt): Row {
    const { t, say, ago, bytes, moment } = this.#words;
    const { id, hash, last, lastError, marked, environment } = at.stack;
    const proof = last && bestProof(last, this.#words);
    const saved = last
      ? t(last.complete ? 'row.saved' : 'row.saved-partly', { ago: ago(last.at) })
      : t(lastError ? 'row.saved-unknown' : 'row.never-saved');
    const mark = t(`environment.${environment}`);
    return {
      id: `${at.host}/${id.name}-${hash}`,
      label: at.name,
      ...beside(marked && mark, saved, proof?.text),
      tooltip: [
        id.workingDir,
        marked ? mark : t('status.unmarked', { environment: mark }),
        last ? `${last.reference}, ${moment(last.at)}, ${bytes(last.bytes)}` : saved,
        ...(lastError ? [say(lastError.message)] : []),
        ...(proof ? [proof.text] : []),
      ].filter((line) => line !== ''),
      icon: 'layers',
      ...(last?.complete && proof?.good ? { tint: 'good' } : { tint: 'warn' }),
      context: ['stack', last ? 'saved' : '', environment].filter((word) => word !== '').join(' '),
      expands: 'closed',
      subject: { is: 'stack', ...at },
    };
  }

  #serviceRows(stackRow: string, at: StackAt): Row[] {
    const { services, containers } = at.stack;
    return services.map((each): Row => {
      const { name: service, running, kind, containers: own } = each;
      const { t, bytes } = this.#words;
      const found = this.#details.get(stackRow)?.services.find(({ name }) => name === service);
      const detail = found && !('error' in found) ? found : undefined;
      const images = containers.filter(({ id }) => own.includes(id)).map(({ image }) => t('row.image', { image }));
      return {
        id: `${stackRow}/${service}`,
        label: service,
        ...beside(
          detail ? product(kind, detail.version) : productOf(kind),
          detail && bytes(detail.bytes),
          whyNotRunning(each, this.#words),
        ),
        tooltip: images,
        icon: 'database',
        ...(!running && { tint: 'warn' }),
        context: running ? 'service running' : 'service',
        ...(running && { expands: 'closed' }),
        subject: { is: 'service', host: at.host, name: at.name, stack: at.stack, service },
      };
    });
  }

  async #itemRows(id: string, { service, ...at }: StackAt & { service: string }): Promise<Row[]> {
    const { say, bytes } = this.#words;
    const { services } = await this.#detailOf(id.slice(0, -service.length - 1), at);
    const detail = services.find(({ name }) => name === service);
    if (!detail) return [];
    if ('error' in detail) {
      const said = say(detail.error.message);
      return [noteRow(`${id}/error`, said, { icon: 'error', tint: 'bad', tooltip: [said] })];
    }
    const warnings = [...(detail.ephemeral ? [detail.ephemeral] : []), ...detail.warnings].map((warning) => say(warning));
    return [
      ...detail.items.map(({ name: item, bytes: size, rows }): Row => ({
        id: `${id}/${item}`,
        label: item,
        ...beside(bytes(size), aboutAmount(detail.kind, rows, this.#words)),
        icon: 'table',
        context: 'item',
        subject: { is: 'item', host: at.host, name: at.name, stack: at.stack, service, item },
      })),
      ...warnings.map((warning, position) =>
        noteRow(`${id}/warning-${position}`, warning, { icon: 'warning', tint: 'warn', tooltip: [warning] }),
      ),
    ];
  }

  async #detailOf(stackRow: string, { host, name }: StackAt): Promise<StackDetail> {
    const known = this.#details.get(stackRow);
    if (known && Date.now() - known.at < lifetime) return known.detail;
    const detail = this.#api().then((api) => api.stack({ host, stack: name }));
    const entry = { at: Date.now(), detail, services: known?.services ?? [] };
    this.#details.set(stackRow, entry);
    try {
      entry.services = (await detail).services;
    } catch (error) {
      // A later question may have its answer by now.
      if (this.#details.get(stackRow) === entry) this.#details.delete(stackRow);
      throw error;
    }
    this.#on.learnt();
    return detail;
  }
}
