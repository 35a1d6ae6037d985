import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ParamsOf } from '../../shared/src/api/contract.ts';
import { readJob } from '../../shared/src/jobs/store.ts';
import { type TestCore, endOf, openCore, succeeded } from '../support/core.ts';
import { matrix, range } from '../support/matrix.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';

/** Cancel means stopped: at moments spread over a whole job, found from how long an undisturbed one takes. */
let stack: TestStack;
let core: TestCore;
let before: Record<string, string>;

beforeAll(async () => {
  stack = await openStack('sample');
  core = await openCore();
  before = await stack.states();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const stretches = 8;
const moments = range(1, stretches + 1, 1);

interface Undisturbed {
  request: ParamsOf<'plan'>;
  milliseconds: number;
}

async function undisturbed(request: ParamsOf<'plan'>): Promise<Undisturbed> {
  const begun = performance.now();
  succeeded((await core.run(request)).ended);
  return { request, milliseconds: performance.now() - begun };
}

async function cancelled({ request, milliseconds }: Undisturbed, part: number): Promise<string> {
  const plan = await core.api.plan(request);
  const { job } = await core.api.run({
    plan: plan.id,
    confirm: plan.confirm.level === 'type' ? plan.confirm.text : true,
  });
  await sleep((milliseconds * part) / (stretches + 1));
  await core.api.cancel({ job });
  const { outcome, error } = await endOf(core.api, job);
  expect(['cancelled', 'succeeded'], JSON.stringify(error)).toContain(outcome);
  if (outcome === 'cancelled') expect(error?.code, JSON.stringify(error)).toBe('cancelled');
  expect(await stack.states()).toEqual(before);
  expect(await leftovers(job)).toEqual([]);
  expect((await readJob(core.dataDir, job))?.ledger.ended).toBeDefined();
  return outcome;
}

const request = (): ParamsOf<'plan'> => ({ operation: 'backup', stack: stack.project });
let whole: Undisturbed;

matrix('cancel-backup', 'a backup that is cancelled at any moment: containers are back, and nothing is left or half', {
  async cases() {
    whole = await undisturbed(request());
    return moments;
  },
  sample: 2,
  test: (part) => cancelled(whole, part),
  ends: ['cancelled'],
});

matrix('cancel-restore', 'a restore that is cancelled at any moment: the data is the old or the new, and still whole', {
  async cases() {
    const { items } = await core.api.snapshots({});
    whole = await undisturbed({ operation: 'restore', snapshot: items[0]?.reference ?? '' });
    return moments;
  },
  sample: 2,
  async test(part) {
    const outcome = await cancelled(whole, part);
    const snapshot = succeeded((await core.run(request())).ended).snapshot ?? '';
    succeeded((await core.run({ operation: 'drill', snapshot })).ended);
    return outcome;
  },
  ends: ['cancelled'],
});
