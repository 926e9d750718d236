import type { PolicyMode, PolicyVerdict, Verdict } from "./verdict.ts";

/**
 * How what decided was meant: policies in force, a default, a halt and everything else that denies or asks are enforced. A
 * decision that lets pass and that only watching policies had something to say about is made in their mode, the strictest of them.
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
