import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { commandExitCode } from '../../hosts/commandExitCode.ts';
import type { Host } from '../../hosts/host.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { extensionCompletion } from './extensionTables.ts';
import { completion } from './globals.ts';

/**
 * Resolves when an archive was read to its end by `pg_restore`, every block of data, for a table of contents alone proves
 * nothing. Of a `.sql` only the end is looked at. Rejects with `corrupt.archive-of` when `pg_restore` fails, with `tool-missing`
 * when the image has none, with `corrupt.script-cut` when a script has no proper end.
 */
export async function parse(host: Host, image: string, artifact: ArtifactSource, ctx: Context): Promise<void> {
  if (artifact.name.endsWith('.sql')) return parseScript(artifact, ctx);
  const stdin = await artifact.open(ctx);
  try {
    for await (const output of host.run({ image }, ['pg_restore', '--file=/dev/null'], ctx, { stdin })) void output;
  } catch (cause) {
    if (!AppError.is(cause) || commandExitCode(cause) === undefined) throw cause;
    throw new AppError(
      'corrupt.archive-of',
      { name: artifact.name },
      { cause, ...(cause.detail !== undefined && { detail: cause.detail }) },
    );
  }
}

const tail = 4096;

/**
 * Resolves when a script has the line at its end by which both kinds say that they are whole. Rejects with `corrupt.script-cut`.
 */
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
