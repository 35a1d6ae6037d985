import { expect, it } from 'vitest';
import { ofReferredService, parseReference } from './reference.ts';

it.each([
  ['shop/latest', { stack: 'shop', id: 'latest' }],
  ['shop/2026-02-17_02-00-00Z', { stack: 'shop', id: '2026-02-17_02-00-00Z' }],
  ['shop/latest/db', { stack: 'shop', id: 'latest', service: 'db' }],
  ['shop', undefined],
  ['shop/', undefined],
  ['/latest', undefined],
  ['shop/latest/', undefined],
  ['shop/latest/db/app', undefined],
  ['shop/2026-02-17_02-00-00Z/db', undefined],
])('%s', (reference, parts) => expect(parseReference(reference)).toEqual(parts));

it('a request for the latest of a service is for that service, unless it says what it wants', () => {
  const services = (request: { snapshot?: string; services?: string[]; items?: string[] }): unknown =>
    ofReferredService({ services: undefined, items: undefined, snapshot: 'shop/latest/db', ...request }).services;
  expect(services({})).toEqual(['db']);
  expect(services({ services: ['cache'] })).toEqual(['cache']);
  expect(services({ items: ['app'] })).toBeUndefined();
  expect(services({ snapshot: 'shop/latest' })).toBeUndefined();
});
