import type { Context } from '../../context.ts';
import type { ArtifactSet } from '../../drivers/driver.ts';
import { AppError } from '../../errors.ts';
import { collect } from '../../hosts/collect.ts';
import type { PlannedService } from '../../model/plan.ts';
import { stackFolder } from '../../repository/layout.ts';
import { message } from '../../text/catalogue.ts';
import { type Run, note, targetOf } from '../run.ts';

/** What a copy beside the live data takes: the data itself, what is written twice on the way, and some air. */
const margin = 1.2;

/** Before anything is staged: a disk that fills up in the middle would harm the live data beside it. */
export async function checkDataSpace(run: Run, service: PlannedService, set: ArtifactSet, ctx: Context): Promise<void> {
  const path = service.traits.needs.find(({ place }) => place === 'data')?.path;
  if (path === undefined) return;
  const { container } = await targetOf(run, service, ctx);
  const free = await freeIn(run, container.id, path, ctx);
  const needed = Math.ceil(sizeOf(service, set) * margin);
  if (free !== undefined && free < needed) throw new AppError('no-space.data', { service: service.name, path, free, needed });
}

/** As large as the data was when it was captured; at least as large as what is stored of it. */
function sizeOf(service: PlannedService, { inventory, artifacts }: ArtifactSet): number {
  const stored = artifacts.reduce((sum, { logicalBytes }) => sum + logicalBytes, 0);
  const captured = inventory.entries
    .filter(({ item, type }) => type === 'database' && service.items.includes(item))
    .reduce((sum, { informative }) => sum + Number(informative['bytes'] ?? 0), 0);
  return Math.max(stored, captured);
}

/** Undefined where the container has no command that could tell. */
async function freeIn(run: Run, container: string, path: string, ctx: Context): Promise<number | undefined> {
  try {
    const lines = (await collect(run.host.exec(container, ['df', '-Pk', path], ctx))).toString().trim().split('\n');
    const kilobytes = Number(lines.at(-1)?.split(/\s+/)[3]);
    return Number.isFinite(kilobytes) ? kilobytes * 1024 : undefined;
  } catch (error) {
    if (AppError.is(error, 'tool-missing') || AppError.is(error, 'tool-failed')) return undefined;
    throw error;
  }
}

/** Before a backup: refused when not even as much as the last one took is free; said when it may become tight. */
export async function checkRepositorySpace(run: Run): Promise<void> {
  const free = await run.repository.free(run.ctx);
  if (free === undefined || !run.plan.stack) return;
  const estimate = run.plan.services.reduce((sum, { bytes }) => sum + bytes, 0);
  const folder = stackFolder(run.plan.stack);
  const last = (await run.repository.newest([folder], run.ctx)).get(folder)?.bytes ?? 0;
  if (free < last) throw new AppError('no-space.repository-full', { repository: run.plan.repo, free, needed: last });
  if (free < estimate) await note(run, 'warn', message('note.tight', { repository: run.plan.repo, free, estimate }));
}
