/**
 * Returns numbers that people like to read on an axis, from zero to at least `most`: at most five of them, and `[0, 1]` where there
 * is nothing to show. Each is as far from the next as one of `steps`, times a power of ten.
 */
export function ticks(most: number, steps: readonly number[] = [1, 2, 2.5, 5, 10]): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (steps.find((each) => each * power >= rough) ?? 10) * power;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}

/** Returns the same for seconds. Spans of time have other round numbers: halves of minutes, quarters of hours. */
export function secondTicks(most: number): number[] {
  const unit = most >= 4 * 3600 ? 3600 : most >= 4 * 60 ? 60 : 1;
  return ticks(most / unit, unit === 1 ? undefined : [1, 1.5, 2, 3, 5, 10]).map((each) => each * unit);
}
