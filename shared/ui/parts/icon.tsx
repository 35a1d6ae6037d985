/** Drawn in a square of 16, in the colour of the text around it. */
const shapes = {
  good: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM4.8 8.1l2.2 2.3 4.2-4.7',
  warn: 'M8 2 14.8 14H1.2L8 2ZM8 6.4v3.4M8 11.6v.6',
  bad: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  running: 'M8 1.5a6.5 6.5 0 1 1-6.5 6.5',
  waiting: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 7.2v4M8 4.6v.6',
  pin: 'M5 2h6l-1 4.5 2 2.5H4l2-2.5L5 2ZM8 9v5',
  stack: 'M8 2 14 5 8 8 2 5 8 2ZM2 8l6 3 6-3M2 11l6 3 6-3',
  service:
    'M2.5 4c0-1.2 2.4-2 5.5-2s5.5.8 5.5 2v8c0 1.2-2.4 2-5.5 2s-5.5-.8-5.5-2V4ZM2.5 4c0 1.2 2.4 2 5.5 2s5.5-.8 5.5-2M2.5 8c0 1.2 2.4 2 5.5 2s5.5-.8 5.5-2',
  item: 'M2.5 3h11v10h-11ZM2.5 6.5h11M2.5 9.8h11M6.5 6.5V13',
  overview: 'M2 2h5v5H2ZM9 2h5v5H9ZM2 9h5v5H2ZM9 9h5v5H9Z',
  snapshots: 'M2 3h12v3H2ZM3 6v7h10V6M6.5 8.5h3',
  jobs: 'M2 4l1.2 1.2L5.5 3M2 8.5l1.2 1.2L5.5 7.5M2 13l1.2 1.2L5.5 12M8 4.5h6M8 9h6M8 13h6',
  places: 'M2 2.5h12v4.5H2ZM2 9h12v4.5H2ZM4.5 4.75h.6M4.5 11.25h.6',
  settings:
    'M2 4.5h7M12.5 4.5H14M2 11.5h1.5M7 11.5h7M10.75 2.75a1.75 1.75 0 1 0 0 3.5 1.75 1.75 0 0 0 0-3.5ZM5.25 9.75a1.75 1.75 0 1 0 0 3.5 1.75 1.75 0 0 0 0-3.5Z',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  leave: 'M9 2.5H3v11h6M6.5 8H14M11 5l3 3-3 3',
  restore: 'M3 3v3.5h3.5M3.2 6.5A5.5 5.5 0 1 1 2.5 9M8 5.5V8.5l2 1.5',
} as const;
export type IconName = keyof typeof shapes;

/** Renders in a picture what the text beside it says. It is hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
