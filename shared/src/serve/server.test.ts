import { expect, test } from 'vitest';
import { fakeApi } from '../../../test/conformance/apiFake.ts';
import { openServer, operator, redeem } from '../../../test/support/serve.ts';
import { AppError } from '../errors.ts';

test('a sign-in that cannot be written down leaves the link good, for one use', async () => {
  let full = true;
  const audit = {
    write: () =>
      full ? Promise.reject(new AppError('storage-failed.audit', { file: 'f', problem: 'full' })) : Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  await using server = await openServer(fakeApi(), { audit });
  const { secret } = server.access.link(operator);
  const refused = await redeem(server.origin, secret);
  expect([refused.status, refused.body]).toEqual([500, expect.stringContaining('storage-failed.audit')]);
  expect(server.access.sessions()).toEqual([]);
  full = false;
  const [first, second] = await Promise.all([redeem(server.origin, secret), redeem(server.origin, secret)]);
  expect(new Set([first.status, second.status])).toEqual(new Set([200, 403]));
  expect(server.access.sessions()).toHaveLength(1);
});

test('a bug shows no stack to who redeems a link', async () => {
  const audit = { write: () => Promise.reject(new TypeError('oops')), [Symbol.asyncDispose]: () => Promise.resolve() };
  await using server = await openServer(fakeApi(), { audit });
  const { status, body } = await redeem(server.origin, server.access.link(operator).secret);
  expect([status, JSON.parse(body)]).toEqual([
    500,
    { error: { code: 'internal', message: { key: 'internal.bug', params: {} } } },
  ]);
});
