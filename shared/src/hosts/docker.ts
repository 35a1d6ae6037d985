import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError, abortion } from '../errors.ts';
import { archive, extract, readFile, stat } from './archive.ts';
import { KnownDocker, pathOf } from './knownDocker.ts';
import type { Container } from './container.ts';
import { dial } from './dial.ts';
import { DockerApi } from './dockerApi.ts';
import { events } from './events.ts';
import { exec } from './exec.ts';
import type { Host, HostAddress, HostInfo, Image } from './host.ts';
import { Inspected, toContainer } from './inspect.ts';
import { Listed, fromList } from './list.ts';
import { labels } from './labels.ts';
import { lock, locks, unlock } from './lock.ts';
import { mountable } from './mountable.ts';
import { untilPaused } from './pause.ts';
import { untilAnswered } from './untilAnswered.ts';
import { create, run } from './run.ts';
import { sweep } from './sweep.ts';
import { createVolume, removeVolume } from './volumes.ts';

/** Returns a host and does not connect yet: the first call does. Never throws. */
export const connectDocker = (name: string, address: HostAddress): Host => dockerOn(name, new DockerApi(address));

/** Returns a host that takes over this Docker: disposing the host disposes it. Asks nothing of it. */
export function dockerOn(name: string, api: DockerApi): Host {
  const on = new KnownDocker(api);
  /**
   * Resolves with Docker's answer even when it was aborted: Docker does it all the same, and must not do it after what takes it
   * back. Rejects with `not-found.container`, `conflict.container-state`, or `timeout` when no answer came within `patience`
   * milliseconds of the abort (a minute when absent).
   */
  const act = async (id: string, action: string, { signal }: Context, patience?: number): Promise<void> => {
    if (signal.aborted) throw abortion(signal);
    using lasting = untilAnswered(signal, patience);
    try {
      await on.api.send('POST', pathOf(id, action), { signal: lasting.signal });
    } catch (error) {
      throw on.aboutContainer(error, id);
    }
  };
  const stateOf = async (id: string, ctx: Context): Promise<Container['state']> => (await container(on, id, ctx)).state;
  return {
    name,
    address: api.address,
    info: (ctx) => info(on, ctx),
    containers: (ctx) => containers(on, ctx),
    container: (id, ctx) => container(on, id, ctx),
    exec: (id, argv, ctx, io) => exec(on, id, argv, ctx, io),
    run: (spec, argv, ctx, io) => run(on, spec, argv, ctx, io),
    create: (spec, argv, ctx, io) => create(on, spec, argv, ctx, io),
    dial: (id, port, ctx) => dial(on, id, port, ctx),
    mountable: (image, path, ctx) => mountable(on, image, path, ctx),
    readFile: (id, path, ctx) => readFile(on, id, path, ctx),
    stat: (id, path, ctx) => stat(on, id, path, ctx),
    archive: (id, path, ctx) => archive(on, id, path, ctx),
    extract: (id, path, tar, ctx) => extract(on, id, path, tar, ctx),
    start: (id, ctx) => act(id, '/start', ctx),
    stop: async (id, ctx) => {
      const { stopTimeout } = await container(on, id, ctx);
      await act(id, '/stop', ctx, (stopTimeout + 60) * 1000);
    },
    pause: (id, ctx) =>
      untilPaused(
        async () => (await stateOf(id, ctx)) === 'paused',
        () => act(id, '/pause', ctx),
      ),
    unpause: async (id, ctx) => {
      if ((await stateOf(id, ctx)) !== 'paused') return;
      try {
        await act(id, '/unpause', ctx);
      } catch (error) {
        // Another process, such as a watchdog, was quicker.
        if (!AppError.is(error) || (await stateOf(id, ctx)) === 'paused') throw error;
      }
    },
    createVolume: (volume, ctx) => createVolume(on, volume, ctx),
    removeVolume: (volume, ctx) => removeVolume(on, volume, ctx),
    images: (ctx) => images(on, ctx),
    sweep: (job, ids, ctx) => sweep(on, job, ids, ctx),
    lock: (lockName, image, lockLabels, ctx) => lock(on, lockName, image, lockLabels, ctx),
    locks: (ctx) => locks(on, ctx),
    unlock: (held, ctx) => unlock(on, held, ctx),
    events: (ctx, connection) => events(on, ctx, connection),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

const Info = z.object({
  ID: z.string(),
  Name: z.string(),
  NCPU: z.number(),
  OperatingSystem: z.string().nullish(),
  SecurityOptions: z.array(z.string()).nullish(),
  DockerRootDir: z.string().nullish(),
});
const Version = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  Components: z.array(z.object({ Name: z.string() })).nullish(),
});

async function info(on: KnownDocker, { signal }: Context): Promise<HostInfo> {
  const [about, version] = await Promise.all([
    on.api.json('GET', '/info', Info, { signal }),
    on.api.json('GET', '/version', Version, { signal }),
  ]);
  const podman = version.Components?.some((component) => component.Name.startsWith('Podman')) ?? false;
  return {
    id: about.ID,
    engine: podman ? 'podman' : about.OperatingSystem === 'Docker Desktop' ? 'docker-desktop' : 'docker',
    version: version.Version,
    apiVersion: version.ApiVersion,
    machine: about.Name,
    cpus: about.NCPU,
    rootless: about.SecurityOptions?.some((option) => option.includes('rootless')) ?? false,
    root: about.DockerRootDir ?? '',
  };
}

async function container(on: KnownDocker, id: string, { signal }: Context, silence?: number): Promise<Container> {
  try {
    const call = { signal, ...(silence !== undefined && { silence }) };
    const found = toContainer(await on.api.json('GET', pathOf(id, '/json'), Inspected, call));
    on.containers.set(found.id, found);
    return found;
  } catch (error) {
    throw on.aboutContainer(error, id);
  }
}

/** Silence about one container, in milliseconds, while Docker answers about others. */
const stuckAfter = 8000;

/** Questions asked of Docker side by side. */
const lanes = 8;

async function containers(on: KnownDocker, ctx: Context): Promise<Container[]> {
  const listed = await on.api.json('GET', '/containers/json', z.array(Listed), { signal: ctx.signal, query: { all: true } });
  const entries = listed.filter(({ Labels: has }) => has[labels.helper] === undefined && has[labels.lock] === undefined).values();
  const found: Container[] = [];
  const work = async (): Promise<void> => {
    for (const entry of entries) {
      try {
        found.push(await container(on, entry.Id, ctx, stuckAfter));
      } catch (error) {
        // Docker answers nothing about a container that it cannot stop, or whose archive is being read: it must not be
        // in the way of all others.
        if (AppError.is(error) && error.key === 'timeout.engine' && !ctx.signal.aborted)
          found.push({ ...(on.containers.get(entry.Id) ?? fromList(entry)), state: entry.State });
        // Removed since it was listed.
        else if (!AppError.is(error, 'not-found')) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const Images = z.array(
  z.object({
    Id: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    RepoDigests: z.array(z.string()).nullish(),
    Created: z.number(),
  }),
);

async function images(on: KnownDocker, { signal }: Context): Promise<Image[]> {
  const named = (references: string[] | null | undefined): string[] =>
    (references ?? []).filter((reference) => !reference.startsWith('<none>'));
  return (await on.api.json('GET', '/images/json', Images, { signal })).map((image) => ({
    id: image.Id,
    references: named(image.RepoTags),
    digests: named(image.RepoDigests),
    created: new Date(image.Created * 1000),
  }));
}
