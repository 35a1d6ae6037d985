import { expect, it } from 'vitest';
import { fakeApi } from '../../../test/conformance/apiFake.ts';
import { backupPlan } from '../../../test/support/answers.ts';
import type { Api } from '../api/contract.ts';
import { AppError } from '../errors.ts';
import type { JobEvent, JobSummary } from '../model/job.ts';
import type { Message } from '../model/message.ts';
import type { AuditEntry } from './audit.ts';
import { recoverInterrupted } from './recovery.ts';

const job = (id: string, state: JobSummary['state'], host = 'here'): JobSummary => ({
  id,
  operation: 'backup',
  title: { key: 'title.backup', params: { stack: 'shop' } },
  host,
  state,
  startedAt: '2026-02-17T02:00:00.000Z',
});

/** What the server did about these jobs, of which there are two pages: what it told, and what its audit says. */
async function recovered(jobs: JobSummary[], answers: Partial<Api>, write: (entry: AuditEntry) => void = () => {}) {
  const told: Message[][] = [];
  const audit: AuditEntry[] = [];
  const recording = {
    async write(entry: AuditEntry) {
      write(entry);
      audit.push(entry);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const api: Api = {
    ...fakeApi(),
    jobs: ({ cursor }) =>
      Promise.resolve(
        cursor === undefined
          ? { items: jobs.slice(0, 2), next: jobs[1]?.id, warnings: [] }
          : { items: jobs.slice(2), warnings: [] },
      ),
    plan: (request) => Promise.resolve({ ...backupPlan, id: 'job' in request ? `of-${String(request.job)}` : '' }),
    run: ({ plan, confirm }) => Promise.resolve({ job: `${plan}-${String(confirm)}` }),
    async *events() {
      yield { v: 1, seq: 1, time: '', type: 'ended', outcome: 'succeeded' } satisfies JobEvent;
    },
    ...answers,
  };
  await recoverInterrupted(api, recording, (lines) => told.push(lines), new AbortController().signal);
  return { told: told.map((lines) => lines.map(({ key, params }) => `${key} ${String(params['job'] ?? '')}`.trim())), audit };
}

it('each interrupted job is brought to its end once, the oldest first, unconfirmed', async () => {
  const { told, audit } = await recovered(
    [job('j4', 'interrupted'), job('j3', 'running'), job('j2', 'failed'), job('j1', 'interrupted', 'there')],
    {},
  );
  expect(told).toEqual([['serve.recovers j1'], ['serve.recovered j1'], ['serve.recovers j4'], ['serve.recovered j4']]);
  const by = { name: 'longshore serve', role: 'administer', method: 'run' };
  expect(audit).toEqual([
    { what: 'before', ...by, params: { operation: 'recover', host: 'there', job: 'j1' } },
    { what: 'after', ...by, outcome: 'done', result: { job: 'of-j1-false' } },
    { what: 'before', ...by, params: { operation: 'recover', host: 'here', job: 'j4' } },
    { what: 'after', ...by, outcome: 'done', result: { job: 'of-j4-false' } },
  ]);
});

it('one that fails is told with its reason, and hinders no other', async () => {
  const { told, audit } = await recovered([job('j2', 'interrupted'), job('j1', 'interrupted', 'gone')], {
    plan: (request) =>
      'host' in request && request.host === 'gone'
        ? Promise.reject(new AppError('not-found.host', { host: 'gone', hosts: [] }))
        : Promise.resolve({ ...backupPlan, id: 'p' }),
    async *events() {
      const error = { code: 'locked', message: { key: 'locked.repairing', params: {} } };
      yield { v: 1, seq: 1, time: '', type: 'ended', outcome: 'failed', error } satisfies JobEvent;
    },
  });
  expect(told).toEqual([
    ['serve.recovers j1'],
    ['serve.not-recovered j1', 'not-found.host'],
    ['serve.recovers j2'],
    ['serve.not-recovered j2', 'locked.repairing'],
  ]);
  expect(audit.map(({ outcome }) => outcome)).toEqual([undefined, 'not-found', undefined, 'done']);
});

it('what cannot be written into the audit is not done', async () => {
  const { told } = await recovered([job('j1', 'interrupted')], { plan: () => Promise.reject(new Error('was asked')) }, () => {
    throw new AppError('storage-failed.audit', { file: 'f', problem: 'p' });
  });
  expect(told).toEqual([['serve.recovers j1'], ['serve.not-recovered j1', 'storage-failed.audit']]);
});

it('jobs that cannot be listed are told, too', async () => {
  const { told } = await recovered([], { jobs: () => Promise.reject(new Error('no')) });
  expect(told).toEqual([['internal.bug']]);
});

it('one that ended in another way than well, without saying why, was not recovered', async () => {
  const { told } = await recovered([job('j1', 'interrupted')], {
    async *events() {
      yield { v: 1, seq: 1, time: '', type: 'ended', outcome: 'failed' } satisfies JobEvent;
    },
  });
  expect(told).toEqual([['serve.recovers j1'], ['serve.not-recovered j1', 'recovery-needed.interrupted of-j1-false']]);
});

it('a job that runs is followed though the audit finds no room for its line, and none runs without the line before', async () => {
  const full = (what: AuditEntry['what']) => (entry: AuditEntry) => {
    if (entry.what === what) throw new AppError('storage-failed.audit', { file: 'audit.jsonl', problem: 'ENOSPC' });
  };
  expect((await recovered([job('j1', 'interrupted')], {}, full('after'))).told).toEqual([
    ['serve.recovers j1'],
    ['serve.recovered j1'],
  ]);
  expect((await recovered([job('j1', 'interrupted')], {}, full('before'))).told).toEqual([
    ['serve.recovers j1'],
    ['serve.not-recovered j1', 'storage-failed.audit'],
  ]);
});
