/** Hours for which what a job replaced is kept at least. Afterwards the next job on the stack removes it. */
const undoHours = 24;

/** Returns until when a job that ends at `end` can be undone. A plan asks with its own time, so that it never promises too much. */
export const undoUntil = (end: Date): string => new Date(end.getTime() + undoHours * 3600_000).toISOString();
