import { Ledger } from './ledger.ts';
import type { Run } from './run.ts';
import { jobDir } from './store.ts';

/**
 * Writes to the earlier job that what it kept is live again. Does nothing for any other plan than an undo. To be called only when
 * an undo has ended well: one that is taken back must still be possible later. Never rejects: a note that cannot be written costs
 * nothing but an offer that would be refused.
 */
export async function markUndone(run: Run): Promise<void> {
  const { operation, job } = run.plan;
  if (operation !== 'undo' || job === undefined) return;
  const services = run.ledger.state().changes.flatMap(({ stage, service }) => (stage === 'swapped' ? [service] : []));
  try {
    await using ledger = await Ledger.open(jobDir(run.dataDir, job));
    await ledger.write({ type: 'undone', by: run.job, services });
  } catch (error) {
    run.ctx.log.warn('the undo could not be noted with its job', { job, error: String(error) });
  }
}
