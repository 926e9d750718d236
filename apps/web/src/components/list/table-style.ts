/** Class names of a `DataTable`. */
export interface TableStyle {
  readonly table: string;
  readonly thead?: string;
  readonly head: string;
  readonly cell: string;
  readonly row: (selected: boolean) => string;
}

const highlight = (selected: boolean) => `quick relative ${selected ? "bg-accent-wash" : "hover:bg-hover"}`;

/** A full-width list of a page. Its header stays visible while the rows scroll. */
export const LIST_STYLE: TableStyle = {
  table: "w-full border-separate border-spacing-0 text-body",
  head: "sticky top-0 z-10 h-8 border-b bg-surface px-3 text-left text-label font-normal whitespace-nowrap text-ink-2 first:pl-6 last:pr-6",
  cell: "h-[52px] border-b px-3 py-1.5 align-middle first:pl-6 last:pr-6",
  row: highlight,
};

/** A list whose header is hidden on narrow screens, with lines above the rows. */
export const SECTION_STYLE: TableStyle = {
  table: "w-full border-separate border-spacing-0",
  thead: "max-desk:sr-only",
  head: "h-10 pr-4 text-left text-label font-normal whitespace-nowrap text-ink-2",
  cell: "border-t pr-4 align-middle",
  row: highlight,
};

/** A short table inside a section or a detail pane. */
export const INLINE_STYLE: TableStyle = {
  table: "w-full border-collapse text-body",
  head: "h-8 border-b text-left text-label font-medium text-ink-3",
  cell: "border-b",
  row: () => "",
};
