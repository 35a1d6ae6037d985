import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter();

/** Returns how many columns a text takes on a terminal. Colours take none. */
export const width = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : stringWidth(text));

/**
 * Returns a name or message from elsewhere as one line that shows what it holds and cannot move the cursor, change colours or
 * turn the direction of what follows.
 */
export const visible = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    if (character === '\t') return '\\t';
    const code = character.codePointAt(0) ?? 0;
    return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });

/**
 * Returns the text, or as much of it as fits into so many columns, with `…` behind it: `…` alone where nothing fits. Only for
 * texts without colours.
 */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (width(kept + segment) > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/**
 * Returns the text as one or more lines, broken at spaces so that each fits with its indent. Words that are too long stay whole:
 * they may be names or commands.
 */
export function wrap(text: string, columns: number, indent = ''): string[] {
  const room = columns - width(indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && width(line) + 1 + width(word) > room) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line];
}

/** Returns the lines of {@link wrap} behind a prefix, the further ones below the text of the first. */
export function hang(prefix: string, text: string, columns: number): string[] {
  const [first = '', ...rest] = wrap(text, columns, ' '.repeat(width(prefix)));
  return [prefix + first.slice(width(prefix)), ...rest];
}

const padEnd = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));
const padStart = (text: string, columns: number): string => ' '.repeat(Math.max(0, columns - width(text))) + text;

export interface Column {
  head?: string;
  align?: 'left' | 'right';
  /** May be cut when the terminal is narrow; names that the user has to copy must not. */
  shrink?: boolean;
}

export interface TableOptions {
  width: number;
  indent?: string;
  /** Returns a cell as it is shown. Applied after the layout, to whole padded cells. */
  paint?: (cell: string, row: number, column: number) => string;
  paintHead?: (cell: string) => string;
}

/**
 * Returns rows as lines of aligned columns two spaces apart, below their heads if there are any. Cells are made {@link visible}. An
 * empty column is left out.
 */
export function table(columns: Column[], rows: string[][], options: TableOptions): string[] {
  const { indent = '', paint = (cell: string) => cell, paintHead = (cell: string) => cell } = options;
  const cells = rows.map((row) => columns.map((_, at) => visible(row[at] ?? '')));
  const widths = columns.map(({ head = '' }, at) => Math.max(width(head), ...cells.map((row) => width(row[at] ?? ''))));
  const shown = columns.map((_, at) => at).filter((at) => (widths[at] ?? 0) > 0);
  const gaps = width(indent) + 2 * (shown.length - 1);
  let excess = widths.reduce((sum, columns) => sum + columns, gaps) - options.width;
  for (const [at, column] of columns.entries()) {
    if (!column.shrink || excess <= 0) continue;
    const least = Math.max(8, width(column.head ?? ''));
    const taken = Math.min(excess, Math.max(0, (widths[at] ?? 0) - least));
    widths[at] = (widths[at] ?? 0) - taken;
    excess -= taken;
  }
  const line = (row: string[], dress: (cell: string, column: number) => string): string =>
    indent +
    shown
      .map((at) => {
        const space = widths[at] ?? 0;
        const text = cut(row[at] ?? '', space);
        const padded = columns[at]?.align === 'right' ? padStart(text, space) : at === shown.at(-1) ? text : padEnd(text, space);
        return dress(padded, at);
      })
      .join('  ')
      .trimEnd();
  const heads = columns.map(({ head = '' }) => head);
  return [
    ...(heads.some((head) => head !== '') ? [line(heads, paintHead)] : []),
    ...cells.map((row, at) => line(row, (cell, column) => paint(cell, at, column))),
  ];
}
