import { describe, expect, test } from 'vitest';
import { snapshot, stack } from '../../../test/support/answers.ts';
import type { ProofSummary } from '../../src/model/manifest.ts';
import { stackKey } from '../../src/model/stackId.ts';
import {
  type Saved,
  isTested,
  linesOf,
  momentsOf,
  nameOf,
  offersOf,
  onDay,
  requestOf,
  search,
  suggested,
  targetsOf,
} from './choices.ts';

const proof = (kind: ProofSummary['kind'], at: string, ok = true): ProofSummary => ({
  kind,
  at,
  ok,
  rows: 1,
  seconds: 1,
  services: ['db'],
});
const at = (startedAt: string, more: Partial<Saved> = {}): Saved => ({
  ...snapshot,
  repo: 'local',
  reference: `shop/${startedAt}`,
  startedAt,
  ...more,
});
const services: Saved['services'] = [
  { name: 'db', kind: 'postgres', version: '17.5' },
  { name: 'cache', kind: 'valkey', version: 'Valkey 8.1' },
];
const monday = at('2026-05-04T10:00:00.000Z', { services });
const sunday = at('2026-05-03T10:00:00.000Z', { proofs: [proof('drill', '2026-05-03T11:00:00.000Z')] });
const saturday = at('2026-05-02T10:00:00.000Z', { proofs: [proof('drill', '2026-05-02T11:00:00.000Z')] });
const saved = [sunday, monday, saturday];
const items = { [stackKey(snapshot.stack)]: { db: ['app', 'my-app db'], cache: ['0'] } };

describe('what can be had back', () => {
  test('is the whole stack, each service, each of its databases, told by the newest that holds it', () => {
    const offers = offersOf(saved, items);
    expect(offers.map(({ wanted }) => nameOf(wanted))).toEqual([
      'shop',
      'shop / db',
      'shop / db / app',
      'shop / db / my-app db',
      'shop / cache',
    ]);
    expect(offers.every(({ newest }) => newest === monday)).toBe(true);
  });

  test('a service that is no longer saved can still be had, from when it was', () => {
    const offers = offersOf([{ ...monday, services: services.slice(1) }, sunday], {});
    expect(offers.find(({ wanted }) => wanted.service === 'db')?.newest).toBe(sunday);
  });

  test('is found by every word of its name', () => {
    const offers = offersOf(saved, items);
    expect(search(offers, 'app SHOP').map(({ wanted }) => wanted.item)).toEqual(['app', 'my-app db']);
    expect(search(offers, 'shop/cache').map(({ wanted }) => wanted.service)).toEqual(['cache']);
    expect(search(offers, '')).toHaveLength(5);
    expect(search(offers, 'nothing')).toEqual([]);
  });
});

describe('from when', () => {
  test('the newest that was tested is suggested, before newer ones that were not', () => {
    expect(suggested(momentsOf(saved, { stack: snapshot.stack }))).toBe(sunday);
  });

  test('one whose later test failed, or that was found damaged since, is not', () => {
    const tested = (...proofs: ProofSummary[]): boolean => isTested(at('1', { proofs }));
    expect(tested(proof('drill', '1'), proof('drill', '2', false))).toBe(false);
    expect(tested(proof('drill', '1'), proof('verify', '2', false))).toBe(false);
    expect(tested(proof('verify', '1'))).toBe(false);
    expect(tested(proof('drill', '1', false), proof('restore', '2'))).toBe(true);
  });

  test('of one service it is the newest that holds all of it and was tested for it', () => {
    const scoped = at('3', { complete: false, missing: ['cache'], proofs: [proof('drill', '4')] });
    const half = at('5', { complete: false, missing: ['db/other'], proofs: [proof('drill', '6')] });
    const untested = at('4', { services, proofs: [{ ...proof('drill', '5'), services: ['cache'] }] });
    expect(suggested([half, untested, scoped, sunday], 'db')).toBe(scoped);
    expect(suggested([half, untested, scoped, sunday])).toBe(sunday);
    expect(suggested([half, untested], 'db')).toBe(untested);
  });

  test('without a tested one it is the newest that is whole', () => {
    expect(suggested([at('3', { complete: false }), at('2'), at('1')])?.startedAt).toBe('2');
    expect(suggested([])).toBeUndefined();
  });

  test('only what holds it is offered, newest first', () => {
    expect(momentsOf(saved, { stack: snapshot.stack, service: 'cache' })).toEqual([monday]);
    const without = at('2026-05-05T10:00:00.000Z', { missing: ['db/app'] });
    expect(momentsOf([...saved, without], { stack: snapshot.stack, service: 'db', item: 'app' })).toEqual([
      monday,
      sunday,
      saturday,
    ]);
    expect(momentsOf(saved, { stack: { ...snapshot.stack, engine: 'E2' } })).toEqual([]);
  });

  test('each day has one head, and a day without any leads to the one before it', () => {
    const moments = momentsOf([...saved, at('2026-05-04T08:00:00.000Z')], { stack: snapshot.stack });
    expect(linesOf(moments).map((line) => ('day' in line ? 'day' : 'moment'))).toEqual([
      'day',
      'moment',
      'moment',
      'day',
      'moment',
      'day',
      'moment',
    ]);
    expect(onDay(moments, '2026-05-09')).toBe(monday);
    expect(onDay(moments, '2026-05-01')).toBeUndefined();
  });
});

describe('to where', () => {
  const other = { ...stack, id: { ...stack.id, name: 'other', project: 'other' }, hash: 'ffffff' };
  const cacheOnly = { ...other, services: [{ name: 'cache', kind: 'valkey' as const, containers: ['c'], running: true }] };

  test('is the same place first, then every stack that can take it', () => {
    const found = [
      { host: 'lab', stack: other },
      { host: 'local', stack },
    ];
    expect(targetsOf(found, sunday, { stack: snapshot.stack })).toEqual([
      { host: 'local', stack: 'shop', same: true },
      { host: 'lab', stack: 'other', same: false },
    ]);
  });

  test('leaves out what has no such service, and tells two of the same name apart', () => {
    const twin = { ...stack, id: { ...stack.id, workingDir: '/elsewhere' }, hash: 'dddddd' };
    const found = [cacheOnly, stack, twin].map((each) => ({ host: 'local', stack: each }));
    expect(targetsOf(found, sunday, { stack: snapshot.stack, service: 'db' }).map((target) => target.stack)).toEqual([
      'shop-abc123',
      'shop-dddddd',
    ]);
  });

  test('becomes the request that the engine plans', () => {
    const same = { host: 'local', stack: 'shop', same: true };
    const base = { operation: 'restore', repo: 'local', snapshot: sunday.reference, host: 'local' };
    expect(requestOf(sunday, { stack: snapshot.stack }, same)).toEqual(base);
    expect(requestOf(sunday, { stack: snapshot.stack, service: 'db' }, { ...same, stack: 'dev', same: false })).toEqual({
      ...base,
      to: 'dev',
      services: ['db'],
    });
    expect(requestOf(sunday, { stack: snapshot.stack, service: 'db', item: 'app' }, same, 'app_old')).toEqual({
      ...base,
      items: ['db/app'],
      as: 'app_old',
    });
  });
});
