import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Life, World, hostOf } from '../../../test/support/madeUpStack.ts';
import { plainContext } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Host } from '../hosts/host.ts';
import { thisProcess } from '../machine/owner.ts';
import type { Plan } from '../model/plan.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import { writeLabels } from './lockLabels.ts';
import { repair } from './repair.ts';
import { type Run, targetOf } from './run.ts';

const stack = { name: 'shop', engine: 'e', project: 'shop', workingDir: '/srv/shop' };
const bucket = { name: 'files', kind: 'postgres', containers: [] };
const db = { name: 'db', kind: 'postgres', containers: ['db'], items: [] };
const owner = thisProcess();

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'longshore-repair-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** A job that stopped a container and held the lock when it died. */
async function died(...more: LedgerEntry[]): Promise<{ world: World; run: Run; ledger: Ledger }> {
  const world = new World(new Map());
  world.containers = { app: 'exited' };
  const labels = writeLabels({
    job: 'job',
    owner,
    stack: 'shop',
    since: '2026-02-17T02:00:00.000Z',
    containers: [],
    services: [],
  });
  world.lock = { name: 'l', id: 'lock', labels };
  const ledger = await Ledger.open(dir);
  const entries: LedgerEntry[] = [
    { type: 'owner', version: 1, writer: '0', job: 'job', owner, socket: '/s' },
    { type: 'lock', name: 'l' },
    { type: 'locked', name: 'l', id: 'lock' },
    { type: 'quiet', how: 'stop', containers: [{ id: 'app', name: 'app', service: 'app' }] },
    ...more,
  ];
  for (const entry of entries) await ledger.write(entry);
  const host = { ...hostOf(world, new Life()), containers: () => Promise.resolve([]) } as unknown as Host;
  const plan = { operation: 'restore', stack, services: [db, bucket], steps: [] } as unknown as Plan;
  const run = {
    job: 'job',
    dataDir: dir,
    plan,
    ctx: plainContext(),
    host,
    ledger,
    stillSince: new Map(),
    secondsDown: new Map(),
    repaired: [],
    password: () => Promise.resolve(undefined),
  } as unknown as Run;
  return { world, run, ledger };
}

test('a repair comes to its end when the ledger cannot be written: containers are back, and the lock is released', async () => {
  const { world, run, ledger } = await died();
  // As on a disk that takes nothing any more.
  await ledger[Symbol.asyncDispose]();
  expect(await repair(run, { forward: false })).toBe('untouched');
  expect(world).toMatchObject({ containers: { app: 'running' }, lock: undefined });
  expect(ledger.state().quiet).toEqual([]);
  // How the job ended is not forgiven.
  await expect(ledger.write({ type: 'ended', outcome: 'failed' })).rejects.toThrow(/closed/);
});

test('a changed service whose stack was taken down is found when that is up again: until then there are two ways on', async () => {
  const ref = { kind: 'postgres', id: 'x', data: null } as const;
  const { run, ledger } = await died({ type: 'change', stage: 'staged', service: 'db', ref });
  await using _ = ledger;
  await expect(repair(run, { forward: false })).rejects.toMatchObject({
    key: 'recovery-needed.container-gone',
    params: { service: 'db', stack: 'shop' },
    hint: { key: 'hint.up-or-forget' },
  });
});

test('a service whose containers are gone is not there; one that runs in none is', async () => {
  const { run, ledger } = await died();
  await using _ = ledger;
  const [gone, inNone] = run.plan.services.map((service) => targetOf(run, service));
  await expect(gone).rejects.toSatisfy((error: unknown) => AppError.is(error, 'not-found'));
  expect(await inNone).toMatchObject({ containers: [] });
});
