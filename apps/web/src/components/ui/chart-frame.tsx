"use client";

import { type ReactNode, useId, useState } from "react";
import { ScrollRegion } from "./scroll-region.tsx";

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A chart of fixed height with a text summary and the same numbers as a table. */
export function ChartFrame({
  label,
  summary,
  table,
  height,
  children,
}: {
  label: string;
  /** Read by screen readers, and shown with the table. */
  summary: string;
  table: ChartTable;
  height: number;
  children: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <figure aria-label={label} className="m-0">
      <div style={{ height }} className="relative">
        {asTable ? <NumbersTable label={label} table={table} height={height} /> : <div className="chart h-full">{children}</div>}
      </div>
      <figcaption className="mt-1 flex items-center justify-between gap-3">
        <span id={id} className={asTable ? "text-label text-ink-3" : "sr-only"}>
          {summary}
        </span>
        <button
          type="button"
          aria-pressed={asTable}
          aria-describedby={id}
          onClick={() => setAsTable((shown) => !shown)}
          className="quick ml-auto shrink-0 rounded-chip text-label text-ink-3 hover:text-ink"
        >
          {asTable ? "View as chart" : "View as table"}
        </button>
      </figcaption>
    </figure>
  );
}

function NumbersTable({ label, table, height }: { label: string; table: ChartTable; height: number }) {
  return (
    <div style={{ height }}>
      <ScrollRegion label={`${label}, as a table`} className="h-full border-y">
        <table className="w-full text-label">
          <thead>
            <tr>
              {table.columns.map((column, index) => (
                <th
                  key={column}
                  scope="col"
                  className={`sticky top-0 h-7 bg-surface font-normal text-ink-3 ${index === 0 ? "text-left" : "text-right"}`}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, index) =>
                  index === 0 ? (
                    <th key={table.columns[index]} scope="row" className="tnum h-6 text-left font-normal whitespace-nowrap">
                      {cell}
                    </th>
                  ) : (
                    <td key={table.columns[index]} className="tnum h-6 text-right text-ink-2">
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}

/** The tooltip of a chart for the point under the pointer. */
export function ChartTooltip({ title, lines }: { title: string; lines: readonly (readonly [string, string | number])[] }) {
  return (
    <div className="rounded-control border border-edge-raised bg-raised px-2.5 py-1.5 text-label text-ink shadow-pop">
      <p className="font-medium">{title}</p>
      {lines.map(([name, value]) => (
        <p key={name} className="flex justify-between gap-4 text-ink-2">
          {name} <span className="tnum text-ink">{value}</span>
        </p>
      ))}
    </div>
  );
}
