import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { cleanupContext, type Context } from '../context.ts';
import type { Connection } from './connection.ts';
import { execProcess } from './execProcess.ts';
import type { ExecIO } from './host.ts';
import { killMarked } from './kill.ts';
import { marked, output } from './process.ts';
import { produce } from './produce.ts';
import { hasShell } from './shell.ts';

/** See {@link Host.exec}. */
export function exec(on: Connection, container: string, argv: string[], ctx: Context, io: ExecIO = {}): Readable {
  return produce(ctx, async function* (signal) {
    const id = randomUUID();
    const mark = (await hasShell(on, container, { ...ctx, signal })) ? id : undefined;
    const env = { ...io.env, LONGSHORE_JOB: ctx.job, LONGSHORE_EXEC: id };
    const process = {
      ...execProcess(on, container, mark === undefined ? argv : marked(mark, argv), ctx, { ...io, env }),
      tool: argv[0] ?? '',
      mark,
      release: async (nothingLeft: boolean) => {
        if (!nothingLeft) await killMarked(on, container, `LONGSHORE_EXEC=${id}`, cleanupContext(ctx));
      },
    };
    yield* output(process, ctx, io, signal);
  });
}
