import { randomBytes } from 'node:crypto';
import type { ArtifactSet } from '../../artifact.ts';
import type { ChangeRef, Staged, StageOptions } from '../../drivers/driver.ts';
import { AppError } from '../../errors.ts';
import { cleanupContext, type Context } from '../../context.ts';
import type { Inventory, Recorded } from '../../model/inventory.ts';
import type { PlannedService } from '../../model/plan.ts';
import { asLive, mustStop } from '../../plan/demands.ts';
import { type Difference, type FoundInventory, type Proof, compare } from '../../model/proof.ts';
import { inOneLine } from '../../model/differences.ts';
import { recordedIn } from '../../model/recorded.ts';
import type { Snapshot } from '../../repository/repository.ts';
import { message } from '../../text/message.ts';
import { assertLocked } from '../lock.ts';
import type { ChangeStage } from '../ledger.ts';
import { type Run, captured, driver, note, phase, resultOf, servicesOf, sideBySide, targetOf, withoutOf } from '../run.ts';
import { release } from './capture.ts';
import { straightThrough } from './straightThrough.ts';
import { bringBack, takeDown } from './down.ts';
import { assertStill } from './standStill.ts';
import { checkDataSpace } from './space.ts';

type Names = { services: string[] };

/** Returns a random id that is short, and free of everything that a name of a database or a file may not hold. */
const changeId = (): string => BigInt(`0x${randomBytes(6).toString('hex')}`).toString(36);

const writeChange = (run: Run, service: string, stage: ChangeStage, ref: ChangeRef): Promise<void> =>
  run.ledger.write({ type: 'change', stage, service, ref });

/**
 * Loads a snapshot, or a capture that goes on meanwhile, beside the live data. Nothing that lives is touched. Rejects with
 * `no-space.data` before anything of a service is loaded, or as `Snapshot.artifacts`, {@link targetOf} and its driver do.
 */
export async function stage(run: Run, step: Names): Promise<void> {
  await sideBySide(run.ctx, servicesOf(run, step.services), (service, outer) =>
    phase(
      run,
      service,
      'stage',
      async (ctx) => {
        const expected = await (service.source ? stageCaptured : stageStored)(run, service, ctx);
        run.expected.set(service.name, expected);
        const staged = run.staged.get(service.name);
        if (staged) await writeChange(run, service.name, 'staged', staged.ref);
      },
      { ctx: outer, total: service.bytes },
    ),
  );
}

async function stageStored(run: Run, service: PlannedService, ctx: Context): Promise<Inventory> {
  if (!run.snapshot) throw new AppError('internal.bug', {});
  const set = await run.snapshot.artifacts(service.from ?? service.name, ctx);
  await stageSet(run, service, set, ctx);
  return set.inventory;
}

/**
 * Loads a capture, and resolves with what was captured: the source is counted while it is loaded, and only when both have ended
 * well is that known.
 */
async function stageCaptured(run: Run, service: PlannedService, outer: Context): Promise<Inventory> {
  const capture = run.captures.get(service.name);
  if (!capture) throw new AppError('internal.bug', {});
  const { set, finish } = await straightThrough(capture, outer);
  let inventory: Inventory | undefined;
  await sideBySide(outer, ['load', 'count'] as const, async (what, ctx) => {
    if (what === 'count') ({ inventory } = await capture.inventory(ctx));
    else {
      await stageSet(run, service, set, ctx);
      resultOf(run, service.name).bytes = await finish();
    }
  });
  await release(run, service.name);
  if (!inventory) throw new AppError('internal.bug', {});
  return inventory;
}

async function stageSet(run: Run, service: PlannedService, set: ArtifactSet, ctx: Context): Promise<void> {
  await checkDataSpace(run, service, set, ctx);
  run.staged.set(
    service.name,
    await driver(service).stage(await targetOf(run, service, ctx), set, stageOptions(run, service), ctx),
  );
}

/**
 * Rejects as {@link Driver.fits} does when a target cannot hold what is in its source, before the first of them is read, and as
 * {@link captured} does.
 */
export async function fit(run: Run, step: Names): Promise<void> {
  await sideBySide(run.ctx, servicesOf(run, step.services), async (service, ctx) =>
    driver(service).fits(await captured(run, service, ctx), { items: service.items }, await targetOf(run, service, ctx), ctx),
  );
}

/** Returns what a driver must know to stage a service, with a new id. `intend` writes to the ledger. */
export function stageOptions(run: Run, service: PlannedService): StageOptions {
  const { request } = run.plan;
  const wishes = 'noOwner' in request ? request : undefined;
  const without = withoutOf(run, service);
  return {
    id: changeId(),
    intend: (ref) => writeChange(run, service.name, 'staging', ref),
    items: service.items,
    ...(service.rename && { rename: service.rename }),
    ...(service.inPlace !== undefined && { inPlace: service.inPlace }),
    ...(wishes && { noOwner: wishes.noOwner, noPrivileges: wishes.noPrivileges }),
    ...(without && { without }),
  };
}

/**
 * Makes what an earlier job put aside the replacement. Rejects with `conflict.undo-gone` when that is not among its `changes`, or
 * as {@link targetOf} and the driver do.
 */
export async function reopen(run: Run, step: Names, changes: { service: string; ref: ChangeRef }[]): Promise<void> {
  for (const service of servicesOf(run, step.services)) {
    const change = changes.find((kept) => kept.service === service.name);
    if (!change) throw new AppError('conflict.undo-gone', { job: run.plan.job ?? '' });
    const staged = await driver(service).reopen(await targetOf(run, service), change.ref, stageOptions(run, service), run.ctx);
    run.staged.set(service.name, staged);
    await writeChange(run, service.name, 'staged', staged.ref);
  }
}

/**
 * Compares what is staged with what was captured. Rejects with `unproven.differences`, also when nothing was compared, unless
 * nothing was captured; and as the driver does.
 */
export async function prove(run: Run, step: Names): Promise<void> {
  await sideBySide(run.ctx, servicesOf(run, step.services), (service, outer) =>
    phase(
      run,
      service,
      'prove',
      async (ctx) => {
        const staged = run.staged.get(service.name);
        const expected = run.expected.get(service.name);
        if (!staged || !expected) throw new AppError('internal.bug', {});
        judge(run, service, expected, await staged.inventory(ctx));
      },
      { ctx: outer },
    ),
  );
}

const stagedDiffers = (service: PlannedService, { checked, differences }: Differing): AppError =>
  new AppError('unproven.differences', { service: service.name, checked, differences });

interface Differing {
  checked: number;
  differences: string[];
}

/**
 * Returns the proof, and records it with its rows in the service's result. Throws what `differs` makes of it when it does not hold:
 * `unproven.differences`, where that is not given.
 */
export function judge(
  run: Run,
  service: PlannedService,
  expected: Inventory,
  found: FoundInventory,
  differs: (service: PlannedService, how: Differing) => AppError = stagedDiffers,
): Proof {
  const proof = proofOf(run, service, expected, found);
  const result = resultOf(run, service.name);
  result.proof = proof;
  result.rows = proof.rows;
  if (proof.ok) return proof;
  throw differs(service, differing(proof));
}

function proofOf(run: Run, service: PlannedService, expected: Inventory, found: FoundInventory): Proof {
  const recorded = { expected: recordedIn(expected, service.kind), found: recordedOf(run, service, found) };
  return compare(comparable(run, service, expected), comparable(run, service, found), recorded);
}

const differing = ({ checked, differences }: Proof): Differing => ({
  checked,
  differences: differences.slice(0, 20).map(describe),
});

const leavesOwners = ({ plan: { request } }: Run): boolean => 'noOwner' in request && request.noOwner;

/**
 * Returns the inventory with the chosen items alone, and without owners where they were left out on purpose and nothing says which
 * facts were recorded.
 */
function comparable<T extends Inventory>(run: Run, { kind, items }: PlannedService, inventory: T): T {
  const entries = inventory.entries.filter(({ item }) => items.includes(item));
  if (!leavesOwners(run) || recordedIn(inventory, kind)) return { ...inventory, entries };
  const withoutOwner = (exact: Inventory['entries'][number]['exact']): typeof exact =>
    Object.fromEntries(Object.entries(exact).filter(([fact]) => fact !== 'owner'));
  return { ...inventory, entries: entries.map((entry) => ({ ...entry, exact: withoutOwner(entry.exact) })) };
}

/**
 * Returns which facts count as recorded of what was found, or undefined when that is not known. Where owners are left out on
 * purpose, theirs do not: they are named as not compared.
 */
function recordedOf(run: Run, { kind }: PlannedService, found: Inventory): Recorded | undefined {
  const recorded = recordedIn(found, kind);
  if (!recorded || !leavesOwners(run)) return recorded;
  return Object.fromEntries(Object.entries(recorded).map(([type, facts]) => [type, facts.filter((fact) => fact !== 'owner')]));
}

const describe = ({ item, name, type, field, expected, found }: Difference): string => {
  const what = [item, name].filter(Boolean).join('.');
  if (found === null) return `${type} ${what}${field && ` ${field}`}: missing`;
  if (expected === null) return `${type} ${what}: not captured`;
  return `${type} ${what}: ${field} ${inOneLine(expected)} expected, ${inOneLine(found)} found`;
};

/**
 * Makes every staged replacement live, one service after the other, and compares what is live. Each change is on disk before the
 * act. Rejects with `locked.lost`, with `capture-failed.moving` before an overwrite when a writer runs again,
 * with `unproven.live`, `unproven.live-exchanged` or `unproven.live-kept`, or as {@link targetOf} and the driver do. A failure leaves it to `repair` to take
 * the done ones back.
 */
export async function swap(run: Run, step: Names): Promise<void> {
  let kept: unknown;
  for (const service of servicesOf(run, step.services)) {
    const staged = run.staged.get(service.name);
    if (!staged) throw new AppError('internal.bug', {});
    await phase(run, service, 'swap', (ctx) => swapOne(run, service, staged, ctx));
    try {
      await compareLive(run, service, staged);
    } catch (error) {
      if (!AppError.is(error) || error.key !== 'unproven.live-kept') throw error;
      // There is no way back: the others must not be left behind.
      kept ??= error;
    }
  }
  if (kept === undefined) return;
  run.keepsNew = true;
  throw kept;
}

/**
 * Compares what is live now, before writers that stand still return: all of it in a service that was overwritten, else what its
 * driver can look at quickly. Notes where a driver cannot look at what was overwritten. Rejects with `unproven.live-exchanged`, for what was
 * overwritten with `unproven.live`, or with `unproven.live-kept` when there is nothing to go back to, and as the driver does.
 */
async function compareLive(run: Run, service: PlannedService, staged: Staged): Promise<void> {
  const expected = run.expected.get(service.name);
  // Writers that were never stopped are at work on it by now.
  if (!expected || (!service.inPlace && run.ledger.state().quiet.length === 0)) return;
  if (!staged.live) {
    if (service.inPlace) await note(run, 'warn', message('note.live-not-compared', { service: service.name }));
    return;
  }
  await phase(run, service, 'live', async (ctx) => {
    const found = await staged.live?.(ctx);
    if (!found) return;
    if (service.inPlace) judge(run, service, expected, found, (_, how) => liveDiffers(run, service, how));
    else assertExchanged(service, proofOf(run, service, expected, found));
  });
}

/** Throws `unproven.live-exchanged` when what was switched in is not what was proven. */
function assertExchanged({ name: service }: PlannedService, proof: Proof): void {
  if (proof.ok) return;
  throw new AppError('unproven.live-exchanged', { service, differences: differing(proof).differences });
}

function liveDiffers(run: Run, { name: service }: PlannedService, { differences }: Differing): AppError {
  const { safety } = run.ledger.state();
  const { snapshot = '' } = run.plan;
  return safety === undefined
    ? new AppError('unproven.live-kept', { service, differences }, { hint: message('hint.live-kept', { snapshot }) })
    : new AppError('unproven.live', { service, differences, safety }, { hint: message('hint.live', { snapshot, safety }) });
}

async function swapOne(run: Run, service: PlannedService, staged: Staged, ctx: Context): Promise<void> {
  const down = mustStop(service, 'swap');
  const target = await targetOf(run, service, ctx);
  await assertLocked(run.host, run.lock, ctx);
  if (service.inPlace) await assertStill(run, 'capture-failed.moving', ctx);
  if (down) {
    await staged.beforeStop?.(ctx);
    await takeDown(run, service, target.containers, ctx);
  }
  await writeChange(run, service.name, 'swapping', staged.ref);
  // From here to `swapped` a cancel waits: half a swap is of no use.
  const ref = await staged.swap(cleanupContext(ctx, 6 * 3600_000));
  await writeChange(run, service.name, 'swapped', ref);
  if (down) await bringBack(run, target.containers);
}

/**
 * Overwrites live data in place from its safety snapshot: the way back when a replacement in place failed. Rejects as
 * `Snapshot.artifacts`, {@link targetOf} and its driver do.
 */
export async function restoreInPlace(run: Run, service: PlannedService, safety: Snapshot, ctx: Context): Promise<void> {
  const live = asLive(service);
  const set = await safety.artifacts(live.name, ctx);
  // All of it, whatever was wished for the new data.
  const { noOwner: _o, noPrivileges: _p, without: _w, ...options } = stageOptions(run, live);
  const staged = await driver(service).stage(await targetOf(run, service, ctx), set, options, ctx);
  await staged.swap(ctx);
}
