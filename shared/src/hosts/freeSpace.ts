import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { text } from './collect.ts';
import type { Host, RunSpec } from './host.ts';

/** A file system as a container sees it. */
export interface FreeSpace {
  /** Bytes. */
  free: number;
  /** Where it is mounted: two folders with the same one share the room. */
  mount: string;
}

const command = (path: string): string[] => ['df', '-Pk', path];

/**
 * Resolves with the room at a folder of a running container; undefined where its image has no command that could tell, where that
 * fails, and for any `tool-failed` of Docker.
 */
export const freeSpaceAt = (host: Host, container: string, path: string, ctx: Context): Promise<FreeSpace | undefined> =>
  read(host.exec(container, command(path), ctx));

/** Resolves with the room at a folder of a throw-away container, as its root user sees it; undefined as for {@link freeSpaceAt}. */
export const freeSpaceIn = (host: Host, spec: RunSpec, path: string, ctx: Context): Promise<FreeSpace | undefined> =>
  read(host.run(spec, command(path), ctx, { user: '0' }));

async function read(said: Readable): Promise<FreeSpace | undefined> {
  try {
    const fields = (await text(said)).trim().split('\n').at(-1)?.split(/\s+/) ?? [];
    const kilobytes = Number(fields[3]);
    return Number.isFinite(kilobytes) ? { free: kilobytes * 1024, mount: fields.slice(5).join(' ') } : undefined;
  } catch (error) {
    if (AppError.is(error, 'tool-missing') || AppError.is(error, 'tool-failed')) return undefined;
    throw error;
  }
}
