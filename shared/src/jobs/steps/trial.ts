import { AppError } from '../../errors.ts';
import type { ServerImage } from '../../model/manifest.ts';
import type { PlannedService } from '../../model/plan.ts';
import { message } from '../../text/catalogue.ts';
import { type Run, driver, phase, resultOf, servicesOf } from '../run.ts';
import { judge } from './change.ts';

type Names = { services: string[] };

/** Reads every stored byte of the snapshot. */
export async function check(run: Run): Promise<void> {
  if (!run.snapshot) throw new AppError('internal.bug', {});
  await run.snapshot.check(run.ctx);
}

/** Every artifact through its engine's own parser. */
export async function parse(run: Run, services: PlannedService[]): Promise<void> {
  const { snapshot } = run;
  if (!snapshot) throw new AppError('internal.bug', {});
  for (const service of services) {
    const image = await imageFor(run, service);
    const set = await snapshot.artifacts(service.from ?? service.name, run.ctx);
    const total = set.artifacts.reduce((sum, artifact) => sum + artifact.logicalBytes, 0);
    await phase(
      run,
      service,
      'parse',
      async (ctx) => {
        for (const artifact of set.artifacts) await driver(service).parse(run.host, image, artifact, ctx);
      },
      { total },
    );
    const { inventory } = set;
    resultOf(run, service.name).rows = inventory.entries.reduce(
      (sum, { exact }) => sum + Number(exact['rows'] ?? exact['keys'] ?? 0),
      0,
    );
  }
}

/** Restores each service into a throw-away server without network, and compares. */
export async function trial(run: Run, step: Names): Promise<void> {
  const { snapshot } = run;
  if (!snapshot) throw new AppError('internal.bug', {});
  for (const service of servicesOf(run, step.services)) {
    const image = await imageFor(run, service);
    const set = await snapshot.artifacts(service.from ?? service.name, run.ctx);
    await phase(
      run,
      service,
      'trial',
      async (ctx) => {
        await using server = await driver(service).trial(run.host, image, set, { items: service.items }, ctx);
        judge(run, service, set.inventory, await server.inventory(ctx));
        resultOf(run, service.name).image = server.image;
      },
      { total: service.bytes },
    );
  }
}

/**
 * The image that a service was saved from: by id, else by reference; else the newest on the engine with the same kind
 * and major version. The evidence says which it was.
 */
async function imageFor(run: Run, service: PlannedService): Promise<string> {
  const saved = run.snapshot?.manifest.services.find(({ name }) => name === (service.from ?? service.name));
  if (!saved) throw new AppError('internal.bug', {});
  const { request } = run.plan;
  const images = await run.host.images(run.ctx);
  const wanted = request.operation === 'drill' ? request.image : undefined;
  const found = wanted
    ? images.find(
        (image) => image.id === wanted || image.references.includes(wanted) || image.references.includes(`${wanted}:latest`),
      )
    : (images.find((image) => image.id === saved.image.id) ??
      images.find((image) => image.references.includes(saved.image.reference)) ??
      images
        .filter((image) => image.references.some((reference) => similar(reference, saved.image, saved.version)))
        .toSorted(newest)[0]);
  if (found) return found.id;
  const reference = wanted ?? saved.image.reference;
  throw new AppError(
    'not-found.image',
    { image: reference, service: service.name, host: run.host.name },
    { hint: message('hint.pull-image', { image: reference }) },
  );
}

const newest = (a: { created: Date }, b: { created: Date }): number => b.created.getTime() - a.created.getTime();

/** `postgres:17-alpine` for `postgres:17.2`: the same repository, and a tag of the same major version. */
function similar(reference: string, image: ServerImage, version: string): boolean {
  const split = (text: string): [string, string] => {
    const colon = text.lastIndexOf(':');
    return colon > text.lastIndexOf('/') ? [text.slice(0, colon), text.slice(colon + 1)] : [text, ''];
  };
  const major = /\d+/.exec(version)?.[0] ?? '';
  const [name, tag] = split(reference);
  return name === split(image.reference)[0] && /\d+/.exec(tag)?.[0] === major;
}
