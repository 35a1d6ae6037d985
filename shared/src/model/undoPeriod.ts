/** Hours for which what a job replaced is kept at least. Afterwards the next job on the stack removes it. */
const undoHours = 24;

/**
 * Returns the time (ISO 8601) until which a job that ends at `end` can be undone: 24 hours later. A plan asks with its own time, so
 * that it never promises too much.
 */
export const undoUntil = (end: Date): string => new Date(end.getTime() + undoHours * 3600_000).toISOString();
