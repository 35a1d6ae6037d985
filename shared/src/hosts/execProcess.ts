import type { Readable } from 'node:stream';
import * as z from 'zod';
import { cleanupContext, type Context } from '../context.ts';
import { pathOf, type Connection } from './connection.ts';
import type { ExecIO } from './host.ts';
import { output, type Process } from './process.ts';
import { produce } from './produce.ts';

const Created = z.object({ Id: z.string() });
const State = z.object({ Running: z.boolean(), ExitCode: z.number().nullish(), Pid: z.number() });

/** A command in a running container, as it is. Letting go of it leaves it running. */
export function execProcess(on: Connection, container: string, argv: string[], ctx: Context, io: ExecIO): Process {
  const { engine } = on;
  let exec = '';
  return {
    address: engine.address,
    tool: argv[0] ?? '',
    container: on.nameOf(container),
    mark: undefined,
    connect: async () => {
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
      // Never aborted half way: a process that the engine starts after we stopped looking could not be killed.
      const { signal } = cleanupContext(ctx);
      try {
        exec = (await engine.json('POST', pathOf(container, '/exec'), Created, { signal, body })).Id;
        return await engine.upgrade(`/exec/${exec}/start`, { signal, body: { Detach: false, Tty: false } });
      } catch (error) {
        throw on.aboutContainer(error, container);
      }
    },
    exitCode: async (signal) => {
      const path = `/exec/${exec}/json`;
      const state = await engine.json('GET', path, State, { signal }).catch((error: unknown) => {
        throw on.aboutContainer(error, container);
      });
      // The engine says 126 of every command whose connection broke; one that it could not start has no process id.
      const unknown = state.Running || (state.ExitCode === 126 && state.Pid !== 0);
      return unknown ? undefined : (state.ExitCode ?? undefined);
    },
    release: () => Promise.resolve(),
  };
}

/** A short command that ends by itself: nothing is added to its output, and nobody kills it. */
export function plainExec(on: Connection, container: string, argv: string[], ctx: Context, io: ExecIO = {}): Readable {
  return produce(ctx, (signal) => output(execProcess(on, container, argv, ctx, io), ctx, io, signal), io.stdin);
}
