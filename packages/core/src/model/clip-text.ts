/** Cuts a text after `max` UTF-16 code units and marks the cut with "…", without splitting a surrogate pair. */
export function clipText(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max).replace(/[\ud800-\udbff]$/, "")}…`;
}
