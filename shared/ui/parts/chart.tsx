import { useId } from 'react';
import { useWords } from '../context.ts';
import { Table } from './table.tsx';
import { ticks } from './scale.ts';

export interface Series {
  name: string;
  /** One for each label; undefined where nothing is known. */
  values: readonly (number | undefined)[];
}

interface ChartProps {
  title: string;
  /** Heading of the first column of the table. */
  over: string;
  labels: readonly string[];
  series: readonly Series[];
  format: (value: number) => string;
  /** Bars are stacked; lines are apart. */
  kind: 'bars' | 'lines';
  /** Returns the round numbers of the axis, from zero to at least `most`. {@link ticks} when absent. */
  scale?: (most: number) => number[];
}

const size = { width: 640, height: 200, left: 64, right: 8, top: 8, bottom: 24 };
const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };

/** Renders numbers as a picture, for people who would rather look than read, and the same numbers as a table. */
export function Chart({ title, over, labels, series, format, kind, scale = ticks }: ChartProps) {
  const id = useId();
  const { t } = useWords();
  const known = series.filter(({ values }) => values.some((value) => value !== undefined));
  const totals = labels.map((_, at) => known.map(({ values }) => values[at] ?? 0));
  const most = Math.max(
    0,
    ...totals.map((all) => (kind === 'bars' ? all.reduce((sum, each) => sum + each, 0) : Math.max(...all, 0))),
  );
  const axis = scale(most);
  const top = axis.at(-1) ?? 1;
  const y = (value: number): number => size.top + inner.height * (1 - value / top);
  const slot = inner.width / Math.max(1, labels.length);
  const x = (at: number): number =>
    kind === 'bars'
      ? size.left + slot * (at + 0.5)
      : size.left + (labels.length < 2 ? 0 : (inner.width * at) / (labels.length - 1));
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      {known.length > 1 && (
        <ul className="legend">
          {known.map(({ name }, at) => (
            <li key={name}>
              <span className={`swatch hue-${at % hues}`} aria-hidden="true" />
              {name}
            </li>
          ))}
        </ul>
      )}
      <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true" focusable="false">
        {axis.map((value) => (
          <g key={value}>
            <line className="grid" x1={size.left} x2={size.width - size.right} y1={y(value)} y2={y(value)} />
            <text className="tick" x={size.left - 6} y={y(value)} dy="0.32em" textAnchor="end">
              {format(value)}
            </text>
          </g>
        ))}
        {kind === 'bars'
          ? labels.map((label, at) => (
              <Bar key={label} {...{ series: known, at, y, x: x(at), width: Math.min(36, slot * 0.7) }} />
            ))
          : known.map(({ name, values }, at) => <Line key={name} {...{ values, x, y, hue: at }} />)}
        {[...new Set([0, labels.length - 1])].map((at) => (
          <text
            className="tick"
            key={at}
            x={kind === 'bars' && labels.length < 3 ? x(at) : at === 0 ? size.left : size.width - size.right}
            y={size.height - 6}
            textAnchor={kind === 'bars' && labels.length < 3 ? 'middle' : at === 0 ? 'start' : 'end'}
          >
            {labels[at]}
          </text>
        ))}
      </svg>
      <details>
        <summary>{t('ui.as-table')}</summary>
        <Table
          label={title}
          head={[over, ...known.map(({ name }) => name)]}
          numbers={known.map((_, at) => at + 1)}
          rows={labels.map((label, at) => ({
            key: label,
            cells: [label, ...known.map(({ values }) => (values[at] === undefined ? '–' : format(values[at])))],
          }))}
        />
      </details>
    </figure>
  );
}

/** Colours that the style sheet has; further series begin again. */
const hues = 5;

interface BarProps {
  series: readonly Series[];
  at: number;
  x: number;
  y: (value: number) => number;
  width: number;
}

function Bar({ series, at, x, y, width }: BarProps) {
  let below = 0;
  return series.map(({ name, values }, hue) => {
    const value = values[at] ?? 0;
    const from = below;
    below += value;
    if (value === 0) return null;
    return (
      <rect
        className={`bar hue-${hue % hues}`}
        key={name}
        x={x - width / 2}
        width={width}
        y={y(from + value)}
        height={Math.max(1, y(from) - y(from + value))}
      />
    );
  });
}

interface LineProps {
  values: Series['values'];
  x: (at: number) => number;
  y: (value: number) => number;
  hue: number;
}

function Line({ values, x, y, hue }: LineProps) {
  const points = values.flatMap((value, at) => (value === undefined ? [] : [`${x(at).toFixed(1)},${y(value).toFixed(1)}`]));
  const [only] = points;
  if (points.length === 1 && only !== undefined) {
    const [cx, cy] = only.split(',');
    return <circle className={`dot hue-${hue % hues}`} cx={cx} cy={cy} r="3" />;
  }
  return <polyline className={`line hue-${hue % hues}`} points={points.join(' ')} />;
}
