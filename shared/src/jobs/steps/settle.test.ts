import { describe, expect, test } from 'vitest';
import { plainContext } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Container } from '../../hosts/container.ts';
import type { Run } from '../run.ts';
import { settle } from './settle.ts';

type State = Pick<Container, 'state' | 'health' | 'exitCode' | 'startedAt'>;
const up: State = { state: 'running', health: 'none', exitCode: 0, startedAt: '1' };
const healthy: State = { ...up, health: 'healthy' };

/** A run of a database `db` and an application `app` that was stopped for it, each in one state after the other. */
function watched(states: { db?: State[]; app?: (State | undefined)[] }, parts: { kindWants?: number; lost?: boolean } = {}) {
  const asked: Record<string, number> = { db: 0, app: 0 };
  const notes: string[] = [];
  const container = async (id: string): Promise<Container> => {
    const all = { db: [up], app: [up], ...states }[id] ?? [];
    const at = asked[id] ?? 0;
    asked[id] = at + 1;
    if (parts.lost && at > 0) throw new AppError('host-unreachable.cut', { address: 'a' });
    const now = at < all.length ? all[at] : all.at(-1);
    if (!now) throw new AppError('not-found.container', { container: id });
    return { id, name: id, ...now } as Container;
  };
  const staged = { settle: async () => [], ...(parts.kindWants !== undefined && { watchSeconds: parts.kindWants }) };
  const run = {
    job: 'j1',
    plan: {
      services: [{ name: 'db', kind: 'postgres', containers: ['db'] }],
      containers: [
        { id: 'db', action: 'none' },
        { id: 'app', action: 'stop' },
        { id: 'reader', action: 'none' },
      ],
    },
    host: { container },
    staged: new Map([['db', staged]]),
    missing: new Map(),
    keepsNew: false,
    ledger: { state: () => ({ changes: [], undone: new Set(), dropped: new Set() }) },
    journal: { write: async ({ message }: { message: { key: string } }) => void notes.push(message.key) },
    password: async () => undefined,
    ctx: plainContext(),
  } as unknown as Run;
  const work = settle(run, { do: 'settle', services: ['db'], watchSeconds: 1 });
  return {
    run,
    notes,
    asked,
    error: work.then(
      () => undefined,
      (error: unknown) => error,
    ),
  };
}

describe.concurrent('what was switched over is watched, and', () => {
  test.each<[string, Parameters<typeof watched>[0], [string, string] | undefined]>([
    ['what stays up is right', { db: [healthy], app: [up] }, undefined],
    ['an application that ends well is right', { app: [up, { ...up, state: 'exited' }] }, undefined],
    ['an application that is made anew is right', { app: [up, undefined] }, undefined],
    ['what never was healthy is no news', { app: [{ ...up, health: 'unhealthy' }] }, undefined],
    ['a database that ends well is not', { db: [up, { ...up, state: 'exited' }] }, ['unproven.stopped-since', 'db']],
    ['what Docker starts again and again is not', { app: [{ ...up, state: 'restarting' }] }, ['unproven.stopped-since', 'app']],
    ['what was started again is not', { db: [up, { ...up, startedAt: '2' }] }, ['unproven.restarted-since', 'db']],
    ['what is healthy no more is not', { app: [healthy, { ...up, health: 'unhealthy' }] }, ['unproven.unhealthy-since', 'app']],
  ])('%s', async (_, states, failure) => {
    const { error, run } = watched(states);
    const why = (await error) as AppError<'unproven.stopped-since'> | undefined;
    // Nothing is kept in this ledger.
    expect(why && [why.key, why.params.container, why.hint?.key]).toEqual(failure && [...failure, 'hint.no-undo']);
    expect(run.keepsNew).toBe(failure !== undefined);
  });

  test('a kind may need more, and what does not count is not asked', async () => {
    const { error, asked, notes } = watched({}, { kindWants: 2 });
    expect(await error).toBeUndefined();
    // Where it is, and once in each second.
    expect(asked).toEqual({ db: 3, app: 3 });
    expect(notes).toEqual(['note.watching']);
  });

  test('a connection that is lost fails nothing, and is said', async () => {
    const { error, notes, run } = watched({}, { lost: true });
    expect(await error).toBeUndefined();
    expect(notes).toEqual(['note.watching', 'note.watch-lost']);
    expect(run.keepsNew).toBe(false);
  });
});
