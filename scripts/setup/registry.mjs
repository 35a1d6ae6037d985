import { run } from './run.mjs';

let probe;

/**
 * Whether public images can be pulled. Asked once in a run, for ten seconds at most; `LONGSHORE_IMAGES=build` says no.
 *
 * @returns {Promise<boolean>}
 */
export function canPull() {
  if (process.env.LONGSHORE_IMAGES === 'build') return Promise.resolve(false);
  probe ??= run(['docker', 'manifest', 'inspect', 'debian:stable-slim'], { check: false, timeout: 10_000 }).then(
    ({ code }) => code === 0,
  );
  return probe;
}
