import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import type { ArtifactSet } from '../../artifact.ts';
import { AppError } from '../../errors.ts';
import { freeSpaceAt, freeSpaceIn } from '../../hosts/freeSpace.ts';
import type { PlannedService } from '../../model/plan.ts';
import { dataRoom, spoolBytes } from '../../plan/demands.ts';
import { stackFolder } from '../../repository/layout.ts';
import { message } from '../../text/message.ts';
import { type Run, note, targetOf } from '../run.ts';

/**
 * Rejects with `no-space.data` before anything is staged: a disk that fills up in the middle would harm the live data beside it.
 * Rejects as {@link targetOf} does. Resolves also where the free space is not known, and for a service without a container.
 */
export async function checkDataSpace(run: Run, service: PlannedService, set: ArtifactSet, ctx: Context): Promise<void> {
  const { containers } = await targetOf(run, service, ctx);
  const [container] = containers;
  // What lies in no container says by itself where it lies, and its driver looks after the room there.
  if (!container) return;
  const needed = new Map<string, { path: string; free: number; bytes: number }>();
  for (const { path, bytes } of dataRoom(service, sizeOf(service, set))) {
    const room = await freeSpaceAt(run.host, container.id, path, ctx);
    if (!room) continue;
    const known = needed.get(room.mount);
    needed.set(room.mount, { path: known?.path ?? path, free: room.free, bytes: (known?.bytes ?? 0) + bytes });
  }
  for (const { path, free, bytes } of needed.values()) {
    if (free < bytes) throw new AppError('no-space.data', { service: service.name, path, free, needed: bytes });
  }
}

/**
 * Returns the bytes that the data had when it was captured, or those that are stored of it before compression, whichever are more.
 */
function sizeOf(service: PlannedService, { inventory, artifacts }: ArtifactSet): number {
  const stored = artifacts.reduce((sum, { logicalBytes }) => sum + logicalBytes, 0);
  const captured = inventory.entries
    .filter(({ item, name }) => name === '' && service.items.includes(item))
    .reduce((sum, { informative }) => sum + Number(informative['bytes'] ?? 0), 0);
  return Math.max(stored, captured);
}

/** Where a throw-away container mounts a spool to look at its room. */
const folder = '/longshore';

/**
 * Makes a volume for the capture of each service that needs one. Rejects with `no-space.capture` when all of them together have not
 * enough room: volumes of one host share a disk. Passes where the free space is not known.
 */
export async function makeSpools(run: Run, services: PlannedService[]): Promise<void> {
  const spooled = services.flatMap((service) => {
    const bytes = spoolBytes(service);
    const target = run.targets.get(service.name);
    return bytes === undefined || !target ? [] : [{ name: service.name, bytes, target }];
  });
  const needed = spooled.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, target } of spooled) {
    const volume = `longshore-spool-${randomUUID()}`;
    run.spools.set(name, { host: target.host, volume });
    await target.host.createVolume(volume, run.ctx);
    const [container] = target.containers;
    const image = container?.id ?? (await target.host.images(run.ctx))[0]?.id ?? '';
    const spec = { image, volumes: [{ name: volume, destination: folder }] };
    const room = await freeSpaceIn(target.host, spec, folder, run.ctx);
    if (room && room.free < needed) {
      throw new AppError('no-space.capture', { services: spooled.map((each) => each.name), free: room.free, needed });
    }
  }
}

/**
 * Rejects with `no-space.repository-full` when not even as much is free as the stack's newest snapshot takes. Notes it in the
 * journal when it may become tight. Resolves when the storage does not tell its free space.
 */
export async function checkRepositorySpace(run: Run): Promise<void> {
  const free = await run.repository.free(run.ctx);
  if (free === undefined || !run.plan.stack) return;
  const estimate = run.plan.services.reduce((sum, { bytes }) => sum + bytes, 0);
  const stack = stackFolder(run.plan.stack);
  const last = (await run.repository.newest([stack], run.ctx)).get(stack)?.bytes ?? 0;
  if (free < last) throw new AppError('no-space.repository-full', { repository: run.plan.repo, free, needed: last });
  if (free < estimate) await note(run, 'warn', message('note.tight', { repository: run.plan.repo, free, estimate }));
}
