import { cleanupContext } from '../context.ts';
import type { ErrorCode } from '../model/exitCodes.ts';
import { toErrorInfo } from '../errors.ts';
import type { ProofRecord } from '../model/manifest.ts';
import type { Operation } from '../model/plan.ts';
import type { Run } from './run.ts';

const kinds: Partial<Record<Operation, ProofRecord['kind']>> = { verify: 'verify', drill: 'drill', restore: 'restore' };

/** Failures that speak against the snapshot itself: not a lost connection, not a missing image, not a cancel. */
const damning = new Set<string>(['corrupt', 'unproven'] satisfies ErrorCode[]);

/**
 * Writes beside the snapshot what was proven of it or, with `error`, how the proof failed. Writes nothing when the plan proves
 * nothing, or when the failure does not speak against the snapshot. Never rejects: what the repository does not take is logged.
 */
export async function recordProof(run: Run, error?: unknown): Promise<void> {
  const kind = kinds[run.plan.operation];
  const { snapshot } = run;
  if (!kind || !snapshot) return;
  const failure = error === undefined ? undefined : toErrorInfo(error);
  if (failure && (run.ctx.signal.aborted || !damning.has(failure.code))) return;
  const services = [...run.results.values()];
  const notCompared = [...new Set(services.flatMap(({ proof }) => proof?.notCompared ?? []))].sort();
  const record: ProofRecord = {
    snapshot: snapshot.manifest.id,
    kind,
    at: new Date().toISOString(),
    ok: failure === undefined,
    rows: services.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
    seconds: (performance.now() - run.begun) / 1000,
    services: wholeServices(run),
    ...(notCompared.length > 0 && { notCompared }),
    evidence: services.map(({ service, image, images, proof, rows, seconds }) => ({
      service,
      ...(image && { image }),
      ...(images && { images }),
      checked: proof?.checked ?? 0,
      rows: rows ?? 0,
      ...(proof && proof.notCompared.length > 0 && { notCompared: proof.notCompared }),
      seconds: Object.values(seconds).reduce((sum, each) => sum + each, 0),
    })),
    ...(failure && { error: failure }),
  };
  try {
    await run.repository.recordProof(snapshot, record, cleanupContext(run.ctx));
  } catch (later) {
    // A read-only or full repository takes nothing from what was proven.
    run.ctx.log.warn('the proof could not be recorded', { error: String(later) });
  }
}

/** Returns the snapshot's names of the services that the job has a result of, with all their items. Empty when there are none. */
function wholeServices({ plan, results, snapshot }: Run): string[] {
  return plan.services
    .filter(({ name, items, from = name }) => {
      const saved = snapshot?.manifest.services.find((service) => service.name === from);
      return results.has(name) && saved?.items.every((item) => items.includes(item));
    })
    .map(({ name, from = name }) => from);
}
