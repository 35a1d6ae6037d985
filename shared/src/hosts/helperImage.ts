import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { KnownDocker } from './knownDocker.ts';
import { plainRun } from './run.ts';
import { succeeds } from './shell.ts';

const Images = z.array(z.object({ Id: z.string(), Size: z.number(), RepoTags: z.array(z.string()).nullish() }));

/**
 * Resolves with the id of the smallest tagged image on the host in which this shell script succeeds; none is ever pulled. Found
 * out once, and again when that image is gone. Rejects with `tool-missing.helper-image` when there is none, and with Docker's
 * error when a smaller one cannot even be started.
 */
export async function findImage(on: KnownDocker, probe: string, ctx: Context): Promise<string> {
  const images = await on.api.json('GET', '/images/json', Images, { signal: ctx.signal });
  const known = on.helperImages.get(probe);
  if (images.some(({ Id: id }) => id === known)) return known as string;
  for (const image of images.filter(({ RepoTags: tags }) => tags && tags.length > 0).sort((a, b) => a.Size - b.Size)) {
    if (!(await succeeds(plainRun(on, { image: image.Id }, ['sh', '-c', probe], ctx)))) continue;
    on.helperImages.set(probe, image.Id);
    return image.Id;
  }
  throw new AppError('tool-missing.helper-image', {});
}
