import { setTimeout } from 'node:timers/promises';
import { type Api, protocol } from '../../shared/src/api/contract.ts';
import { AppError } from '../../shared/src/errors.ts';
import type { JobEvent } from '../../shared/src/model/job.ts';

/** A job with this many notes, each of about this many characters: more than may be on the way unread. */
export const long = { job: 'long', notes: 300, size: 10_000 };

const note = (seq: number, text: string): JobEvent => ({
  v: 1,
  seq,
  time: '2026-02-17T02:00:00.000Z',
  type: 'note',
  level: 'info',
  message: { key: 'test', params: { text } },
});

/**
 * An Api of known answers for the transports' suite. Its behaviour is chosen by the parameters, and what happened on this
 * side is seen by `hosts`, so that it can be watched through the transport alone.
 */
export function fakeApi(): Api {
  const seen = { aborted: 0, closed: 0, sent: 0 };
  const absent = (): Promise<never> => Promise.reject(new Error('not part of this suite'));
  const forever = (signal: AbortSignal | undefined): Promise<never> =>
    setTimeout(2 ** 30, undefined, signal && { signal }).then(absent, (reason: unknown) => {
      seen.aborted += 1;
      throw reason;
    });

  return {
    hello: () => Promise.resolve({ protocol, version: '1.2.3', role: 'operate' }),
    hosts: () =>
      Promise.resolve(
        Object.entries(seen).map(([name, times]) => ({ name, address: String(times), default: false, source: 'builtin' })),
      ),
    repositories: () => Promise.resolve([{ name: 'local', location: '/data', default: true, secret: 'hunter2' }]),
    stacks: ({ host }, { signal } = {}) => {
      if (host === 'slow') return forever(signal);
      if (host === 'wrong') return Promise.resolve([{ id: 'not a stack' }] as never);
      if (host === 'bug') return Promise.reject(new TypeError('x is not a function'));
      return Promise.reject(
        new AppError(
          'host-unreachable.no-engine',
          { address: 'unix:///x\n"y"' },
          { hint: { key: 'hint.start-docker', params: {} }, detail: 'ENOENT' },
        ),
      );
    },
    cancel: () => Promise.resolve({}),
    testHost: absent,
    addHost: absent,
    removeHost: absent,
    addRepository: absent,
    removeRepository: absent,
    testRepository: absent,
    stack: absent,
    snapshots: absent,
    snapshot: absent,
    pin: absent,
    forgetRepository: absent,
    compare: absent,
    mark: absent,
    plan: absent,
    planned: absent,
    run: absent,
    jobs: absent,
    job: absent,
    answer: absent,
    async *needs(_, { signal } = {}) {
      yield { id: 'n', name: 'hosts.lab.password' };
      await forever(signal).catch(() => undefined);
    },
    async *changes(_, { signal } = {}) {
      yield { what: 'jobs' };
      await forever(signal).catch(() => undefined);
    },

    async *events({ job, after = 0 }, { signal } = {}) {
      try {
        if (job === 'unknown') throw new AppError('not-found.job', { job });
        const notes = job === long.job ? long.notes : 3;
        for (let seq = after + 1; seq <= notes; seq += 1) {
          if (signal?.aborted) return;
          seen.sent = seq;
          yield note(seq, job === long.job ? 'x'.repeat(long.size) : 'ä\n"');
        }
        if (job === 'quiet') await forever(signal).catch(() => undefined);
      } finally {
        seen.closed += 1;
      }
    },
  };
}
