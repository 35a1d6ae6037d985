import { afterEach, expect, test, vi } from 'vitest';
import { redeem } from './redeem.ts';

afterEach(() => vi.unstubAllGlobals());
const answering = (answer: () => Response): unknown => vi.stubGlobal('fetch', () => Promise.resolve().then(answer));

const session = { id: 's', name: 'anna', role: 'operate', until: '2026-02-17T14:00:00.000Z', secret: 'x' };

test('a link that is good gives a session', async () => {
  answering(() => Response.json(session));
  expect(await redeem('link')).toEqual(session);
});

test.each([
  ['a spent link', 403, { error: { code: 'denied', message: { key: 'denied.link-spent', params: {} } } }, 'denied.link-spent'],
  [
    'an audit that cannot be written',
    500,
    { error: { code: 'storage-failed', message: { key: 'storage-failed.audit', params: { file: 'f', problem: 'full' } } } },
    'storage-failed.audit',
  ],
  ['a proxy without a server behind it', 502, {}, 'host-unreachable.sign-in'],
  ['an answer of something else', 200, {}, 'host-unreachable.sign-in'],
])('%s is said as what it is', async (_, status, body, key) => {
  answering(() => Response.json(body, { status }));
  await expect(redeem('link')).rejects.toMatchObject({ key });
});

test.each([
  ['a bare status', () => new Response(null, { status: 421 })],
  [
    'a server that cannot be reached',
    () => {
      throw new TypeError('fetch failed');
    },
  ],
])('%s does not say that the link was used', async (_, answer) => {
  answering(answer);
  await expect(redeem('link')).rejects.toMatchObject({ key: 'host-unreachable.sign-in' });
});
