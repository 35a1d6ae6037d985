import { expect, test } from 'vitest';
import * as z from 'zod';
import { contract } from '../../src/api/contract.ts';
import { fieldsOf, keyOf, objectOf, problemOf, withReferences } from './fields.ts';

const host = fieldsOf(contract.addHost.params);
const field = (key: string) => host.find((each) => keyOf(each) === key) ?? expect.fail(key);

test('what is required comes first; what lies within something optional is optional', () => {
  expect(host.filter(({ required }) => required).map(keyOf)).toEqual(['name', 'address']);
  expect(field('tls.ca')).toMatchObject({ type: 'text', required: false });
  expect(field('environment')).toMatchObject({ type: 'choice', options: ['production', 'staging', 'dev'] });
  expect(field('default').type).toBe('flag');
  expect(field('password').type).toBe('secret');
});

test('a field that a schema gets later is asked for without new code', () => {
  const later = fieldsOf(z.strictObject({ type: z.literal('tape'), drive: z.string().min(1), speed: z.string().optional() }));
  expect(later.map(keyOf)).toEqual(['drive', 'speed']);
});

test('values become the object that the schema takes; what is empty is not said', () => {
  const values = { name: ' lab ', address: 'ssh://a@b', 'tls.ca': '/ca.pem', identity: '', default: false };
  expect(objectOf(host, values)).toEqual({ name: 'lab', address: 'ssh://a@b', tls: { ca: '/ca.pem' } });
});

test('what is wrong is said', () => {
  const bucket = { path: ['bucket'], type: 'text' as const, required: true, pattern: '^[a-z]+$' };
  expect(problemOf(bucket, ' ')).toBe('ui.form.needed');
  expect(problemOf(bucket, 'NO')).toBe('ui.form.not-so');
  expect(problemOf(bucket, 'yes')).toBeUndefined();
  expect(problemOf({ ...bucket, type: 'secret' }, 'Any thing', true)).toBeUndefined();
});

test('a secret that was typed leaves the form as a reference alone', async () => {
  const kept: string[][] = [];
  const keep = (name: string, secret: string): Promise<string> => {
    kept.push([name, secret]);
    return Promise.resolve(`store:${name}`);
  };
  const values = await withReferences(host, { name: 'lab', address: 'a', password: 'hunter2' }, keep);
  expect(values['password']).toMatch(/^store:lab\.[0-9a-f]{8}\.password$/);
  expect(kept).toEqual([[String(values['password']).replace('store:', ''), 'hunter2']]);
  // Another entry of that name keeps its own.
  const again = await withReferences(host, { name: 'lab', address: 'b', password: 'hunter3' }, keep);
  expect(again['password']).not.toBe(values['password']);
});
