import type { ActionInput, CheckResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { effectiveMode } from "@agentlattice/core/policy";
import type { Deps } from "../deps.ts";
import { judgeWithGrants } from "../grants/judge-with-grants.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { rewrittenAnswer, rewrittenFields } from "./decision-payload.ts";
import { previewLimits } from "./preview-limits.ts";
import { shadowAnswer } from "./shadow-answer.ts";

/** Evaluates an action and explains every condition. Records nothing and uses no grant. */
export async function checkAction({
  principal,
  submission,
  deps,
}: {
  principal: AgentPrincipal;
  submission: ActionInput;
  deps: Pick<Deps, "configs" | "database" | "inspector" | "knownRuns" | "newId" | "now">;
}): Promise<CheckResult> {
  const { judgement, covered } = await judgeWithGrants({ deps, principal, submission, unusableGrants: new Set(), explain: true });
  const verdict = await previewLimits(deps, principal, covered ? { ...judgement, verdict: covered.verdict } : judgement);
  const isCovered = covered !== null && verdict.status === "executed";
  return {
    allowed: verdict.status === "executed",
    needs_approval: verdict.status === "requested",
    ...(isCovered ? { grant_id: encodeId("gra", covered.use.grant_id) } : {}),
    ...(verdict.status === "requested" && verdict.grant_mismatch ? { grant_mismatch: verdict.grant_mismatch } : {}),
    ...(verdict.policy_name ? { policy_name: verdict.policy_name } : {}),
    ...(verdict.denial_reason ? { denial_reason: verdict.denial_reason } : {}),
    message: verdict.message,
    conditions_evaluated: [...verdict.conditions_evaluated] as CheckResult["conditions_evaluated"],
    action: verdict.action,
    reason_codes: [...verdict.reason_codes],
    risk_score: verdict.risk_score,
    findings: [...verdict.findings],
    obligations: [...verdict.obligations] as CheckResult["obligations"],
    mode: effectiveMode(verdict),
    shadow: shadowAnswer(verdict),
    ...rewrittenAnswer(rewrittenFields(submission, verdict)),
    ...(verdict.explain ? { explain: [...verdict.explain] } : {}),
  };
}
