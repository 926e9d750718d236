import type { ReactNode } from "react";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { LIST_STYLE } from "#components/list/table-style.ts";

const TABLE_STYLE = { ...LIST_STYLE, row: () => "quick hover:bg-hover" };

/** A list of the settings. `edge` adds a line above it. */
export function SettingsTable<Item extends { readonly id: string }>({
  caption,
  items,
  columns,
  edge,
  stacked,
}: {
  caption: string;
  items: readonly Item[];
  columns: readonly DataColumn<Item>[];
  edge: boolean;
  stacked: (item: Item) => ReactNode;
}) {
  return (
    <DataTable
      caption={caption}
      tableStyle={TABLE_STYLE}
      items={items}
      columns={columns}
      idOf={(item) => item.id}
      {...(edge && { className: "border-t" })}
      stacked={{ below: "tablet", item: (item) => <li className="flex flex-col gap-1.5 border-b px-4 py-3">{stacked(item)}</li> }}
    />
  );
}
