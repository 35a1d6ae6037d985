import type { Duplex, Readable } from 'node:stream';
import * as z from 'zod';
import { cleanupContext, type Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { pathOf, type KnownDocker } from './knownDocker.ts';
import type { ExecIO, Helper, RunSpec } from './host.ts';
import { labels } from './labels.ts';
import { EndMark } from './endMark.ts';
import { untilAnswered } from './untilAnswered.ts';
import { output, type Process } from './process.ts';
import { readableFrom } from './readableFrom.ts';

const Created = z.object({ Id: z.string() });
const Image = z.object({ Image: z.string() });
const State = z.object({ State: z.object({ Running: z.boolean(), ExitCode: z.number() }) });

/**
 * Returns the standard output of a command in a throw-away container. Every failure is an error of the stream. See
 * {@link Host.run}.
 */
export function run(on: KnownDocker, spec: RunSpec, argv: string[], ctx: Context, io: ExecIO = {}): Readable {
  return readableFrom(
    ctx,
    async function* (signal) {
      const image = await imageOf(on, spec.image, signal);
      const mark = on.shells.get(image) === false ? undefined : new EndMark();
      yield* output(runProcess(on, { ...spec, image }, argv, ctx, io, mark), ctx, io, signal);
    },
    io.stdin,
  );
}

/**
 * Returns what {@link run} does where there is no shell: nothing is added to the command, and a cut that looks like an end may go
 * unnoticed. `spec.image` must name an image.
 */
export function plainRun(on: KnownDocker, spec: RunSpec, argv: string[], ctx: Context, io: ExecIO = {}): Readable {
  return readableFrom(ctx, (signal) => output(runProcess(on, spec, argv, ctx, io, undefined), ctx, io, signal), io.stdin);
}

/**
 * Resolves with a throw-away container that is only created; disposing it removes it. Rejects with `not-found.image-on-engine` as
 * {@link Host.create} says.
 */
export async function create(
  on: KnownDocker,
  spec: RunSpec,
  argv: string[],
  ctx: Context,
  io: Pick<ExecIO, 'env' | 'user' | 'workingDir'> = {},
): Promise<Helper> {
  const image = await imageOf(on, spec.image, ctx.signal);
  const id = await createContainer(on, { ...spec, image }, argv, ctx, io, {});
  return { id, [Symbol.asyncDispose]: () => remove(on, id, cleanupContext(ctx).signal) };
}

/** Removes a container of ours with its anonymous volumes, running or not. Absent, or being removed by another client, is fine. */
export async function remove(on: KnownDocker, container: string, signal: AbortSignal): Promise<void> {
  try {
    await on.api.send('DELETE', pathOf(container, ''), { signal, query: { force: true, v: true } });
  } catch (error) {
    // 409: another client is removing it right now.
    if (!AppError.is(error, 'not-found') && !AppError.is(error, 'conflict')) throw error;
  }
}

function runProcess(
  on: KnownDocker,
  spec: RunSpec,
  argv: string[],
  ctx: Context,
  io: ExecIO,
  mark: EndMark | undefined,
): Process {
  const { api } = on;
  let id: string | undefined;
  const process: Process = {
    address: api.address,
    tool: (spec.entrypoint ?? argv)[0] ?? '',
    container: spec.image,
    mark,
    connect: async (signal) => {
      const attempt = async (wrap: boolean): Promise<Duplex> => {
        id = await createContainer(on, spec, argv, ctx, io, { ...(wrap && mark && { mark }), attached: true });
        return start(on, id, process.tool, spec.image, io.stdin !== undefined, signal);
      };
      try {
        return await attempt(true);
      } catch (error) {
        if (mark === undefined || id === undefined || !AppError.is(error, 'tool-missing')) throw error;
        // The image has no shell: the command runs bare, and is watched instead.
        await remove(on, id, signal);
        on.shells.set(spec.image, false);
        process.mark = undefined;
        return attempt(false);
      }
    },
    exitCode: async (signal) => {
      const { State: state } = await api.json('GET', pathOf(id ?? '', '/json'), State, { signal });
      return state.Running ? undefined : state.ExitCode;
    },
    release: async () => {
      if (id !== undefined) await remove(on, id, cleanupContext(ctx).signal);
    },
  };
  return process;
}

/**
 * Starts a container, and resolves with a connection that was attached before, so that no output is missed. Rejects with
 * `tool-missing.command` when Docker cannot run the command (exit code 126 or 127), else as Docker's calls do.
 */
async function start(
  on: KnownDocker,
  id: string,
  tool: string,
  image: string,
  stdin: boolean,
  signal: AbortSignal,
): Promise<Duplex> {
  const { api } = on;
  const query = { stream: true, stdin, stdout: true, stderr: true };
  const socket = await api.upgrade(pathOf(id, '/attach'), { signal, query });
  try {
    await api.send('POST', pathOf(id, '/start'), { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    if (!AppError.is(error) || error.code === 'cancelled' || error.code === 'host-unreachable') throw error;
    const { State: state } = await api.json('GET', pathOf(id, '/json'), State, { signal });
    if (state.ExitCode !== 126 && state.ExitCode !== 127) throw error;
    throw new AppError(
      'tool-missing.command',
      { tool, container: image },
      { cause: error, ...(error.detail !== undefined && { detail: error.detail }) },
    );
  }
}

/** Resolves with the id of a container's image; an image's id, and what names no container, comes back as it is. */
async function imageOf(on: KnownDocker, reference: string, signal: AbortSignal): Promise<string> {
  if (reference.startsWith('sha256:')) return reference;
  try {
    return (await on.api.json('GET', pathOf(reference, '/json'), Image, { signal })).Image;
  } catch (error) {
    if (AppError.is(error, 'not-found')) return reference;
    throw error;
  }
}

async function createContainer(
  on: KnownDocker,
  spec: RunSpec,
  argv: string[],
  ctx: Context,
  io: Pick<ExecIO, 'env' | 'user' | 'workingDir' | 'stdin'>,
  how: { mark?: EndMark; attached?: boolean },
): Promise<string> {
  const command = [...(spec.entrypoint ?? []), ...argv];
  const [entrypoint, ...rest] = how.mark ? how.mark.wrap(command) : command;
  const stdin = io.stdin !== undefined;
  const body = {
    Image: spec.image,
    Entrypoint: [entrypoint],
    Cmd: rest,
    Env: Object.entries({ ...io.env, LONGSHORE_JOB: ctx.job }).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels, [labels.job]: ctx.job, [labels.helper]: '1' },
    Tty: false,
    AttachStdin: stdin,
    OpenStdin: stdin,
    StdinOnce: stdin,
    AttachStdout: true,
    AttachStderr: true,
    Healthcheck: { Test: ['NONE'] },
    ...(io.user !== undefined && { User: io.user }),
    ...(io.workingDir !== undefined && { WorkingDir: io.workingDir }),
    HostConfig: {
      AutoRemove: false,
      RestartPolicy: { Name: 'no' },
      NetworkMode: typeof spec.network === 'object' ? `container:${spec.network.container}` : 'none',
      // The output comes to us; a log would keep a second copy of it on the host's disk.
      ...(how.attached && { LogConfig: { Type: 'none' } }),
      ...(spec.pid && { PidMode: `container:${spec.pid.container}` }),
      ...(spec.volumesFrom !== undefined && { VolumesFrom: [`${spec.volumesFrom}${spec.volumesReadOnly ? ':ro' : ''}`] }),
      Mounts: [
        ...(spec.volumes ?? []).map(({ name, destination, readOnly = false }) => ({
          Type: 'volume',
          Source: name,
          Target: destination,
          ReadOnly: readOnly,
        })),
        ...(spec.binds ?? []).map(({ source, destination }) => ({
          Type: 'bind',
          Source: source,
          Target: destination,
          ReadOnly: true,
        })),
      ],
      Tmpfs: Object.fromEntries((spec.tmpfs ?? []).map((path) => [path, ''])),
      ...(spec.memoryBytes !== undefined && { Memory: spec.memoryBytes }),
      ...(spec.cpus !== undefined && { NanoCpus: Math.round(spec.cpus * 1e9) }),
    },
  };
  using lasting = untilAnswered(ctx.signal);
  const call = { signal: lasting.signal, body, query: { name: spec.name } };
  try {
    return (await on.api.json('POST', '/containers/create', Created, call)).Id;
  } catch (error) {
    if (!AppError.is(error, 'not-found')) throw error;
    throw new AppError(
      'not-found.image-on-engine',
      { image: spec.image },
      { cause: error, ...(error.detail !== undefined && { detail: error.detail }) },
    );
  }
}
