import clsx from "clsx";
import type { ReactNode } from "react";
import { CELL, HEAD } from "#components/list/table-look.ts";

interface Column<Row> {
  readonly head: string;
  /** True for the column with the row's actions, whose header only screen readers announce. */
  readonly acts?: boolean;
  readonly className?: string;
  readonly cell: (row: Row) => ReactNode;
}

/** A list of the settings. `edge` adds a line above it. */
export function SettingsTable<Row extends { readonly id: string }>({
  rows,
  columns,
  edge,
  stacked,
}: {
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  edge: boolean;
  stacked: (row: Row) => ReactNode;
}) {
  return (
    <>
      <table className={clsx("hidden w-full border-separate border-spacing-0 text-body tablet:table", edge && "border-t")}>
        <thead>
          <tr>
            {columns.map(({ head, acts }) => (
              <th key={head} scope="col" className={HEAD}>
                {acts ? <span className="sr-only">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="quick hover:bg-hover">
              {columns.map(({ head, acts, className, cell }) => (
                <td key={head} className={clsx(CELL, acts && "text-right", className)}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={clsx("tablet:hidden", edge && "border-t")}>
        {rows.map((row) => (
          <li key={row.id} className="flex flex-col gap-1.5 border-b px-4 py-3">
            {stacked(row)}
          </li>
        ))}
      </ul>
    </>
  );
}
