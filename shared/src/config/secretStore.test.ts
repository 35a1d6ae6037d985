import { describe, expect, test } from 'vitest';
import { readSecret } from './secrets.ts';
import { answer, gather, needs } from './secretStore.ts';

/** A face that keeps these until the scope ends. */
function face(kept: Record<string, string>): Disposable & { asked: string[] } {
  const over = new AbortController();
  const asked: string[] = [];
  void (async () => {
    for await (const { id, name } of needs(over.signal)) {
      asked.push(name);
      answer(id, kept[name]);
    }
  })();
  return { asked, [Symbol.dispose]: () => over.abort() };
}
const { signal } = new AbortController();

describe('a secret that a face keeps', () => {
  test('is asked of it by its name', async () => {
    using _ = face({ 'hosts.lab.password': 'hunter2' });
    expect(await readSecret('store:hosts.lab.password', signal)).toBe('hunter2');
  });

  test('that it has not, or that nobody is there to tell, is named by its reference', async () => {
    const missing = { key: 'usage.secret-in-store', params: { reference: 'store:gone' } };
    await expect(readSecret('store:gone', signal)).rejects.toMatchObject(missing);
    using _ = face({});
    await expect(readSecret('store:gone', signal)).rejects.toMatchObject(missing);
  });

  test('is not waited for any longer when the face leaves, or when nobody wants it any more', async () => {
    const over = new AbortController();
    const listening = needs(over.signal);
    const first = listening.next();
    const reading = readSecret('store:a', signal);
    await first;
    over.abort();
    await listening.next();
    await expect(reading).rejects.toMatchObject({ key: 'usage.secret-in-store' });
    await expect(readSecret('store:a', AbortSignal.abort())).rejects.toMatchObject({ key: 'cancelled.by-user' });
  });

  test('is gathered for a process that no face talks to: what is referred to and there, and nothing else', async () => {
    using keeper = face({ a: '1', b: '2', c: '3' });
    const job = { host: { address: { password: 'store:a' } }, repository: { credentials: ['env:X', 'store:b', 'store:gone'] } };
    expect(await gather(job, signal)).toEqual({ a: '1', b: '2' });
    expect(keeper.asked).toEqual(['a', 'b', 'gone']);
  });
});
