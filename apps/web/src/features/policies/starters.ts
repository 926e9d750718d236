import { findInLibrary } from "@agentlattice/core/library";
import { withMode } from "./mode-in-yaml.ts";

/** Where a new policy starts: a whole document that is valid as it stands. */
export interface Starter {
  readonly name: string;
  readonly about: string;
  readonly yaml: string;
}

/** One policy of the library for each kind of beginning. For the server: the library is large, and a browser needs four of it. */
export const STARTERS: readonly Starter[] = [
  {
    name: "Ask a person",
    about: "Every such action waits until somebody approves it.",
    yaml: fromLibrary("production-deploys-approved"),
  },
  {
    name: "Allow up to a limit",
    about: "Small ones go through, larger ones wait for a person.",
    yaml: fromLibrary("refunds-limited"),
  },
  {
    name: "Never",
    about: "Nobody does this, whatever another policy allows.",
    yaml: fromLibrary("access-stays-with-people"),
  },
  {
    name: "Watch first",
    about: "Changes no answer. What it would have said is recorded.",
    yaml: withMode(fromLibrary("calls-rate-limited"), "monitor"),
  },
];

function fromLibrary(name: string): string {
  const item = findInLibrary(name);
  if (item?.kind !== "policy") throw new Error(`the library has no policy ${name}`);
  return item.yaml;
}
