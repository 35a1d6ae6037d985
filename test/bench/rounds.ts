import { rounds } from './settings.ts';

/**
 * Takes turns, A B B A, so that what disturbs the machine, and what each leaves behind for the next one, disturbs all alike. Returns
 * one figure of each: the median, unless `figure` takes another one.
 */
export async function inTurns<Name extends string>(
  measures: Record<Name, () => Promise<number>>,
  figure = median,
): Promise<Record<Name, number>> {
  const entries = Object.entries(measures) as [Name, () => Promise<number>][];
  const taken = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, measure] of round % 2 === 1 ? entries : entries.toReversed()) {
      const value = await measure();
      taken.get(name)?.push(value);
      console.error(`  ${name}: ${value.toFixed(1)} s`);
    }
  }
  return Object.fromEntries([...taken].map(([name, values]) => [name, figure(values)])) as Record<Name, number>;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = sorted.length % 2 === 0 ? [sorted[middle - 1], sorted[middle]] : [sorted[middle], sorted[middle]];
  return (low + high) / 2;
}

export const fastest = (values: number[]): number => Math.min(...values);
