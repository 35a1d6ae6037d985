import { describe, expect, it, test } from 'vitest';
import { type Standing, gradeOf, lossOf, telling } from './standing.ts';

type Proof = Standing['proofs'][number];
const at = (day: number): string => `2026-02-${String(day).padStart(2, '0')}T03:00:00.000Z`;
const proof = (kind: Proof['kind'], ok = true, day = 17, services = ['db', 'cache']): Proof => ({
  kind,
  ok,
  at: at(day),
  services,
});
const failed = (day: number, app?: string[]): Proof => ({
  ...proof('drill', false, day, []),
  failed: 'db',
  ...(app && { items: { db: app } }),
});
const part = (day: number, app: string[]): Proof => ({ ...proof('restore', true, day, []), items: { db: app } });
const partial = (day: number): Proof => ({ ...proof('drill', true, day), items: { db: ['app'] }, partial: true });
const standing = (proofs: Proof[] = [], more: Partial<Standing> = {}): Standing => ({
  complete: true,
  services: ['db', 'cache'],
  missing: [],
  proofs,
  ...more,
});
const ofDb = { complete: false, services: ['db'], missing: ['cache'] };

describe('how good a snapshot is', () => {
  it.each<[string, Standing, grade: string, ofDb: string, ofCache: string]>([
    ['nothing is known', standing(), 'unproven', 'unproven', 'unproven'],
    ['it was read', standing([proof('verify')]), 'read', 'read', 'read'],
    ['its restore was tested', standing([proof('verify'), proof('drill')]), 'tested', 'tested', 'tested'],
    ['it was restored', standing([proof('restore')]), 'tested', 'tested', 'tested'],
    ['nobody counted after its restore', standing([{ ...proof('drill'), notCompared: ['table.rows'] }]), 'read', 'read', 'read'],
    ['its views were not compared', standing([{ ...proof('drill'), notCompared: ['view'] }]), 'tested', 'tested', 'tested'],
    ['half of it was tested', standing([proof('drill', true, 17, ['db'])]), 'unproven', 'tested', 'unproven'],
    [
      'it was read, and half of it tested',
      standing([proof('verify'), proof('drill', true, 18, ['db'])]),
      'read',
      'tested',
      'read',
    ],
    ['the last test failed', standing([proof('restore'), proof('drill', false, 18, ['db'])]), 'bad', 'bad', 'bad'],
    ['one service failed', standing([proof('restore'), failed(18)]), 'bad', 'bad', 'tested'],
    [
      'another one worked later',
      standing([proof('restore'), failed(18), proof('drill', true, 19, ['cache'])]),
      'bad',
      'bad',
      'tested',
    ],
    ['it failed in a part', standing([proof('restore'), failed(18, ['app'])]), 'bad', 'bad', 'tested'],
    ['another part worked later', standing([proof('restore'), failed(18, ['app']), part(19, ['fine'])]), 'bad', 'bad', 'tested'],
    [
      'the same part worked later',
      standing([proof('restore'), failed(18, ['app']), part(19, ['app'])]),
      'tested',
      'tested',
      'tested',
    ],
    [
      'all of it failed, and a part worked later',
      standing([proof('restore'), failed(18), part(19, ['app'])]),
      'bad',
      'bad',
      'tested',
    ],
    ['only a part was ever restored', standing([part(19, ['app'])]), 'unproven', 'unproven', 'unproven'],
    ['something was left out on purpose', standing([partial(18)]), 'unproven', 'unproven', 'unproven'],
    ['it worked without what had failed', standing([failed(18, ['app']), partial(19)]), 'bad', 'bad', 'unproven'],
    ['it was tested, and then without something', standing([proof('drill'), partial(19)]), 'tested', 'tested', 'tested'],
    ['it failed without something', standing([proof('drill'), { ...partial(19), ok: false }]), 'bad', 'bad', 'bad'],
    ['a later restore did not fail', standing([proof('drill', false), proof('restore', true, 18)]), 'tested', 'tested', 'tested'],
    ['it was found damaged', standing([proof('drill'), proof('verify', false)]), 'bad', 'bad', 'bad'],
    ['it was restored after that', standing([proof('drill', true, 18), proof('verify', false)]), 'tested', 'tested', 'tested'],
    [
      'a failed test is not made good by reading',
      standing([proof('drill', false), proof('verify', true, 18)]),
      'bad',
      'bad',
      'bad',
    ],
    ['one service was asked for', standing([proof('drill', true, 17, ['db'])], ofDb), 'bad', 'tested', 'bad'],
    ['one item is missing', standing([proof('drill')], { complete: false, missing: ['db/app'] }), 'bad', 'bad', 'tested'],
    [
      'a service is called like the beginning of another',
      standing([], { missing: ['db2/app'] }),
      'unproven',
      'unproven',
      'unproven',
    ],
  ])('%s', (_, of, grade, db, cache) => {
    expect([gradeOf(of), gradeOf(of, 'db'), gradeOf(of, 'cache')]).toEqual([grade, db, cache]);
  });
});

test('the older records that tell nothing are left out, of each kind', () => {
  const proofs = [part(22, ['app']), failed(21), proof('verify', true, 20), proof('drill', true, 19), proof('drill', false, 18)];
  expect(telling(proofs, ['db', 'cache'])).toEqual([proofs[0], proofs[1], proofs[2], proofs[3]]);
  expect(telling([partial(22), proof('drill', false, 21), proof('drill')], ['db'])).toHaveLength(2);
});

describe('what a stack loses', () => {
  const tested = standing([proof('drill')]);
  const loss = (going: Standing[], stay: Standing[]): unknown => lossOf([...going, ...stay], stay);

  it.each<[string, Standing[], Standing[], unknown]>([
    ['nothing while as good a one stays', [tested], [tested, standing()], undefined],
    ['its last tested one', [tested], [standing()], { grade: 'tested' }],
    ['nothing with those that are worse', [standing(), standing([], ofDb)], [tested], undefined],
    ['its last whole one', [standing()], [standing([], ofDb)], { grade: 'unproven' }],
    ['its last that was read', [standing([proof('verify')])], [standing()], { grade: 'read' }],
    [
      'the last tested one of a service',
      [standing([proof('drill', true, 17, ['db'])], ofDb)],
      [standing()],
      { service: 'db', grade: 'tested' },
    ],
    ['nothing but a snapshot with one that was partly tested', [standing([partial(18)])], [standing()], undefined],
    ['nothing that was found damaged', [standing([proof('verify', false)])], [], undefined],
  ])('%s', (_, going, stay, expected) => expect(loss(going, stay)).toEqual(expected));
});
