import { pipeline, type Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { extract as tarExtract } from 'tar-stream';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { pathOf, type KnownDocker } from './knownDocker.ts';
import { connectionFailure } from './failure.ts';
import type { PathStat } from './host.ts';
import { readableFrom } from './readableFrom.ts';

const Stat = z.object({ name: z.string(), size: z.number(), mode: z.number(), linkTarget: z.string().nullish() });
type Stat = z.infer<typeof Stat>;

/** Go's file mode: the type is in the upper bits. */
const directoryBit = 0x8000_0000;
const linkBit = 0x0800_0000;
const typeBits = 0x8f28_0000;
const permissionBits = 0o777;
const modeType = (mode: number): number => (mode & typeBits) >>> 0;

/** Resolves with what a path of a container leads to; undefined when nothing is there. See {@link Host.stat}. */
export async function stat(on: KnownDocker, container: string, path: string, ctx: Context): Promise<PathStat | undefined> {
  const found = await follow(on, container, path, ctx.signal);
  if (!found) return undefined;
  return {
    name: found.stat.name,
    bytes: found.stat.size,
    mode: found.stat.mode & permissionBits,
    directory: modeType(found.stat.mode) === directoryBit,
  };
}

/** Returns a tar of a path of a container. Errors as {@link Host.archive} says. */
export function archive(on: KnownDocker, container: string, path: string, ctx: Context): Readable {
  return readableFrom(ctx, async function* (signal) {
    const response = await open(on, 'GET', container, path, signal);
    yield* content(on, response, signal);
  });
}

/** Returns the content of one regular file of a container. Every failure is an error of the stream. See {@link Host.readFile}. */
export function readFile(on: KnownDocker, container: string, path: string, ctx: Context): Readable {
  return readableFrom(ctx, async function* (signal) {
    const target = await follow(on, container, path, signal);
    if (!target) throw missing(on, container, path);
    if (modeType(target.stat.mode) !== 0) throw new AppError('unsupported.not-a-file', { path });
    const response = await open(on, 'GET', container, target.path, signal);
    yield* onlyFile(on, response, path, statOf(response).size, signal);
  });
}

/**
 * Unpacks a tar below a directory of a container. Rejects with `not-found.path` or `not-found.container` when there is none;
 * destroys the tar when it rejects. See {@link Host.extract}.
 */
export async function extract(on: KnownDocker, container: string, path: string, tar: Readable, ctx: Context): Promise<void> {
  try {
    await on.api.send('PUT', pathOf(container, '/archive'), { signal: ctx.signal, query: { path }, body: tar });
  } catch (error) {
    tar.destroy();
    // A refusal in the middle of an upload shows as a broken connection, so the reason is asked for.
    const isFromDocker =
      AppError.is(error, 'host-unreachable') || AppError.is(error, 'not-found') || AppError.is(error, 'tool-failed');
    const reason = isFromDocker ? await whyRefused(on, container, path, ctx) : undefined;
    throw reason ?? on.aboutContainer(error, container);
  }
}

/** Longest wait for an engine to say why it refused, in milliseconds. */
const explanation = 8000;

/** Resolves with why a tar cannot be unpacked there; undefined when the container has that directory, or cannot be asked in time. */
async function whyRefused(on: KnownDocker, container: string, path: string, ctx: Context): Promise<AppError | undefined> {
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(explanation)]);
  try {
    const target = await stat(on, container, path, { ...ctx, signal });
    return target?.directory ? undefined : missing(on, container, path);
  } catch (error) {
    return AppError.is(error, 'not-found') ? error : undefined;
  }
}

async function* content(on: KnownDocker, response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* response as AsyncIterable<Buffer>;
  } catch (cause) {
    throw signal.aborted ? cause : connectionFailure(cause, on.api.address);
  }
}

/**
 * Yields the one entry of a tar, read to the tar's own end: where a file shrinks or grows meanwhile, Docker Engines send a tar that
 * is too short, or break off. Throws `corrupt.archive` when the tar is damaged or has other entries, `corrupt.file-changed` when
 * the entry has other than the expected bytes, and the failure of the connection.
 */
async function* onlyFile(
  on: KnownDocker,
  response: IncomingMessage,
  path: string,
  expected: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const parser = tarExtract();
  let failure: unknown;
  pipeline(response, parser, (error) => {
    failure = error ?? undefined;
  });
  let found = 0;
  let entries = 0;
  try {
    for await (const entry of parser) {
      entries += 1;
      for await (const chunk of entry as AsyncIterable<Buffer>) {
        found += chunk.length;
        if (entries === 1) yield chunk;
      }
    }
  } catch (cause) {
    if (signal.aborted) throw cause;
    if (!response.complete) throw connectionFailure(failure ?? cause, on.api.address);
    throw new AppError('corrupt.archive', { path }, { cause });
  }
  if (entries !== 1) throw new AppError('corrupt.archive', { path });
  if (found !== expected) throw new AppError('corrupt.file-changed', { path, expected, found });
}

/**
 * Resolves with where a path leads, symbolic links followed as Docker resolves them; undefined when nothing is there, or after 40
 * links.
 */
async function follow(
  on: KnownDocker,
  container: string,
  path: string,
  signal: AbortSignal,
): Promise<{ path: string; stat: Stat } | undefined> {
  let at = path;
  for (let links = 0; links < 40; links += 1) {
    let response: IncomingMessage;
    try {
      response = await open(on, 'HEAD', container, at, signal);
    } catch (error) {
      if (AppError.is(error) && error.key === 'not-found.path') return undefined;
      throw error;
    }
    response.resume();
    const found = statOf(response);
    // Podman names a target for what is no link, too: the path itself.
    if (!found.linkTarget || modeType(found.mode) !== linkBit) return { path: at, stat: found };
    at = found.linkTarget;
  }
  return undefined;
}

/**
 * Resolves with Docker's answer about a path. Rejects with `not-found.container` or `not-found.path`: Docker says 404 for both
 * alike, so it is asked for the container then.
 */
async function open(
  on: KnownDocker,
  method: 'GET' | 'HEAD',
  container: string,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  try {
    return await on.api.open(method, pathOf(container, '/archive'), { signal, query: { path } });
  } catch (error) {
    if (!AppError.is(error, 'not-found')) throw on.aboutContainer(error, container);
    await on.api.json('GET', pathOf(container, '/json'), z.object({}), { signal }).catch((gone: unknown) => {
      throw on.aboutContainer(gone, container);
    });
    throw missing(on, container, path);
  }
}

const missing = (on: KnownDocker, container: string, path: string): AppError =>
  new AppError('not-found.path', { container: on.nameOf(container), path });

function statOf(response: IncomingMessage): Stat {
  const header = response.headers['x-docker-container-path-stat'];
  return Stat.parse(JSON.parse(Buffer.from(String(header), 'base64').toString()));
}
