"use client";

import { type ColumnDef, flexRender, getCoreRowModel, type Header, type Row, type RowData, useReactTable } from "@tanstack/react-table";
import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { LIST_STYLE, type TableStyle } from "./table-style.ts";

/** The appearance of one column, apart from what the whole table shares. */
interface ColumnStyle {
  readonly align?: "right";
  /** True if only screen readers announce the header, as for row actions. */
  readonly hiddenHead?: boolean;
  /** True for the column that names its row: its cells are row headers. */
  readonly isRowHeader?: boolean;
  /** Class names of the header and the cells. */
  readonly className?: string;
  readonly headClassName?: string;
  readonly cellClassName?: string;
  /** Class name of the `col` element, for tables with fixed column widths. */
  readonly colClassName?: string;
}

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> extends ColumnStyle {}
}

/** A column: its header, and a function that renders the cell of a row. */
export interface DataColumn<Item> extends ColumnStyle {
  readonly id: string;
  readonly header: string;
  readonly cell: (item: Item) => ReactNode;
}

/** The rendered rows of a virtualised table, and the height of the rows above and below them in pixels. */
export interface RowWindow {
  readonly indexes: readonly number[];
  readonly above: number;
  readonly below: number;
  /** Content of the spacer rows. */
  readonly spacer: ReactNode;
}

interface DataTableProps<Item> {
  /** Name of the table for screen readers. */
  readonly caption: string;
  readonly items: readonly Item[];
  readonly columns: readonly DataColumn<Item>[];
  readonly idOf: (item: Item) => string;
  readonly tableStyle?: TableStyle;
  /** The column by which the API has sorted the items. */
  readonly sortedBy?: { readonly column: string; readonly descending: boolean };
  readonly selectedId?: string | null;
  readonly rowClassName?: (item: Item) => string;
  readonly className?: string;
  readonly rowWindow?: RowWindow;
  /** Renders each item as an `li` instead of a table row below a breakpoint. */
  readonly stacked?: { readonly below: keyof typeof STACKED; readonly item: (item: Item) => ReactNode };
}

const STACKED = {
  desk: { table: "hidden desk:table", list: "desk:hidden" },
  tablet: { table: "hidden tablet:table", list: "tablet:hidden" },
} as const;

/** A table whose columns are data, or a list of stacked items on narrow screens. Virtualised tables pass `rowWindow`. */
export function DataTable<Item>({
  caption,
  items,
  columns,
  idOf,
  tableStyle = LIST_STYLE,
  sortedBy,
  selectedId = null,
  rowClassName,
  className,
  rowWindow,
  stacked,
}: DataTableProps<Item>) {
  const table = useReactTable<Item>({
    data: items as Item[],
    columns: columns.map(toColumnDef),
    getRowId: idOf,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    state: { sorting: sortedBy ? [{ id: sortedBy.column, desc: sortedBy.descending }] : [] },
    // Items and columns are new arrays in every render, and resetting state after each change would render forever.
    autoResetAll: false,
  });
  const { rows } = table.getRowModel();
  const shown = rowWindow ? rowWindow.indexes.flatMap((index) => rows[index] ?? []) : rows;
  return (
    <>
      <table
        aria-rowcount={rowWindow && items.length + 1}
        className={clsx(tableStyle.table, stacked && STACKED[stacked.below].table, className)}
      >
        <caption className="sr-only">{caption}</caption>
        {columns.some(({ colClassName }) => colClassName) && (
          <colgroup>
            {columns.map(({ id, colClassName }) => (
              <col key={id} className={colClassName} />
            ))}
          </colgroup>
        )}
        <thead className={tableStyle.thead}>
          <tr>
            {table.getFlatHeaders().map((header) => (
              <HeadCell key={header.id} header={header} tableStyle={tableStyle} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rowWindow && <Spacer height={rowWindow.above}>{rowWindow.spacer}</Spacer>}
          {shown.map((row) => (
            <BodyRow
              key={row.id}
              row={row}
              tableStyle={tableStyle}
              selected={row.id === selectedId}
              className={rowClassName?.(row.original)}
              isWindowed={rowWindow !== undefined}
            />
          ))}
          {rowWindow && <Spacer height={rowWindow.below}>{rowWindow.spacer}</Spacer>}
        </tbody>
      </table>
      {stacked && (
        <ul className={clsx(STACKED[stacked.below].list, className)}>
          {items.map((item) => (
            <Fragment key={idOf(item)}>{stacked.item(item)}</Fragment>
          ))}
        </ul>
      )}
    </>
  );
}

function toColumnDef<Item>({ id, header, cell, ...meta }: DataColumn<Item>): ColumnDef<Item> {
  return { id, header, cell: ({ row }) => cell(row.original), meta };
}

const ARIA_SORT = { asc: "ascending", desc: "descending" } as const;

function HeadCell<Item>({ header, tableStyle }: { header: Header<Item, unknown>; tableStyle: TableStyle }) {
  const { align, hiddenHead, className, headClassName } = header.column.columnDef.meta ?? {};
  const sorted = header.column.getIsSorted();
  const text = flexRender(header.column.columnDef.header, header.getContext());
  const Arrow = sorted === "desc" ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted ? ARIA_SORT[sorted] : undefined}
      className={clsx(tableStyle.head, align === "right" && "text-right", className, headClassName)}
    >
      {hiddenHead ? (
        <span className="sr-only">{text}</span>
      ) : sorted ? (
        <span className="inline-flex items-center gap-1">
          {text} <Arrow size={12} aria-hidden="true" />
        </span>
      ) : (
        text
      )}
    </th>
  );
}

interface BodyRowProps<Item> {
  row: Row<Item>;
  tableStyle: TableStyle;
  selected: boolean;
  className: string | undefined;
  isWindowed: boolean;
}

function BodyRow<Item>({ row, tableStyle, selected, className, isWindowed }: BodyRowProps<Item>) {
  return (
    <tr
      // The header is row 1.
      aria-rowindex={isWindowed ? row.index + 2 : undefined}
      aria-current={selected ? "true" : undefined}
      className={clsx(tableStyle.row(selected), className)}
    >
      {row.getVisibleCells().map((cell, index) => {
        const { align, isRowHeader, className: both, cellClassName } = cell.column.columnDef.meta ?? {};
        const classes = clsx(
          tableStyle.cell,
          align === "right" && "text-right",
          selected && index === 0 && "shadow-[inset_2px_0_var(--accent)]",
          both,
          cellClassName,
        );
        const { cell: render } = cell.column.columnDef;
        // Columns are new objects in every render. flexRender would take their functions for new components, and each cell would lose its focus.
        const content = typeof render === "function" ? render(cell.getContext()) : render;
        return isRowHeader ? (
          <th key={cell.id} scope="row" className={clsx("text-left font-normal", classes)}>
            {content}
          </th>
        ) : (
          <td key={cell.id} className={classes}>
            {content}
          </td>
        );
      })}
    </tr>
  );
}

/** Takes the space of rows that are not rendered. */
function Spacer({ height, children }: { height: number; children: ReactNode }) {
  if (height <= 0) return null;
  return (
    <tr style={{ height }}>
      <td className="relative">{children}</td>
    </tr>
  );
}
