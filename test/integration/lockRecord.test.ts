import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { openLockRecord, readLockRecord } from '../../shared/src/jobs/lockRecord.ts';
import { localHost } from '../support/docker.ts';
import { docker } from '../support/stack.ts';

const ctx = plainContext();
const host = localHost();
const record = { job: '{"job":"j"}', plan: '{"id":"p"}', ledger: ['{"type":"owner"}', '{"type":"lock"}'] };

/** A lock of the test's own. */
async function lockOn(image: string): Promise<AsyncDisposable & { name: string; id: string }> {
  const id = (await docker(['image', 'inspect', '--format', '{{.Id}}', image])).trim();
  const name = `longshore-test-lock-${Math.random().toString(36).slice(2)}`;
  const lock = await host.lock(name, id, { 'longshore.test': '1' }, ctx);
  return { ...lock, [Symbol.asyncDispose]: () => host.unlock(lock, ctx) };
}

test('comes back as it was written, entry by entry', async () => {
  await using lock = await lockOn('longshore-test/valkey:8');
  expect(await readLockRecord(host, lock, ctx)).toBeUndefined();
  const add = await openLockRecord(host, lock, record, ctx);
  expect(await readLockRecord(host, lock, ctx)).toEqual(record);
  await add('{"type":"snapshot","name":"zurück\\n"}');
  expect((await readLockRecord(host, lock, ctx))?.ledger).toEqual([...record.ledger, '{"type":"snapshot","name":"zurück\\n"}']);
});

test('an entry that was cut short is none, and no later one counts', async () => {
  await using lock = await lockOn('longshore-test/valkey:8');
  await openLockRecord(host, lock, record, ctx);
  const tar = pack();
  tar.entry({ name: 'longshore/ledger/000003.json' }, '{"type":"change","ref":{"kind":"postgres"}');
  tar.entry({ name: 'longshore/ledger/000004.json' }, '{"type":"resumed"}');
  tar.finalize();
  await host.extract(lock.id, '/', Readable.from(tar, { objectMode: false }), ctx);
  expect(await readLockRecord(host, lock, ctx)).toEqual(record);
});

test('once somebody else has taken the lock away, nothing more is written, and so nothing more is done', async () => {
  await using lock = await lockOn('longshore-test/valkey:8');
  const add = await openLockRecord(host, lock, record, ctx);
  await host.unlock(lock, ctx);
  await expect(add('{"type":"change"}')).rejects.toMatchObject({ key: 'locked.lost' });
});
