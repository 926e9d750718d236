import { isCapable } from "../model/action-pattern.ts";
import type { Facts } from "../model/facts.ts";
import type { Verdict } from "../model/verdict.ts";

/** How an action without side effects ends: `doc.read`, `repo.list`. */
const READING_VERBS: ReadonlySet<string> = new Set(
  "check count describe diff estimate explain fetch find get inspect list lookup plan preview query read search show simulate status validate view".split(
    " ",
  ),
);

/**
 * Whether an action has no side effects: one that the organisation declared to have none, or, where it declared nothing, one
 * whose name says that it only looks. Anything else is taken for one with side effects, and so is writing to memory.
 */
export function onlyReads({ submission: { action_type, memory } }: Facts, declared: readonly string[]): boolean {
  if ((memory as { op?: unknown } | undefined)?.op === "write") return false;
  if (declared.length > 0) return isCapable(declared, action_type);
  return READING_VERBS.has(action_type.split(/[.:-]/).at(-1) ?? "");
}

/** The denial of a verdict that would let something happen while only planning is allowed. */
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
