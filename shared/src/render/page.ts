import type { Style } from './style.ts';

/** What text is laid out for: a terminal, a file, an editor. */
export interface Page {
  readonly style: Style;
  /** Columns; without end where nothing may be cut. */
  readonly width: number;
}
