import { describe, expect, it } from 'vitest';
import { manifest } from '../../../test/support/answers.ts';
import { errorOf } from '../../../test/support/failure.ts';
import { DeleteRequest, type Plan } from '../model/plan.ts';
import { render } from '../text/catalogue.ts';
import { type DoomedFacts, type ReferredStanding as Standing, planDelete } from './delete.ts';
import type { PlanSeed } from './facts.ts';

const seed: PlanSeed = {
  id: 'p',
  now: new Date('2026-02-17T02:00:00Z'),
  host: 'local',
  repo: 'local',
  hash: (parts) => JSON.stringify(parts),
};
type Proof = Standing['proofs'][number];
const proof = (kind: Proof['kind'], ok = true, at = '2026-02-17T03:00:00.000Z', services = ['db']): Proof => ({
  kind,
  ok,
  at,
  services,
});
const tested = [proof('drill')];
const standing = (reference: string, proofs: Proof[] = [], complete = true): Standing => ({
  reference,
  complete,
  services: ['db'],
  missing: complete ? [] : ['db/left-out'],
  proofs,
});
const doomed = (reference: string, parts: Partial<DoomedFacts> = {}): DoomedFacts => ({
  reference,
  manifest: { ...manifest, environment: 'dev' },
  hash: `hash of ${reference}`,
  bytes: { db: 1_200_000_000 },
  pinned: false,
  rows: 1234,
  ...parts,
});
const plan = (going: DoomedFacts[], all: Standing[], options: { force?: boolean; repo?: string } = {}): Plan => {
  const snapshots = going.map(({ reference }) => reference);
  const request = DeleteRequest.parse({ operation: 'delete', snapshots, ...options });
  return planDelete(request, going, [{ name: 'shop', snapshots: all }], seed);
};
const refused = (make: () => Plan): Promise<{ key: string; params: object }> => errorOf(Promise.resolve().then(make));

describe('planDelete', () => {
  const two = [standing('shop/b', tested), standing('shop/a', tested)];

  it('says what is lost, what is left, and that nothing brings it back', () => {
    const made = plan([doomed('shop/a')], two, { repo: 'nas' });
    const said = made.facts.map((fact) => render(fact, 'en'));
    expect(said[0]).toMatch(/^Lost: shop\/a, 3 May 2026, \d\d:02, 1\.2 GB, its restore was tested, 1,234 rows and keys\.$/);
    expect(said.slice(1)).toEqual([
      'shop then has 1 left, the newest shop/b.',
      'This cannot be undone. Live data is not touched.',
    ]);
    expect(made.steps).toEqual([{ do: 'delete', snapshots: [{ reference: 'shop/a', hash: 'hash of shop/a' }] }]);
    expect(made.confirm).toEqual({ level: 'click' });
    expect(made.command).toEqual(['longshore', 'delete', 'shop/a', '--repo', 'nas']);
  });

  it('says the bytes that are stored, as lists and the result do', () => {
    const artifacts = manifest.artifacts.map((artifact) => ({ ...artifact, bytes: 300_000_000 }));
    const [fact] = plan([doomed('shop/a', { manifest: { ...manifest, artifacts } })], two).facts;
    expect(fact && render(fact, 'en')).toContain(', 300 MB,');
  });

  it('says so when nobody counted', () => {
    const [fact] = plan([doomed('shop/a', { rows: undefined })], two).facts;
    expect(fact && render(fact, 'de')).toContain('Zeilen nicht gezählt');
  });

  it('of production wants the name of the stack typed', () => {
    const production = doomed('shop/a', { manifest });
    expect(plan([production], two).confirm).toEqual({ level: 'type', text: 'shop' });
  });

  it('refuses pinned ones, by force too, and names them', async () => {
    const make = (): Plan => plan([doomed('shop/a', { pinned: true }), doomed('shop/b')], two, { force: true });
    expect(await refused(make)).toMatchObject({
      key: 'conflict.pinned',
      params: { snapshots: ['shop/a'] },
      hint: { key: 'hint.unpin' },
    });
  });

  it('refuses the last good one, unless forced: then its name has to be typed', async () => {
    const both = [doomed('shop/a'), doomed('shop/b')];
    expect(await refused(() => plan(both, two))).toMatchObject({
      key: 'conflict.last-good',
      params: { stack: 'shop', grade: 'tested' },
      hint: { key: 'hint.delete-last' },
    });
    const forced = plan(both, two, { force: true });
    expect(forced.confirm).toEqual({ level: 'type', text: 'shop' });
    expect(forced.warnings).toMatchObject([{ key: 'warning.last-good', params: { stack: 'shop' } }]);
    expect(forced.facts).toContainEqual({ key: 'fact.left', params: { stack: 'shop', left: 0, newest: '' } });
    expect(forced.command).toContain('--force');
  });

  it('no longer holds when the others have gone since', () => {
    const before = plan([doomed('shop/a')], two, { force: true });
    const after = plan([doomed('shop/a')], two.slice(1), { force: true });
    expect(after.basis).not.toBe(before.basis);
  });
});
