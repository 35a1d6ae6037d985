import { cleanupContext } from '../context.ts';
import type { ErrorCode } from '../model/exitCodes.ts';
import { AppError, toErrorInfo } from '../errors.ts';
import type { ProofRecord } from '../model/manifest.ts';
import type { Operation, PlannedService, Step } from '../model/plan.ts';
import { message } from '../text/message.ts';
import { type Run, note } from './run.ts';

const kinds: Partial<Record<Operation, ProofRecord['kind']>> = { verify: 'verify', drill: 'drill', restore: 'restore' };

/** Steps that read the snapshot, or look at what was loaded of it. What fails in another one says nothing of it. */
const proving = new Set<Step['do']>(['check', 'parse', 'trial', 'stage', 'prove', 'swap', 'settle']);

/** Failures that speak against the snapshot itself: not a lost connection, not a missing image, not a full disk. */
const damning = new Set<string>(['corrupt', 'unproven'] satisfies ErrorCode[]);

/** What was proven, and is not so on the live server: that tells of the server, and of what is around it. */
const ofServer =
  /^unproven\.(?:live-exchanged|valkey-(?:users|evicted|slots|down|replica)|postgres-(?:exchanged|standby|shut|writes))/;

/** Returns whether a server refused a statement for want of memory, room or connections, or because it was ended. */
const isServersLack = ({ params }: AppError): boolean =>
  'state' in params && typeof params['state'] === 'string' && /^(?:53|57|58)/.test(params['state']);

/** Further ones: a healthy server refuses what was saved. */
const refusals = new Set<string>(['tool-failed.restore'] satisfies AppError['key'][]);

/**
 * Returns whether a failure of a step speaks against the snapshot. False for a cancel. In a drill the server is ours, and fresh:
 * each statement that it refuses does.
 */
export function speaksAgainst(error: unknown, step: Step['do'] | undefined): boolean {
  if (!AppError.is(error) || step === undefined || !proving.has(step)) return false;
  if (ofServer.test(error.key) || isServersLack(error)) return false;
  return damning.has(error.code) || refusals.has(error.key) || (step === 'trial' && error.key === 'tool-failed.sql');
}

/**
 * Writes beside the snapshot what was proven of it or, with the `error` of a `step`, how the proof failed. Writes nothing when the
 * plan proves nothing, or when the failure does not {@link speaksAgainst} the snapshot. Never rejects: what the repository does not
 * take is noted in the journal.
 */
export async function recordProof(run: Run, failed?: { error: unknown; step: Step['do'] | undefined }): Promise<void> {
  const kind = kinds[run.plan.operation];
  const { snapshot } = run;
  if (!kind || !snapshot) return;
  if (failed && (run.ctx.signal.aborted || !speaksAgainst(failed.error, failed.step))) return;
  // What was proven does not stay up: that tells of the server, and of what is around it.
  if (failed?.step === 'settle' && run.keepsNew) return;
  const failure = failed && toErrorInfo(failed.error);
  const blamed = failed && run.plan.services.find(({ name }) => name === run.blamed.get(failed.error as object));
  const services = [...run.results.values()];
  const notCompared = [...new Set(services.flatMap(({ proof }) => proof?.notCompared ?? []))].sort();
  const covered = run.plan.services.filter(({ name }) => run.results.has(name));
  const partial = 'without' in run.plan.request && (run.plan.request.without ?? []).length > 0;
  const inPart = covered.filter((service) => partial || !isWhole(run, service));
  const record: ProofRecord = {
    snapshot: snapshot.manifest.id,
    kind,
    at: new Date().toISOString(),
    ok: failure === undefined,
    rows: services.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
    seconds: (performance.now() - run.begun) / 1000,
    services: partial ? [] : covered.filter((service) => service !== blamed && isWhole(run, service)).map(savedName),
    ...(inPart.length > 0 && { items: Object.fromEntries(inPart.map((service) => [savedName(service), service.items])) }),
    ...(partial && { partial }),
    ...(blamed && { failed: savedName(blamed) }),
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
    const params = { snapshot: snapshot.reference, repository: run.plan.repo };
    await note(run, 'warn', message('warning.proof-not-recorded', params)).catch((last: unknown) =>
      run.ctx.log.warn('the journal could not be written', { error: String(last) }),
    );
  }
}

/** Returns the snapshot's name of a service. */
const savedName = ({ name, from = name }: PlannedService): string => from;

/** Returns whether the plan takes all that the snapshot holds of a service. */
function isWhole({ snapshot }: Run, service: PlannedService): boolean {
  const saved = snapshot?.manifest.services.find(({ name }) => name === savedName(service));
  return saved?.items.every((item) => service.items.includes(item)) ?? false;
}
