import { describe, expect, test } from 'vitest';
import { snapshot, stack } from '../../../test/support/answers.ts';
import type { FoundStack } from '../stacks.ts';
import { type Choices, type Known, before, knownOf, nextQuestion, questions, requestOf } from './choices.ts';

const parts: Known['parts'] = [
  { service: 'db', kind: 'postgres', item: 'app' },
  { service: 'db', kind: 'postgres', item: 'my-app db' },
  { service: 'cache', kind: 'valkey', item: '0' },
];
const here = { name: 'shop', same: true };
const dev = { host: 'lab', name: 'dev', same: false };
const known: Known = { parts, targets: [here, dev] };
const chosen: Choices = { snapshot: { repo: 'local', summary: snapshot } };

describe('what is asked', () => {
  test('the snapshot first, then what there is more than one of', () => {
    expect(nextQuestion({}, { parts: [], targets: [] })).toBe('snapshot');
    expect(questions(chosen, known)).toEqual(['snapshot', 'what', 'where', 'how']);
    expect(questions(chosen, { parts: parts.slice(0, 1), targets: [here] })).toEqual(['snapshot', 'name', 'how']);
  });

  test('the name of one thing alone, and nothing after a new name', () => {
    const one = { ...chosen, what: [{ service: 'db', item: 'app' }], where: here };
    expect(nextQuestion(one, known)).toBe('name');
    expect(nextQuestion({ ...one, name: null }, known)).toBe('how');
    expect(nextQuestion({ ...one, name: 'app_copy' }, known)).toBeUndefined();
    // A cache is replaced as a whole: nothing in it can get another name.
    expect(nextQuestion({ ...one, what: [{ service: 'cache', item: '0' }] }, known)).toBe('how');
  });

  test('going back takes back what depended on the answer', () => {
    const full: Choices = { ...chosen, what: parts, where: dev, how: 'staged' };
    expect(before(full, 'where')).toEqual({ ...chosen, what: parts });
    expect(nextQuestion(before(full, 'what'), known)).toBe('what');
  });
});

describe('where it can go', () => {
  const at = (host: string, name: string, id: Partial<typeof stack.id> = {}): FoundStack => ({
    host,
    name,
    usual: host === 'local',
    stack: { ...stack, id: { ...stack.id, ...id } },
  });

  test('a stack of the same project from another folder is another stack, and is named in the request', () => {
    const twin = at('local', 'shop-b20e77', { workingDir: '/srv/old' });
    const { targets } = knownOf({ parts, stacks: [twin, at('local', 'shop-abc123')] }, chosen);
    expect(targets).toEqual([
      { name: 'shop-abc123', same: true },
      { name: 'shop-b20e77', same: false },
    ]);
    expect(requestOf({ ...chosen, where: targets[1] ?? here }, known)).toMatchObject({ to: 'shop-b20e77' });
  });

  test('a stack that has a service for each part that is chosen, the first of the alphabet first', () => {
    const services = [
      { name: 'db', kind: 'postgres' as const, version: '17.5' },
      { name: 'cache', kind: 'valkey' as const, version: 'Valkey 8.1' },
    ];
    const both: Choices = { snapshot: { repo: 'local', summary: { ...snapshot, services } } };
    const databaseOnly = at('lab', 'b', { project: 'b' });
    databaseOnly.stack.services = databaseOnly.stack.services.slice(0, 1);
    const whole = at('lab', 'c', { project: 'c' });
    const stacks = [whole, databaseOnly, { ...at('lab', 'empty'), stack: { ...stack, services: [] } }];
    const names = (choices: Choices): string[] => knownOf({ parts, stacks }, choices).targets.map(({ name }) => name);
    expect(names(both)).toEqual(['c']);
    expect(names({ ...both, what: parts.slice(0, 1) })).toEqual(['b', 'c']);
    expect(names({})).toEqual([]);
  });
});

describe('what it means', () => {
  const base = { operation: 'restore', snapshot: snapshot.reference, repo: 'local', inPlace: false };

  test('everything into its own stack names neither', () => {
    expect(requestOf({ ...chosen, what: parts, where: here, how: 'staged' }, known)).toEqual(base);
    expect(requestOf(chosen, { parts, targets: [here] })).toEqual(base);
  });

  test('a whole service is named as a service, a part of it as an item', () => {
    expect(requestOf({ ...chosen, what: parts.slice(0, 2), where: here }, known)).toEqual({ ...base, services: ['db'] });
    expect(requestOf({ ...chosen, what: parts.slice(1), where: here }, known)).toEqual({
      ...base,
      items: ['db/my-app db', 'cache/0'],
    });
  });

  test('another stack on another host, under a new name, in place', () => {
    expect(requestOf({ ...chosen, what: parts.slice(0, 1), where: dev, name: 'app_copy' }, known)).toEqual({
      ...base,
      host: 'lab',
      to: 'dev',
      items: ['db/app'],
      as: 'app_copy',
    });
    expect(requestOf({ ...chosen, what: parts, where: here, how: 'in-place' }, known)).toEqual({ ...base, inPlace: true });
  });
});
