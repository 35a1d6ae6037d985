import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Loaded into a process of Node.js before its program: the time of day comes from a file, so that pictures show the same times
 * and ages on every day. The file holds two numbers of milliseconds: the time that is shown, and the real one when that began.
 * A real second is a shown millisecond. Timers and `performance.now()` stay as they are.
 */
const realNow = Date.now;
const file = process.env.PICTURES_CLOCK ?? '';
const fresh = 20;
let shown = { at: Number.NEGATIVE_INFINITY, time: 0, since: 0 };

function now() {
  const at = performance.now();
  if (at - shown.at > fresh) {
    const [time = 0, since = 0] = readFileSync(file, 'utf8').split(' ').map(Number);
    shown = { at, time, since };
  }
  return Math.floor(shown.time + (realNow() - shown.since) / 1000);
}

Date.now = now;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
  apply: (target) => new target(now()).toString(),
});

// Programs take NODE_OPTIONS away from those that they start, but start them by this path.
process.env.PICTURES_NODE = process.execPath;
process.execPath = process.env.PICTURES_START ?? process.execPath;
