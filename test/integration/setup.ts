import { buildImage } from '../../scripts/image.mjs';
import { buildServePage } from '../../shared/ui/build.mjs';
import { serveImage } from '../support/serveImage.ts';

/** `longshore serve` serves what was built. Its page and its image are made once, for all files that run side by side. */
export async function setup(): Promise<void> {
  await buildServePage();
  await buildImage(serveImage, ['longshore.test=1']);
}
