import { isCapable } from "../model/action-pattern.ts";
import type { Facts } from "../model/facts.ts";
import type { Verdict } from "../model/verdict.ts";

/** Last words of actions without side effects: `doc.read`, `repo.list`. */
const READ_VERBS: ReadonlySet<string> = new Set(
  "check count describe diff estimate explain fetch find get inspect list lookup plan preview query read search show simulate status validate view".split(
    " ",
  ),
);

/**
 * Returns true when an action has no side effects: when it is on the organisation's list or, without a list, when the last word of its name
 * only reads. Writing to memory is a side effect.
 */
export function hasNoSideEffects({ submission: { action_type, memory } }: Facts, declared: readonly string[]): boolean {
  if ((memory as { op?: unknown } | undefined)?.op === "write") return false;
  if (declared.length > 0) return isCapable(declared, action_type);
  return READ_VERBS.has(action_type.split(/[.:-]/).at(-1) ?? "");
}

/** Returns the denial of a verdict that plan-only mode does not permit. */
export function denyByPlanOnly(verdict: Verdict): Verdict {
  const { approval: _, settle: __, rewritten: ___, placeholders: ____, policy_name: _____, ...rest } = verdict;
  return {
    ...rest,
    action: "DENY",
    status: "denied",
    denial_reason: "PLAN_ONLY",
    message: "The organisation allows planning only: actions with side effects are denied until an admin switches that off.",
    reason_codes: ["POLICY_VIOLATION", "PLAN_ONLY"],
    event_types: ["action.denied", "policy.denied"],
    risk_score: 100,
  };
}
