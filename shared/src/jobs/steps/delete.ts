import { AppError } from '../../errors.ts';
import type { Step } from '../../model/plan.ts';
import { lossOf, standingOf } from '../../model/standing.ts';
import { lastGood } from '../../plan/delete.ts';
import { stackFolder } from '../../repository/layout.ts';
import type { Snapshot } from '../../repository/repository.ts';
import { message } from '../../text/message.ts';
import { type Run, note } from '../run.ts';

/**
 * Deletes one after another: whenever the job ends, each is untouched or no snapshot any more, though files of one may be left.
 * Rejects before the first as `Repository.find` does, with `stale-plan.snapshot` when one is another than planned, and with
 * `conflict.last-good` unless the request has `force`. Rejects in between as `Repository.delete` does.
 */
export async function deleteSnapshots(run: Run, step: Extract<Step, { do: 'delete' }>): Promise<void> {
  const doomed: Snapshot[] = [];
  for (const { reference, hash } of step.snapshots) {
    const snapshot = await run.repository.find(reference, run.ctx);
    if (snapshot.hash !== hash) throw new AppError('stale-plan.snapshot', { snapshot: reference });
    doomed.push(snapshot);
  }
  const { request } = run.plan;
  if (request.operation !== 'delete' || !request.force) await assertGoodOnesStay(run, doomed);
  for (const snapshot of doomed) {
    run.ctx.signal.throwIfAborted();
    const { reference, manifest } = snapshot;
    await run.ledger.write({ type: 'deleting', reference });
    await run.repository.delete(snapshot, { job: run.job, owner: run.owner }, run.ctx);
    await run.ledger.write({ type: 'deleted', reference });
    run.deleted.push({ reference, bytes: manifest.artifacts.reduce((sum, { bytes }) => sum + bytes, 0) });
    await note(run, 'info', message('note.deleted', { snapshot: reference }));
  }
}

/**
 * Rejects with `conflict.last-good` when a stack would lose something for good: another job may have deleted its other snapshots
 * since the plan was made.
 */
async function assertGoodOnesStay(run: Run, doomed: Snapshot[]): Promise<void> {
  const going = doomed.map(({ reference }) => reference);
  for (const [folder, snapshots] of Map.groupBy(doomed, ({ manifest }) => stackFolder(manifest.stack))) {
    const all = [];
    for await (const summary of run.repository.list(run.ctx, { stack: folder })) all.push(summary);
    const stay = all.filter(({ reference }) => !going.includes(reference));
    const loss = lossOf(all.map(standingOf), stay.map(standingOf));
    if (loss) throw lastGood({ stack: snapshots[0]?.manifest.stack.name ?? folder, ...loss });
  }
}
