import type { ApprovalStage } from "@agentlattice/core";
import {
  type ApprovalRequestTerms,
  type Electorate,
  explainExclusions,
  formatTime,
  isHighRisk,
  type RiskLevel,
  rightHolders,
  stageToCome,
} from "@agentlattice/core/approval";

/** Returns the remedy for a request that lacks approvers. On high risk, nobody is told to add a person who could not vote for 24 hours. */
export function addApprover(risk: RiskLevel): string {
  return isHighRisk(risk)
    ? "Ask an admin to name an approver whose role is at least 24 hours old: on high risk, a newer role does not count."
    : "Ask an admin to add an approver.";
}

/** Describes a pending request whose current stage nobody may decide, and the remedy. */
export function describeDeserted(risk: RiskLevel): string {
  return `Nobody can decide this stage now. Fallback approvers may decide once it escalates (POST /approvals/{id}/escalate). Otherwise: ${addApprover(risk)}`;
}

/** Describes why too few people may decide a stage, and the remedy. */
export function describeMissing(terms: ApprovalRequestTerms, stage: ApprovalStage, electorate: Electorate): string {
  const open = stageToCome(terms.plan, stage);
  const able = rightHolders(terms, open, electorate).length;
  if (able >= stage.quorum)
    return `One person decides at most one stage, and nobody is left for the stage of ${stage.approvers.join(", ")}. Ask an admin to add another approver, or set distinct: per_stage in the policy.`;
  const { causes, counts_from } = explainExclusions(terms, open, electorate);
  const people = stage.quorum === 1 ? "Nobody" : `Fewer than ${stage.quorum} people`;
  const start = `${people} in the organisation may approve this`;
  if (counts_from !== null)
    return `${start} now: on high risk, a role counts 24 hours after it was granted. Submit it again after ${formatTime(counts_from)}, or ask an admin to name an approver whose role is older.`;
  if (causes.has("separation_of_duties"))
    return `${start}, because separation of duties excludes the people named. Ask an admin to name somebody who neither owns the agent nor made its key or delegation${isHighRisk(terms.risk) ? ", and whose role is at least 24 hours old" : ""}.`;
  return `${start}. ${addApprover(terms.risk)}`;
}
