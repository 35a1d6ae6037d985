import { createHash } from 'node:crypto';

/** The image of `longshore serve`, of the sources of this checkout: the set-up of the integration tests builds it. */
export const serveImage = `longshore-test/serve:${createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 8)}`;
