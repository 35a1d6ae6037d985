import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Host } from '../../hosts/host.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { extensionCompletion } from './extensionTables.ts';
import { completion } from './globals.ts';

/** See {@link Driver.parse}. A table of contents alone proves nothing: every block of data is read. */
export async function parse(host: Host, image: string, artifact: ArtifactSource, ctx: Context): Promise<void> {
  if (artifact.name.endsWith('.sql')) return parseScript(artifact, ctx);
  const stdin = await artifact.open(ctx);
  try {
    for await (const output of host.run({ image }, ['pg_restore', '--file=/dev/null'], ctx, { stdin })) void output;
  } catch (cause) {
    if (!AppError.is(cause, 'tool-failed')) throw cause;
    throw new AppError(
      'corrupt.archive-of',
      { name: artifact.name },
      { cause, ...(cause.detail !== undefined && { detail: cause.detail }) },
    );
  }
}

const tail = 4096;

/** Both kinds of script say at their end that they are whole. */
async function parseScript(artifact: ArtifactSource, ctx: Context): Promise<void> {
  let end = Buffer.alloc(0);
  for await (const chunk of (await artifact.open(ctx)) as AsyncIterable<Buffer>) {
    end = Buffer.concat([end, chunk]).subarray(-tail);
  }
  const lines = end.toString().split('\n');
  if (!lines.includes(completion) && !lines.includes(extensionCompletion)) {
    throw new AppError('corrupt.script-cut', { name: artifact.name });
  }
}
