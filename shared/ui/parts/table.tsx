import type { ReactNode } from 'react';

interface TableProps {
  /** What a screen reader calls it. */
  label: string;
  head: readonly string[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  /** Columns that are aligned to the right. */
  numbers?: readonly number[];
}

export function Table({ label, head, rows, numbers = [] }: TableProps) {
  const classOf = (column: number): string | undefined => (numbers.includes(column) ? 'number' : undefined);
  return (
    <div className="table" role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th scope="col" key={cell} className={classOf(column)}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, column) =>
                column === 0 ? (
                  <th scope="row" key={head[column]}>
                    {cell}
                  </th>
                ) : (
                  <td key={head[column]} className={classOf(column)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
