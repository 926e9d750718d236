/** Classes of table headers and cells. The header stays visible while the rows scroll. */
export const HEAD =
  "sticky top-0 z-10 h-8 border-b bg-surface px-3 text-left text-label font-normal whitespace-nowrap text-ink-2 first:pl-6 last:pr-6";
export const CELL = "h-[52px] border-b px-3 py-1.5 align-middle first:pl-6 last:pr-6";
