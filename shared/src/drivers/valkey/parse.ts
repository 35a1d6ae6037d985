import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import type { Host } from '../../hosts/host.ts';
import { tarOf } from '../../hosts/tar.ts';
import { temporaryVolume } from '../../hosts/temporaryVolume.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { artifactName } from './capture.ts';
import { checked } from './stage.ts';
import { programOf } from './trialServer.ts';

/** Reads every byte by our own parser; where the image has the server's own checker, that has its say, too. */
export async function parse(host: Host, image: string, artifact: ArtifactSource, ctx: Context): Promise<void> {
  const { family } = await programOf(host, image, ctx);
  await using volume = await temporaryVolume(host, ctx);
  const spool = { image, volumes: [{ name: volume.name, destination: '/longshore' }] };
  try {
    await using helper = await host.create(spool, ['true'], ctx);
    const entry = { name: artifactName, content: checked(artifact, ctx) };
    await host.extract(helper.id, '/longshore', tarOf([entry], { uid: 0, gid: 0, mode: 0o644 }), ctx);
    await text(host.run(spool, [`${family}-check-rdb`, `/longshore/${artifactName}`], ctx, { user: '0' }));
  } catch (error) {
    if (AppError.is(error, 'tool-missing')) return;
    if (!AppError.is(error, 'tool-failed')) throw error;
    throw new AppError('corrupt.rdb-checker', {}, { cause: error, ...(error.detail !== undefined && { detail: error.detail }) });
  }
}
