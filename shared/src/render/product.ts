import type { StackSummary } from '../api/answers.ts';
import { kinds } from '../model/kinds.ts';
import type { ServiceKind } from '../model/service.ts';
import type { Words } from './words.ts';

/** Returns the names of a kind's products: `PostgreSQL`, `Valkey/Redis`. */
export const productOf = (kind: ServiceKind): string => kinds[kind].products.join('/');

/**
 * Returns what a service is, with its version: `PostgreSQL 17.2`. A server that speaks the protocol of another names itself: `Redis
 * 7.0.15`.
 */
export const product = (kind: ServiceKind, version: string): string =>
  /^[A-Z]/i.test(version) ? version : `${productOf(kind)} ${version}`;

/**
 * Returns how much services of these kinds hold: `1,204,311 rows`, `1 key`, or `12 things` for several kinds that count other
 * things and for none.
 */
export function amountOf(of: readonly ServiceKind[], value: number, { t, count }: Words): string {
  const [word = 'things', another] = new Set(of.map((kind) => kinds[kind].counted));
  return t(`counted.${another === undefined ? word : 'things'}`, { amount: count(value), one: value === 1 });
}

/**
 * Returns about how much an item of a service of this kind holds: `about 1,204 rows`. Empty where that is not known, and for 0: a
 * database that was never analysed says 0 of every table.
 */
export const aboutAmount = (kind: ServiceKind, rows: number | undefined, words: Words): string =>
  rows ? words.t('status.rows', { rows: amountOf([kind], rows, words) }) : '';

/**
 * Returns why a service cannot be used, in words to put behind its name: not every container of it runs, or only the configuration
 * names it. Empty when it can be.
 */
export function whyNotRunning({ running, containers }: StackSummary['services'][number], { t }: Words): string {
  if (running) return '';
  return t(containers.length > 0 ? 'status.not-running' : 'status.absent');
}
