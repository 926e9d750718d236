import { DECISION_SEVERITY } from "../../evidence/decision-actions.ts";
import type { CapReached } from "../../model/settle-plan.ts";
import type { Verdict } from "../../model/verdict.ts";
import { type ApprovalSource, mergeApprovals } from "../approval-plan.ts";
import type { CompiledBundle } from "../compile-bundle.ts";
import type { CompiledPolicy } from "../compile-policy.ts";
import { explainCap } from "./limit-failure.ts";

/**
 * Returns the verdict that asks people to extend caps. The approvals of the policies that set the caps are added to those that other
 * policies require. Such an approval gives no standing grant.
 */
export function askAtCap(verdict: Verdict, caps: readonly CapReached[], bundle: CompiledBundle): Verdict {
  const owners = caps.flatMap(({ extension }) => bundle.budgeted.find(({ id }) => id === extension.policy) ?? []);
  const [first] = owners;
  const [cap] = caps;
  // Policies of an earlier configuration: the commit answers with the caps of the current one.
  if (!first || !cap || owners.length < caps.length || verdict.status === "denied") return verdict;
  const { message, condition } = explainCap(cap.failure, first.name);
  const asking = new Set(owners.map(({ id }) => id));
  const others = verdict.event_types.filter((type) => type !== "action.executed" && type !== "approval.requested");
  return {
    ...verdict,
    action: "REQUIRE_APPROVAL",
    status: "requested",
    policy_name: verdict.status === "requested" ? (verdict.policy_name ?? first.name) : first.name,
    message,
    conditions_evaluated: [condition, ...verdict.conditions_evaluated],
    policies: verdict.policies.map((policy) => (asking.has(policy.id) ? { ...policy, verdict: "approve" } : policy)),
    approval: { ...planOf(verdict, owners, caps), extension: caps.map(({ extension }) => extension) },
    reason_codes: ["APPROVAL_REQUIRED", "COST_BUDGET_EXCEEDED"],
    event_types: ["approval.requested", "budget.exceeded", "cost.budget", ...others],
    risk_score: Math.max(verdict.risk_score, DECISION_SEVERITY.REQUIRE_APPROVAL),
  };
}

function planOf({ approval }: Verdict, owners: readonly CompiledPolicy[], caps: readonly CapReached[]) {
  const asked = owners.map((owner, i): ApprovalSource => {
    return { policy: owner.name, path: `spec.limits[${caps[i]?.extension.index}].budget`, settings: owner.approval };
  });
  const before = approval ? [{ policy: "", path: "", settings: approval }] : [];
  const { grants: _, asked_by: __, ...plan } = mergeApprovals([...before, ...asked]);
  return { ...plan, asked_by: [...(approval?.asked_by ?? []), ...asked.map(({ policy, path }) => ({ policy, path }))] };
}
