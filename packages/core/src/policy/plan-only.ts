import type { Facts } from "./facts.ts";
import type { Verdict } from "./verdict.ts";

/** How an action without side effects ends: `doc.read`, `repo.list`. */
const READING_VERBS: ReadonlySet<string> = new Set(
  "check count describe diff estimate explain fetch find get inspect list lookup plan preview query read search show simulate status validate view".split(
    " ",
  ),
);

/** Whether an action says that it only looks. Anything that does not is taken for one with side effects. */
export function onlyReads({ submission }: Facts): boolean {
  const last = submission.action_type.split(/[.:-]/).at(-1) ?? "";
  const memory = submission.memory as { op?: unknown } | undefined;
  return READING_VERBS.has(last) && memory?.op !== "write";
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
