import { describe, expect, it } from 'vitest';
import { type Standing, gradeOf, lossOf } from './standing.ts';

type Proof = Standing['proofs'][number];
const at = (day: number): string => `2026-02-${String(day).padStart(2, '0')}T03:00:00.000Z`;
const proof = (kind: Proof['kind'], ok = true, day = 17, services = ['db', 'cache']): Proof => ({
  kind,
  ok,
  at: at(day),
  services,
});
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
    ['nothing that was found damaged', [standing([proof('verify', false)])], [], undefined],
  ])('%s', (_, going, stay, expected) => expect(loss(going, stay)).toEqual(expected));
});
