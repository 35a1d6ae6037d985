import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { pathOf, type KnownDocker } from './knownDocker.ts';
import type { ExecIO } from './host.ts';
import { untilAnswered } from './untilAnswered.ts';
import { output, type Process } from './process.ts';
import { readableFrom } from './readableFrom.ts';

const Created = z.object({ Id: z.string() });
const State = z.object({ Running: z.boolean(), ExitCode: z.number().nullish(), Pid: z.number() });

interface ExecProcess extends Process {
  /**
   * Resolves with true when Docker has started it, so that it can be found, and when that is still unknown after 10 seconds; with
   * false when it never was started. Rejects with `not-found.container` when Docker no longer knows it.
   */
  begun(signal: AbortSignal): Promise<boolean>;
}

/** Longest wait for a process that Docker was asked to start while the connection broke, in milliseconds. */
const startPatience = 10_000;

/**
 * Returns a command in a running container, as it is and not started yet: its `connect` rejects with `not-found.container`, or
 * with `conflict.container-state` where the container does not run or is paused. Letting go of it leaves it running.
 */
export function execProcess(on: KnownDocker, container: string, argv: string[], io: ExecIO): ExecProcess {
  const { api } = on;
  let exec = '';
  let asked = false;
  const state = (signal: AbortSignal): Promise<z.infer<typeof State>> =>
    api.json('GET', `/exec/${exec}/json`, State, { signal }).catch((error: unknown) => {
      throw on.aboutContainer(error, container);
    });
  return {
    address: api.address,
    tool: argv[0] ?? '',
    container: on.nameOf(container),
    mark: undefined,
    connect: async (signal) => {
      const body = {
        AttachStdin: io.stdin !== undefined,
        AttachStdout: true,
        AttachStderr: true,
        Tty: false,
        Cmd: argv,
        Env: Object.entries(io.env ?? {}).map(([name, value]) => `${name}=${value}`),
        ...(io.user !== undefined && { User: io.user }),
        ...(io.workingDir !== undefined && { WorkingDir: io.workingDir }),
      };
      using lasting = untilAnswered(signal);
      try {
        exec = (await api.json('POST', pathOf(container, '/exec'), Created, { signal: lasting.signal, body })).Id;
        signal.throwIfAborted();
        asked = true;
        const start = { signal: lasting.signal, body: { Detach: false, Tty: false } };
        return await api.upgrade(`/exec/${exec}/start`, start);
      } catch (error) {
        throw on.aboutContainer(error, container);
      }
    },
    begun: async (signal) => {
      if (!asked) return false;
      for (const end = performance.now() + startPatience; performance.now() < end; await sleep(50, undefined, { signal })) {
        const { Pid: pid, ExitCode: exitCode, Running: running } = await state(signal);
        if (pid !== 0) return true;
        if (!running && typeof exitCode === 'number') return false;
      }
      return true;
    },
    exitCode: async (signal) => {
      const { Running: running, ExitCode: exitCode, Pid: pid } = await state(signal);
      // Docker says 126 of every command whose connection broke; one that it could not start has no process id.
      return running || (exitCode === 126 && pid !== 0) ? undefined : (exitCode ?? undefined);
    },
    release: () => Promise.resolve(),
  };
}

/**
 * Returns the standard output of a short command that ends by itself: nothing is added to it, and the command is never killed.
 * Errors as {@link Host.exec} does where there is no shell.
 */
export function plainExec(on: KnownDocker, container: string, argv: string[], ctx: Context, io: ExecIO = {}): Readable {
  return readableFrom(ctx, (signal) => output(execProcess(on, container, argv, io), ctx, io, signal), io.stdin);
}
