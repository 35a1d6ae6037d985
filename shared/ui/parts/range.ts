/** Rows beside those in view, so that fast scrolling and the Tab key find some. */
const beside = 8;

/** Returns the rows that belong into the document: from `first` up to, and without, `last`. All heights are in pixels. */
export function visibleRange({
  count,
  rowHeight,
  top,
  height,
}: {
  count: number;
  rowHeight: number;
  top: number;
  height: number;
}): {
  first: number;
  last: number;
} {
  const first = Math.max(0, Math.floor(top / rowHeight) - beside);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + beside);
  return { first: Math.min(first, last), last };
}
