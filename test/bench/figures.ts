/** A line of the report. */
export interface Figure {
  what: string;
  /** By hand, or of another version; absent where nothing is compared. */
  byHand?: string;
  ours: string;
  ratio?: string;
  target?: string;
  met?: boolean;
}

export const inSeconds = (value: number): string => `${value.toFixed(1)} s`;
export const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** Seconds against those by hand: at most that many times as long, and a fixed time more. */
export function compared(what: string, byHand: number, ours: number, limit: { times: number; plus: number }): Figure {
  return {
    what,
    byHand: inSeconds(byHand),
    ours: inSeconds(ours),
    ratio: `${(ours / byHand).toFixed(2)} ×`,
    target: `${limit.times} ×${limit.plus > 0 ? ` + ${limit.plus} s` : ''}`,
    met: ours <= byHand * limit.times + limit.plus,
  };
}

export const noted = (what: string, ours: string): Figure => ({ what, ours });

export function atMost(what: string, value: number, limit: number, show: (value: number) => string): Figure {
  return { what, ours: show(value), target: show(limit), met: value <= limit };
}

/** Megabytes a second against those by hand: at least that share of them. */
export function atLeast(what: string, byHand: number, ours: number, share: number): Figure {
  const show = (rate: number): string => `${Math.round(rate)} MB/s`;
  return {
    what,
    byHand: show(byHand),
    ours: show(ours),
    ratio: `${(ours / byHand).toFixed(2)} ×`,
    target: `at least ${share} ×`,
    met: ours >= byHand * share,
  };
}

/** A table in Markdown. */
export function table(figures: Figure[]): string {
  const rows = figures.map(({ what, byHand = '', ours, ratio = '', target = '', met }) => [
    what,
    byHand,
    ours,
    ratio,
    target === '' || target.startsWith('at least') ? target : `at most ${target}`,
    met === undefined ? '' : met ? 'met' : '**missed**',
  ]);
  const lines = [['', 'against', 'Longshore', 'ratio', 'target', ''], ['---', '---:', '---:', '---:', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
