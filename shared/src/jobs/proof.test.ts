import { expect, test } from 'vitest';
import { manifestOf } from '../../../test/support/madeUpStack.ts';
import { plainContext } from '../context.ts';
import { AppError } from '../errors.ts';
import type { ProofRecord } from '../model/manifest.ts';
import type { Message } from '../model/message.ts';
import type { Operation, Step } from '../model/plan.ts';
import { recordProof } from './proof.ts';
import { type Run, phase, resultOf } from './run.ts';

const service = (name: string, items: string[], from?: string): unknown => ({ name, items, ...(from !== undefined && { from }) });
const saved = (name: string, items: string[]) => ({ name, kind: 'postgres' as const, version: '17', items });

interface Recorded {
  records: ProofRecord[];
  notes: Message[];
}

/** A run of a snapshot of `db` (app, fine) and `cache` (0), which stops at a step. */
async function recorded(
  options: {
    operation?: Operation;
    services?: unknown[];
    step?: Step['do'];
    of?: string;
    cancelled?: boolean;
    refuses?: boolean;
    without?: string[];
  },
  error?: unknown,
): Promise<Recorded> {
  const records: ProofRecord[] = [];
  const notes: Message[] = [];
  const { services = [service('db', ['app', 'fine']), service('cache', ['0'])] } = options;
  const ctx = { ...plainContext({}), ...(options.cancelled && { signal: AbortSignal.abort() }) };
  const run = {
    plan: { operation: options.operation ?? 'drill', request: { without: options.without }, services, repo: 'local' },
    snapshot: { manifest: manifestOf([saved('db', ['app', 'fine']), saved('cache', ['0'])]), reference: 'shop/saved' },
    results: new Map(),
    blamed: new WeakMap(),
    begun: 0,
    ctx,
    journal: { write: async ({ message }: { message: Message }) => void notes.push(message) },
    repository: {
      recordProof: async (_: unknown, record: ProofRecord) => {
        if (options.refuses) throw new AppError('denied.storage', { path: '/repo' });
        records.push(record);
      },
    },
  } as unknown as Run;
  for (const { name } of run.plan.services) resultOf(run, name);
  if (options.of !== undefined) {
    const [one] = run.plan.services.filter(({ name }) => name === options.of);
    if (one) await phase(run, one, 'trial', () => Promise.reject(error as Error)).catch(() => undefined);
  }
  await recordProof(run, error === undefined ? undefined : { error, step: options.step ?? 'trial' });
  return { records, notes };
}

const refused = new AppError('tool-failed.restore', { database: 'app' });

test.each<[string, AppError, Step['do'], boolean]>([
  ['an archive that does not load', refused, 'trial', true],
  ['an archive that the live server does not load', refused, 'stage', true],
  [
    'a statement that a fresh server refuses',
    new AppError('tool-failed.sql', { database: 'app', state: '42P01' }),
    'trial',
    true,
  ],
  [
    'a statement that the live server refuses',
    new AppError('tool-failed.sql', { database: 'app', state: '42P01' }),
    'stage',
    false,
  ],
  ['damaged bytes', new AppError('corrupt.archive-of', { name: 'app.dump' }), 'parse', true],
  ['a difference', new AppError('unproven.differences', { service: 'db', checked: 1, differences: [] }), 'prove', true],
  ['an undo of before that is damaged', new AppError('corrupt.archive-of', { name: 'x' }), 'drop', false],
  ['a missing image', new AppError('not-found.image', { image: 'x', service: 'db', host: 'local' }), 'trial', false],
  ['a full disk', new AppError('no-space.postgres', { service: 'db', database: 'app' }), 'trial', false],
  ['a live server that differs', new AppError('unproven.live', { service: 'db', differences: [], safety: 's' }), 'swap', true],
])('%s speaks against the snapshot, or does not', async (_, error, step, speaks) => {
  const { records } = await recorded({ step }, error);
  expect(records.map(({ ok, failed }) => [ok, failed])).toEqual(speaks ? [[false, undefined]] : []);
});

test('a cancel says nothing, and neither does an operation that proves nothing', async () => {
  expect((await recorded({ cancelled: true }, refused)).records).toEqual([]);
  expect((await recorded({ operation: 'copy' }, refused)).records).toEqual([]);
});

test('a record names the service that failed, and what worked of a part', async () => {
  const [failed] = (await recorded({ of: 'db' }, refused)).records;
  expect(failed).toMatchObject({ ok: false, failed: 'db', services: ['cache'] });
  expect(failed?.items).toBeUndefined();

  const part = { operation: 'restore', services: [service('database', ['fine'], 'db'), service('cache', ['0'])] } as const;
  const [worked] = (await recorded({ ...part, services: [...part.services] })).records;
  expect(worked).toMatchObject({ ok: true, services: ['cache'], items: { db: ['fine'] } });
  const [failedPart] = (await recorded({ ...part, services: [...part.services], step: 'stage', of: 'database' }, refused))
    .records;
  expect(failedPart).toMatchObject({ ok: false, failed: 'db', services: ['cache'], items: { db: ['fine'] } });
});

test('what the repository does not take is said, and does not fail the job', async () => {
  const { notes } = await recorded({ refuses: true });
  expect(notes).toEqual([{ key: 'warning.proof-not-recorded', params: { snapshot: 'shop/saved', repository: 'local' } }]);
});

test('a proof of what was restored without something covers nothing', async () => {
  const { records } = await recorded({ without: ['INDEX public i'] });
  expect(records).toMatchObject([{ ok: true, partial: true, services: [], items: { db: ['app', 'fine'], cache: ['0'] } }]);
});
