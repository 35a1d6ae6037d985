import type { Context } from '../../context.ts';
import type { Host } from '../../hosts/host.ts';
import type { ArtifactSet } from '../../artifact.ts';
import type { Trial, TrialOptions } from '../driver.ts';
import { imageUsed } from '../throwaway.ts';
import { assertLoadable } from './compatibility.ts';
import { countsOf, readDetail } from './detail.ts';
import type { RdbSummary } from './rdb.ts';
import { checked, dumpOf } from './stage.ts';
import { programOf, startTrial } from './trialServer.ts';

/**
 * Resolves with a snapshot loaded into a throw-away server of that image: {@link Driver.trial}. Rejects as {@link startTrial}
 * does when it cannot load it, as {@link assertLoadable} and {@link dumpOf} do, with `tool-missing` when the image holds no
 * server, with `corrupt.rdb-*` or `unsupported.rdb-*` for the dump.
 */
export async function trial(
  host: Host,
  image: string,
  set: ArtifactSet,
  { items, service }: TrialOptions,
  ctx: Context,
): Promise<Trial> {
  const detail = readDetail(set.detail);
  const program = await programOf(host, image, ctx);
  const name = service ?? program.family;
  const dump = dumpOf(set, items, name);
  if (detail) assertLoadable(detail.format, program);
  const used = await imageUsed(host, image, ctx);
  let summary: RdbSummary | undefined;
  const server = await startTrial(
    host,
    {
      image,
      service: name,
      program,
      data: { dump: checked(dump, ctx, (found) => (summary = found)) },
      databases: Math.max(16, ...countsOf(set.inventory).map(({ index }) => index + 1)),
      ...(detail && { memory: detail.memory }),
      modules: detail && detail.moduleTypes.length > 0 ? detail.modules.flatMap(({ path }) => path ?? []) : [],
      hasStreams: () => summary?.groups?.size !== 0,
    },
    ctx,
  );
  return {
    images: [used],
    inventory: (inner) => server.inventory(inner),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
