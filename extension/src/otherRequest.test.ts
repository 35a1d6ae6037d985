import type { ErrorInfo } from '@longshore/shared/model/error';
import { wordsIn } from '@longshore/shared/render/words';
import { expect, test } from 'vitest';
import { otherRequest } from './otherRequest.ts';

const words = wordsIn('en');
const failed = (key: string, params: Record<string, string> = {}): ErrorInfo => ({
  code: 'incomplete',
  message: { key: 'internal.bug', params: {} },
  hint: { key, params },
});
const backup = { operation: 'backup', stack: 'shop', exclude: ['queue'] } as const;
const restore = { operation: 'restore', snapshot: 'shop/latest' } as const;

test.each([
  ['hint.no-owner', {}, restore, 'Restore Without Owners', { noOwner: true, noPrivileges: true }],
  ['hint.in-place', {}, restore, 'Overwrite in Place', { inPlace: true }],
  ['hint.freeze-online', {}, { ...backup, exclude: [] }, 'Back Up Without Pausing', { mode: 'online' }],
  ['hint.exclude-service', { service: 'db' }, { ...backup, exclude: ['queue'] }, 'Leave Out db', { exclude: ['queue', 'db'] }],
  ['hint.leave-out-service', { service: 'db' }, { ...backup, exclude: ['queue'] }, 'Leave Out db', { exclude: ['queue', 'db'] }],
])('%s is a button', (key, params, request, title, change) => {
  expect(otherRequest(failed(key, params), request, words)).toEqual({ title, request: { ...request, ...change } });
});

test('where the hint is about something else, or there is none, there is none', () => {
  expect(otherRequest(failed('hint.no-owner'), { ...backup, exclude: [] }, words)).toBeUndefined();
  expect(otherRequest({ code: 'internal', message: { key: 'internal.bug', params: {} } }, restore, words)).toBeUndefined();
});
