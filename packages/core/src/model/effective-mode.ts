import type { PolicyMode, PolicyVerdict, Verdict } from "./verdict.ts";

/**
 * Returns the mode in which a decision was made. Denials, requests and decisions by an enforced policy or default are enforced. When only
 * monitored policies applied to an allowed action, the result is the strictest of their modes.
 */
export function effectiveMode({
  status,
  policies,
  shadow,
}: Pick<Verdict, "status"> & {
  readonly policies: readonly unknown[];
  readonly shadow: readonly Pick<PolicyVerdict, "mode">[];
}): PolicyMode {
  if (status !== "executed" || policies.length > 0 || shadow.length === 0) return "enforce";
  return shadow.some(({ mode }) => mode === "monitor") ? "monitor" : "report_only";
}
