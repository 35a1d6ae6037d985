import pMap from 'p-map';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { StoredArtifact } from '../../model/manifest.ts';
import type { Step } from '../../model/plan.ts';
import type { SnapshotCopy } from '../../repository/repository.ts';
import { openCopiedSnapshot } from '../../repository/copiedSnapshot.ts';
import { type Run, phase, resultOf, servicesOf } from '../run.ts';

/** How many files are copied side by side. */
const lanes = 4;

/**
 * Copies a snapshot from a folder into the repository: every byte is checked on the way, and the manifest comes last. Rejects
 * before anything is written as {@link openCopiedSnapshot} does, with `stale-plan.snapshot` when another one is in the folder,
 * and with `no-space.repository-full`. Rejects with `corrupt` for other bytes, and as `Repository.import` does.
 */
export async function importSnapshot(run: Run, step: Extract<Step, { do: 'import' }>): Promise<void> {
  const source = await openCopiedSnapshot(step.folder, run.ctx);
  const { manifest, hash, reference } = source.snapshot;
  if (hash !== step.hash) throw new AppError('stale-plan.snapshot', { snapshot: reference });
  const needed = manifest.artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
  const free = await run.repository.free(run.ctx);
  if (free !== undefined && free < needed)
    throw new AppError('no-space.repository-full', { repository: run.plan.repo, free, needed });
  await run.ledger.write({ type: 'snapshot', repo: run.plan.repo, safety: false });
  await using copy = await run.repository.import(source, { job: run.job, owner: run.owner }, run.ctx);
  const of = (service: string): StoredArtifact[] => manifest.artifacts.filter((artifact) => artifact.service === service);
  const names = manifest.services.map(({ name }) => name);
  for (const service of servicesOf(run, names)) {
    const stored = of(service.name);
    const total = stored.reduce((sum, { bytes }) => sum + bytes, 0);
    await phase(run, service, 'import', (ctx) => copyAll(copy, stored, ctx), { total });
    resultOf(run, service.name).bytes = total;
  }
  await copyAll(
    copy,
    manifest.artifacts.filter(({ service }) => !names.includes(service)),
    run.ctx,
  );
  await copy.commit(run.ctx);
  await run.ledger.write({ type: 'committed', reference: copy.reference, safety: false });
}

async function copyAll(copy: SnapshotCopy, artifacts: StoredArtifact[], ctx: Context): Promise<void> {
  await pMap(artifacts, (artifact) => copy.add(artifact, ctx), { concurrency: lanes, signal: ctx.signal });
}
