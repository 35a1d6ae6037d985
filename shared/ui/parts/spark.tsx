const size = { width: 120, height: 24 };

/** Renders the course of some values, without an axis: what it shows is said beside it. */
export function Spark({ values }: { values: readonly number[] }) {
  const most = Math.max(...values, 1);
  const step = size.width / Math.max(1, values.length);
  return (
    <svg className="spark" viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true" focusable="false">
      {values.map((value, at) => {
        const height = Math.max(1, (value / most) * size.height);
        // oxlint-disable-next-line react/no-array-index-key -- A bar is its place in the row.
        return <rect key={at} x={at * step} width={Math.max(1, step - 1)} y={size.height - height} height={height} />;
      })}
    </svg>
  );
}
