import type { Context } from '../../context.ts';
import type { ArtifactSet } from '../../drivers/driver.ts';
import { AppError } from '../../errors.ts';
import { roomAt } from '../../hosts/room.ts';
import type { PlannedService } from '../../model/plan.ts';
import { stackFolder } from '../../repository/layout.ts';
import { message } from '../../text/catalogue.ts';
import { type Run, note, targetOf } from '../run.ts';

/** What a copy beside the live data takes: the data itself, what is written twice on the way, and some air. */
const margin = 1.2;

/** Before anything is staged: a disk that fills up in the middle would harm the live data beside it. */
export async function checkDataSpace(run: Run, service: PlannedService, set: ArtifactSet, ctx: Context): Promise<void> {
  const { container } = await targetOf(run, service, ctx);
  const needed = new Map<string, { path: string; free: number; bytes: number }>();
  for (const { path, bytes } of needsOf(service, set)) {
    const room = await roomAt(run.host, container.id, path, ctx);
    if (!room) continue;
    const known = needed.get(room.mount);
    needed.set(room.mount, { path: known?.path ?? path, free: room.free, bytes: (known?.bytes ?? 0) + bytes });
  }
  for (const { path, free, bytes } of needed.values()) {
    if (free < bytes) throw new AppError('no-space.data', { service: service.name, path, free, needed: bytes });
  }
}

/** By folder: what the live service keeps elsewhere than in its data directory goes there again. */
function needsOf(service: PlannedService, set: ArtifactSet): { path: string; bytes: number }[] {
  const [main, ...others] = service.traits.needs.flatMap(({ place, path, ...need }) =>
    place === 'data' && path !== undefined ? [{ path, ...need }] : [],
  );
  if (!main) return [];
  const elsewhere = others.filter(({ items }) => !items || items.some((item) => service.items.includes(item)));
  const rest = Math.max(0, sizeOf(service, set) - elsewhere.reduce((sum, { bytes }) => sum + bytes, 0));
  const copy = Math.ceil(rest * margin);
  return [
    // No more is logged than is written.
    { path: main.path, bytes: copy + Math.min(main.log ?? 0, copy) },
    ...elsewhere.map(({ path, bytes }) => ({ path, bytes: Math.ceil(bytes * margin) })),
  ];
}

/** As large as the data was when it was captured; at least as large as what is stored of it. */
function sizeOf(service: PlannedService, { inventory, artifacts }: ArtifactSet): number {
  const stored = artifacts.reduce((sum, { logicalBytes }) => sum + logicalBytes, 0);
  const captured = inventory.entries
    .filter(({ item, type }) => type === 'database' && service.items.includes(item))
    .reduce((sum, { informative }) => sum + Number(informative['bytes'] ?? 0), 0);
  return Math.max(stored, captured);
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
