import type { ServiceKind } from '../model/service.ts';
import type { Words } from './words.ts';

/** What a service is, with its version. A server that speaks the protocol of another names itself: `Redis 7.0.15`. */
export const product = (kind: ServiceKind, version: string, { t }: Words): string =>
  /^[A-Z]/i.test(version) ? version : `${t(`kind.${kind}`)} ${version}`;

/** How much of what it holds: `1,204,311 rows`, `1 key`. */
export const amountOf = (kind: ServiceKind, value: number, { t, count }: Words): string =>
  t(`rows.${kind}`, { amount: count(value), one: value === 1 });
