import { expect, test } from 'vitest';
import { fakeApi } from '../../../test/conformance/apiFake.ts';
import { stack } from '../../../test/support/answers.ts';
import type { Api } from '../api/contract.ts';
import { AppError } from '../errors.ts';
import type { ErrorInfo } from '../model/error.ts';
import { Access } from './access.ts';
import type { Audit } from './audit.ts';
import { guarded } from './guard.ts';
import type { GivenRole } from './model.ts';

const quiet: Audit = { write: () => Promise.resolve(), [Symbol.asyncDispose]: () => Promise.resolve() };

/** The Api as a user with this role gets it. */
function as(role: GivenRole, answers: Partial<Api>, audit = quiet): Api {
  const access = new Access();
  const { session } = access.redeem(access.link({ name: 'anna', role }).secret);
  return guarded({ ...fakeApi(), ...answers }, session, access, audit);
}

const message = { key: 'not-found.table', params: { table: 'orders' } };
const failed: ErrorInfo = { code: 'not-found', message, hint: { key: 'hint.help', params: {} }, detail: 'COPY 1, hunter2' };
const { detail, ...told } = failed;

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

test('what tools said is in no answer to a user who only looks, however deep an error lies in it', async () => {
  const answers = {
    stacks: () => Promise.resolve([{ ...stack, lastError: failed }]),
    snapshot: () =>
      Promise.resolve({ proofs: [{ ok: false, error: failed }], inventory: { detail: { entries: [] }, message: {} } }),
    jobs: () => Promise.resolve({ items: [{ id: 'j', error: failed }], warnings: [message] }),
    job: () => Promise.resolve({ toCome: [{ of: { tomorrow: failed } }] }),
    async *events() {
      yield { type: 'ended', outcome: 'failed', error: failed };
    },
  } as unknown as Partial<Api>;
  const viewer = as('view', answers);
  expect(await viewer.stacks({})).toEqual([{ ...stack, lastError: told }]);
  // Services may have any name.
  expect(await viewer.snapshot({ snapshot: 's' })).toEqual({
    proofs: [{ ok: false, error: told }],
    inventory: { detail: { entries: [] }, message: {} },
  });
  expect(await viewer.jobs({})).toEqual({ items: [{ id: 'j', error: told }], warnings: [message] });
  expect(await viewer.job({ job: 'j' })).toEqual({ toCome: [{ of: { tomorrow: told } }] });
  expect(await collect(viewer.events({ job: 'j' }))).toEqual([{ type: 'ended', outcome: 'failed', error: told }]);
  expect(await as('operate', answers).stacks({})).toMatchObject([{ lastError: { detail } }]);
});

test('an act that is done is no failure, though the line after it finds no room; without the line before it, none is done', async () => {
  const full = new AppError('storage-failed.audit', { file: 'audit.jsonl', problem: 'ENOSPC' });
  let refused: string[] = ['after'];
  const audit = {
    ...quiet,
    write: ({ what }: { what: string }) => (refused.includes(what) ? Promise.reject(full) : Promise.resolve()),
  };
  let done = 0;
  const pin = (): ReturnType<Api['pin']> => {
    done += 1;
    return done === 2 ? Promise.reject(unknown) : Promise.resolve({ reference: 's', pinned: true });
  };
  const unknown = new AppError('not-found.snapshot', { reference: 's', repository: 'nas' });
  const { pin: asked } = as('operate', { pin }, audit);
  await asked({ snapshot: 's', pinned: true });
  await expect(asked({ snapshot: 's', pinned: true })).rejects.toBe(unknown);

  refused = ['before'];
  await expect(asked({ snapshot: 's', pinned: true })).rejects.toBe(full);
  expect(done).toBe(2);
});

test('what a call or a stream fails with has no detail for a user who only looks, and a bug no stack', async () => {
  const known = new AppError('not-found.job', { job: 'j' }, { detail: 'hunter2' });
  const bug = new TypeError('hunter2 is not a function');
  const failing = (bad: Error): Partial<Api> => ({
    stacks: () => Promise.reject(bad),
    events: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(bad) }) }),
  });
  const thrown = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
  for (const [error, key] of [
    [known, 'not-found.job'],
    [bug, 'internal.bug'],
  ] as const) {
    const viewer = as('view', failing(error));
    for (const found of [await thrown(viewer.stacks({})), await thrown(collect(viewer.events({ job: 'j' })))]) {
      expect(found).toMatchObject({ key, detail: undefined, cause: undefined });
    }
    const operator = as('operate', failing(error));
    expect(await thrown(operator.stacks({}))).toBe(error);
    expect(await thrown(collect(operator.events({ job: 'j' })))).toBe(error);
  }
});

test('a refusal that cannot be written down shows no stack either', async () => {
  const broken = { ...quiet, write: () => Promise.reject(new TypeError('hunter2')) };
  await expect(as('view', {}, broken).cancel({ job: 'j' })).rejects.toMatchObject({ key: 'internal.bug', cause: undefined });
});

test('a call that a user who only looks has cancelled is no bug', async () => {
  const abort = new AbortController();
  const asked = as('view', {}).stacks({ host: 'slow' }, { signal: abort.signal });
  abort.abort();
  await expect(asked).rejects.toMatchObject({ key: 'cancelled.by-user' });
});
