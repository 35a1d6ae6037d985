import { describe, expect, test } from 'vitest';
import { snapshot, stack } from '../../../test/support/answers.ts';
import type { FoundStack } from '../stacks.ts';
import { type Source, devComparison, devRequest, devTarget, remember, sourcesFor } from './dev.ts';

const at = (name: string, workingDir: string, environment?: 'production' | 'dev'): FoundStack => ({
  host: 'local',
  name,
  usual: true,
  stack: {
    ...stack,
    hash: name,
    id: { ...stack.id, name, project: name, workingDir },
    environment: environment ?? 'production',
    marked: environment !== undefined,
  },
});
const shop = at('shop', '/srv/shop', 'production');
const dev = at('dev', '/home/anna/shop', 'dev');
const other = at('other', '/home/anna/other', 'dev');

describe('the target', () => {
  test('is the dev stack of the open folder, or the only one that there is', () => {
    expect(devTarget([shop, dev, other], ['/home/anna/shop'])).toEqual({ target: dev });
    expect(devTarget([shop, dev, other], ['/home/anna'])).toEqual({ among: [dev, other] });
    expect(devTarget([shop, dev], [])).toEqual({ target: dev });
  });

  test('is asked for when several are marked, and is never one that is not', () => {
    expect(devTarget([shop, dev, other], [])).toEqual({ among: [dev, other] });
    expect(devTarget([shop], [])).toEqual({ among: [] });
    expect(devTarget([shop], ['/srv/shop'])).toEqual({ among: [] });
  });

  test('is the one that the workspace names, and still has to be marked', () => {
    expect(devTarget([shop, dev, other], ['/home/anna/shop'], { stack: 'other' })).toEqual({ target: other });
    expect(devTarget([shop, dev], [], { stack: 'shop' })).toEqual({ among: [dev] });
    expect(devTarget([shop, dev], [], { stack: 'gone' })).toEqual({ among: [dev] });
  });

  test('of the open folder has to be marked first, when nobody has said what it is', () => {
    const unmarked = at('new', '/home/anna/new');
    expect(devTarget([shop, dev, unmarked], ['/home/anna/new'])).toEqual({ unmarked });
    expect(devTarget([shop, dev], ['/srv/shop'])).toEqual({ among: [dev] });
    // Not a folder inside of it, though its name begins so.
    expect(devTarget([shop, unmarked], ['/home/anna/ne'])).toEqual({ among: [] });
  });
});

describe('the source', () => {
  const saved = { repo: 'local', snapshot };
  const newer = { repo: 'local', snapshot: { ...snapshot, reference: 'shop/2026-05-04_12-02-00Z' } };

  test('is any complete snapshot or other stack with data of a kind that fits', () => {
    const strange = { ...saved, snapshot: { ...snapshot, services: [{ name: 'q', kind: 'nats' as never, version: '2' }] } };
    const partial = { ...saved, snapshot: { ...snapshot, complete: false } };
    const { sources, last } = sourcesFor(dev, [saved, strange, partial], [shop, dev], undefined);
    expect(sources).toEqual([saved, { live: shop }]);
    expect(last).toBeUndefined();
  });

  test('as last time is the newest snapshot of the same stack, or the same stack', () => {
    expect(sourcesFor(dev, [newer, saved], [shop], remember(saved)).last).toEqual(newer);
    expect(sourcesFor(dev, [newer], [shop, other], remember({ live: other })).last).toEqual({ live: other });
    expect(sourcesFor(dev, [newer], [shop], remember({ live: other })).last).toBeUndefined();
    const twin = { ...newer, snapshot: { ...newer.snapshot, stack: { ...snapshot.stack, workingDir: '/srv/old' } } };
    expect(sourcesFor(dev, [twin, saved], [], remember(saved)).last).toEqual(saved);
  });

  test('is never the target itself, under whatever name of its host', () => {
    expect(sourcesFor(dev, [], [dev, { ...dev, host: 'also-local' }, shop], undefined).sources).toEqual([{ live: shop }]);
  });

  test('is what the workspace wishes, when it does', () => {
    expect(sourcesFor(dev, [saved], [shop, other], undefined, { source: { stack: 'other' } }).sources).toEqual([{ live: other }]);
    expect(sourcesFor(dev, [saved], [shop, other], undefined, { source: { environment: 'dev' } }).sources).toEqual([
      { live: other },
    ]);
    const wish = { items: [{ service: 'db', item: 'app' }], as: 'app_dev' };
    expect(devRequest(dev, saved, wish)).toMatchObject({ items: ['db/app'], as: 'app_dev' });
    expect(devRequest(dev, { live: shop }, wish)).toMatchObject({ what: wish.items, as: 'app_dev' });
  });

  test('leads to a restore or a copy, compared with what the target holds before', () => {
    const live: Source = { live: shop };
    expect(devRequest(dev, saved)).toEqual({
      operation: 'restore',
      repo: 'local',
      host: 'local',
      snapshot: snapshot.reference,
      to: 'dev',
    });
    expect(devRequest(dev, live)).toEqual({ operation: 'copy', host: 'local', from: 'shop', toHost: 'local', to: 'dev' });
    expect(devComparison(dev, live)).toEqual({ host: 'local', a: 'live:dev', toHost: 'local', b: 'live:shop' });
  });
});
