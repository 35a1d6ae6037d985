import { AppError } from '../errors.ts';

/** How often a pause is tried. */
const attempts = 5;

/** What runc says when processes began faster than it could stop them. It has let all of them go on by then. */
const restless = /unable to freeze/;

/**
 * Pauses a container, unless it is paused. One whose runtime could not stop all of its processes in time is paused again, at most
 * five times in all: a busy machine or a container that starts many programs is enough for that. Rejects as the last `pause` does.
 */
export async function untilPaused(isPaused: () => Promise<boolean>, pause: () => Promise<void>): Promise<void> {
  for (let left = attempts; !(await isPaused()); left -= 1) {
    try {
      return await pause();
    } catch (error) {
      if (left === 1 || !AppError.is(error) || !restless.test(error.detail ?? '')) throw error;
    }
  }
}
