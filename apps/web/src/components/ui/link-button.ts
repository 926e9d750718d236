/** A link that looks like the small button of a table. */
export const linkButton =
  "quick inline-flex h-[26px] shrink-0 items-center justify-center rounded-control border border-line-strong bg-surface px-2 text-label font-medium whitespace-nowrap text-ink hover:bg-hover";
