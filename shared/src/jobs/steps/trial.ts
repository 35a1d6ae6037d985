import { AppError } from '../../errors.ts';
import { countedIn } from '../../model/inventory.ts';
import { type ServerImage, imageFields, imagesOf } from '../../model/manifest.ts';
import type { PlannedService } from '../../model/plan.ts';
import { message } from '../../text/message.ts';
import type { Image } from '../../hosts/host.ts';
import { parseImageName } from '../../hosts/imageName.ts';
import { type Run, driver, note, phase, resultOf, servicesOf, withoutOf } from '../run.ts';
import { judge } from './change.ts';

type Names = { services: string[] };

/** Reads every stored byte of the snapshot. Rejects as {@link Snapshot.check} does. */
export async function check(run: Run): Promise<void> {
  if (!run.snapshot) throw new AppError('internal.bug', {});
  await run.snapshot.check(run.ctx);
}

/**
 * Has the driver read every artifact to its end ({@link Driver.parse}), one after the other. Rejects with `not-found.image`, or as
 * `Snapshot.artifacts` and the driver do.
 */
export async function parse(run: Run, services: PlannedService[]): Promise<void> {
  const { snapshot } = run;
  if (!snapshot) throw new AppError('internal.bug', {});
  for (const service of services) {
    const images = await imagesFor(run, service);
    const set = await snapshot.artifacts(service.from ?? service.name, run.ctx);
    const total = set.artifacts.reduce((sum, artifact) => sum + artifact.logicalBytes, 0);
    await phase(
      run,
      service,
      'parse',
      async (ctx) => {
        for (const artifact of set.artifacts) await driver(service).parse(run.host, images, artifact, ctx);
      },
      { total },
    );
    const rows = countedIn(set.inventory.entries);
    if (rows !== undefined) resultOf(run, service.name).rows = rows;
  }
}

/**
 * Restores each service into a throw-away server without network, and compares. Rejects with `not-found.image`, with
 * `unproven.differences`, or as `Snapshot.artifacts` and the driver do.
 */
export async function trial(run: Run, step: Names): Promise<void> {
  const { snapshot } = run;
  if (!snapshot) throw new AppError('internal.bug', {});
  for (const service of servicesOf(run, step.services)) {
    const images = await imagesFor(run, service);
    const set = await snapshot.artifacts(service.from ?? service.name, run.ctx);
    await phase(
      run,
      service,
      'trial',
      async (ctx) => {
        const without = withoutOf(run, service);
        await using server = await driver(service).trial(
          run.host,
          images,
          set,
          { items: service.items, service: service.name, ...(without && { without }) },
          ctx,
        );
        judge(run, service, set.inventory, await server.inventory(ctx));
        for (const warning of server.warnings ?? []) await note(run, 'warn', warning);
        Object.assign(resultOf(run, service.name), imageFields(server.images));
      },
      { total: service.bytes },
    );
  }
}

/**
 * Resolves with the ids of images for the containers of a service, in their order. Empty for a service that ran in none. An image
 * that the user names is the main container's. Rejects with `not-found.image`.
 */
async function imagesFor(run: Run, service: PlannedService): Promise<string[]> {
  const saved = run.snapshot?.manifest.services.find(({ name }) => name === (service.from ?? service.name));
  if (!saved) throw new AppError('internal.bug', {});
  const { request } = run.plan;
  const wanted = request.operation === 'drill' ? request.image : undefined;
  const all = await run.host.images(run.ctx);
  return imagesOf(saved).map((image, at) => {
    const found =
      at === 0 && wanted !== undefined
        ? imageNamed(wanted, all)
        : imageLike(image, at === 0 ? saved.version : parseImageName(image.reference).tag, all);
    if (found) return found.id;
    const reference = (at === 0 ? wanted : undefined) ?? image.reference;
    throw new AppError(
      'not-found.image',
      { image: reference, service: service.name, host: run.host.name },
      {
        hint: message(request.operation === 'drill' && at === 0 ? 'hint.pull-or-name-image' : 'hint.pull-image', {
          image: reference,
        }),
      },
    );
  });
}

const imageNamed = (wanted: string, all: Image[]): Image | undefined =>
  all.find((image) => image.id === wanted || image.references.includes(wanted) || image.references.includes(`${wanted}:latest`));

/**
 * Returns the image that a container was saved from: by id, else by reference, else the newest on the host that is
 * {@link similar}. Undefined when there is none.
 */
const imageLike = (saved: ServerImage, version: string, all: Image[]): Image | undefined =>
  all.find((image) => image.id === saved.id) ??
  all.find((image) => image.references.includes(saved.reference)) ??
  all.filter((image) => image.references.some((reference) => similar(reference, saved, version))).toSorted(newest)[0];

const newest = (a: { created: Date }, b: { created: Date }): number => b.created.getTime() - a.created.getTime();

/**
 * Returns whether an image can take the place of that of a server of this version, as `postgres:17-alpine` that of `postgres:latest`
 * whose server was 17.2: the same repository, and a tag whose first number is the major version. False when the version has no
 * number.
 */
function similar(reference: string, image: ServerImage, version: string): boolean {
  const major = /\d+/.exec(version)?.[0] ?? '';
  const { repository, tag } = parseImageName(reference);
  return repository === parseImageName(image.reference).repository && /\d+/.exec(tag)?.[0] === major;
}
