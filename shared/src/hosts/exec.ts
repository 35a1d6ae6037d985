import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { cleanupContext, type Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { KnownDocker } from './knownDocker.ts';
import { execProcess } from './execProcess.ts';
import type { ExecIO } from './host.ts';
import { killMarked } from './kill.ts';
import { EndMark } from './endMark.ts';
import { output, type Process } from './process.ts';
import { readableFrom } from './readableFrom.ts';
import { hasShell } from './shell.ts';

/**
 * Returns the standard output of a command in a running container. Every failure is an error of the stream. See {@link Host.exec}.
 */
export function exec(on: KnownDocker, container: string, argv: string[], ctx: Context, io: ExecIO = {}): Readable {
  return readableFrom(
    ctx,
    async function* (signal) {
      const mark = (await hasShell(on, container, { ...ctx, signal })) ? new EndMark() : undefined;
      yield* output(killable(on, container, argv, ctx, io, mark), ctx, io, signal);
    },
    io.stdin,
  );
}

/** Returns what {@link exec} does without a mark: for protocols that know their own end, and in which no byte may be held back. */
export function rawExec(on: KnownDocker, container: string, argv: string[], ctx: Context, io: ExecIO = {}): Readable {
  return readableFrom(ctx, (signal) => output(killable(on, container, argv, ctx, io, undefined), ctx, io, signal), io.stdin);
}

function killable(
  on: KnownDocker,
  container: string,
  argv: string[],
  ctx: Context,
  io: ExecIO,
  mark: EndMark | undefined,
): Process {
  const id = mark?.id ?? randomUUID();
  const env = { ...io.env, LONGSHORE_JOB: ctx.job, LONGSHORE_EXEC: id };
  const process = execProcess(on, container, mark ? mark.wrap(argv) : argv, { ...io, env });
  return {
    ...process,
    tool: argv[0] ?? '',
    mark,
    release: async (left) => {
      // Looking for children where there is no shell takes a helper, and a lone tool has none.
      if (left === 'nothing' || (left === 'children' && on.shells.get(container) === false)) return;
      const cleanup = cleanupContext(ctx);
      const begun = await process.begun(cleanup.signal).catch((error: unknown) => {
        if (AppError.is(error, 'not-found')) return false;
        throw error;
      });
      if (begun) await killMarked(on, container, `LONGSHORE_EXEC=${id}`, cleanup);
    },
  };
}
