/** Tables of the settings. */
export const HEAD = "h-8 border-b px-3 text-left text-label font-normal whitespace-nowrap text-ink-3 first:pl-6 last:pr-6";
export const CELL = "h-[52px] border-b px-3 py-1.5 align-middle first:pl-6 last:pr-6";
