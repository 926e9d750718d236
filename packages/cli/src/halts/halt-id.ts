import { UsageError } from "../usage-error.ts";

/** Returns the id of a halt for use in a path. @throws UsageError */
export function haltId(text: string): string {
  if (/^hlt_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text)) return text;
  throw new UsageError("The id of a halt starts with hlt_. agentlattice halts list shows the ids.");
}
