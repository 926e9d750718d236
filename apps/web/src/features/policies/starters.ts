import { findInLibrary } from "@agentlattice/core/library";
import { withMode } from "./mode-in-yaml.ts";

/** A template for a new policy: a complete, valid document. */
export interface Starter {
  readonly name: string;
  readonly about: string;
  readonly yaml: string;
}

/**
 * Starters taken from the library, one per effect. They are read on the server, because the library is large and a browser needs
 * only these.
 */
export const STARTERS: readonly Starter[] = [
  {
    name: "Require approval",
    about: "Every matching action needs an approval.",
    yaml: fromLibrary("production-deploys-approved"),
  },
  {
    name: "Allow up to a limit",
    about: "Small amounts are allowed, larger ones need an approval.",
    yaml: fromLibrary("refunds-limited"),
  },
  {
    name: "Deny always",
    about: "Denies the action even if another policy allows it.",
    yaml: fromLibrary("access-stays-with-people"),
  },
  {
    name: "Cap spending",
    about: "A session and a day have a budget for models.",
    yaml: fromLibrary("spending-capped"),
  },
  {
    name: "Monitor first",
    about: "Changes no decision and records what it would have decided.",
    yaml: withMode(fromLibrary("calls-rate-limited"), "monitor"),
  },
];

function fromLibrary(name: string): string {
  const item = findInLibrary(name);
  if (item?.kind !== "policy") throw new Error(`the library has no policy ${name}`);
  return item.yaml;
}
