import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import { commandExitCode } from '../../hosts/commandExitCode.ts';
import type { Host } from '../../hosts/host.ts';
import { tarOf } from '../../hosts/tar.ts';
import { temporaryVolume } from '../../hosts/temporaryVolume.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { artifactName } from './capture.ts';
import { checked } from './stage.ts';
import { programOf } from './trialServer.ts';

/**
 * Resolves when every byte was read by our own parser and, where the image has it, the server's own checker. Rejects with
 * `corrupt.rdb-*` or `unsupported.rdb-*` when our parser does, with `corrupt.rdb-checker` when the checker fails, with
 * `tool-missing` when the image has no server.
 */
export async function parse(host: Host, image: string, artifact: ArtifactSource, ctx: Context): Promise<void> {
  const { family } = await programOf(host, image, ctx);
  await using volume = await temporaryVolume(host, ctx);
  const spool = { image, volumes: [{ name: volume.name, destination: '/longshore' }] };
  await using helper = await host.create(spool, ['true'], ctx);
  const entry = { name: artifactName, content: checked(artifact, ctx, () => {}) };
  await host.extract(helper.id, '/longshore', tarOf([entry], { uid: 0, gid: 0, mode: 0o644 }), ctx);
  try {
    await text(host.run(spool, [`${family}-check-rdb`, `/longshore/${artifactName}`], ctx, { user: '0' }));
  } catch (error) {
    if (AppError.is(error, 'tool-missing')) return;
    if (!AppError.is(error) || commandExitCode(error) === undefined) throw error;
    throw new AppError('corrupt.rdb-checker', {}, { cause: error, ...(error.detail !== undefined && { detail: error.detail }) });
  }
}
