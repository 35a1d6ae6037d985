import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { visibleRange } from './range.ts';

export interface VirtualListHandle {
  /** Brings a row into view. Does nothing while the list is not shown. */
  reveal: (index: number) => void;
}

interface VirtualListProps {
  label: string;
  /** How many rows there are. */
  count: number;
  /** Pixels of each row. */
  rowHeight: number;
  /** Pixels of the list; as much of the window as there is when it is higher. */
  height: number;
  /** Renders the row of an index. */
  row: (index: number) => ReactNode;
  /** Row to begin at. */
  start?: number;
  role?: 'list' | 'radiogroup';
  ref?: Ref<VirtualListHandle>;
}

/** Renders a list of any length of which only the rows in view are in the document. */
export function VirtualList({ label, count, rowHeight, height, row, start = 0, role = 'list', ref }: VirtualListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const tall = Math.min(height, count * rowHeight);
  const { first, last } = visibleRange({ count, rowHeight, top, height });

  const reveal = (index: number): void => {
    const element = scroller.current;
    if (!element) return;
    const from = index * rowHeight;
    if (from < element.scrollTop || from + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = Math.max(0, from - rowHeight);
    }
  };
  useImperativeHandle(ref, () => ({ reveal }));
  useEffect(() => {
    if (scroller.current && start > 0) scroller.current.scrollTop = Math.max(0, (start - 1) * rowHeight);
  }, [start, rowHeight]);

  const rows = Array.from({ length: last - first }, (_, at) => first + at);
  return (
    <div
      ref={scroller}
      className="virtual"
      style={{ height: tall }}
      role="region"
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
    >
      <div className="virtual-rows" style={{ height: count * rowHeight }} role={role} aria-label={label}>
        {rows.map((index) => (
          <div
            key={index}
            className="virtual-row"
            style={{ height: rowHeight, transform: `translateY(${index * rowHeight}px)` }}
            {...(role === 'list' && { role: 'listitem', 'aria-setsize': count, 'aria-posinset': index + 1 })}
          >
            {row(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
