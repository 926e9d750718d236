import type { Approval } from "@agentlattice/contract";
import { countingVotes, nextEscalation, openStage, type Vote } from "@agentlattice/core/approval";
import { type ApprovalRecord, termsOf } from "@agentlattice/core/settle";
import type { OrgConfig } from "../config/org-config.ts";
import { personView } from "./person-view.ts";

type Stage = Approval["stages"][number];

/** Returns the stages of an approval with the votes that count. */
export function toStages(record: ApprovalRecord, config: OrgConfig, now: number): Stage[] {
  const { plan, progress, status } = record;
  return plan.stages.map((stage, index) => {
    const isCurrent = index === progress.stage;
    const hasEscalated = isCurrent && progress.escalations > 0;
    const votes = votesOf(record, index, config, now);
    const approvals = votes.filter(({ decision }) => decision === "approve").length;
    const escalates = isCurrent ? nextEscalation(record) : null;
    return {
      approvers: [...openStage(stage, hasEscalated).approvers],
      quorum: stage.quorum,
      approvals,
      satisfied: index < progress.stage || (isCurrent && wasApproved(record)),
      votes,
      status: stageStatus(index, progress.stage, status, wasApproved(record)),
      escalated: hasEscalated,
      escalates_at: escalates === null || status !== "pending" ? null : new Date(escalates).toISOString(),
    };
  });
}

/** Returns the votes of a stage. The decision is the last vote of the current stage. */
function votesOf(record: ApprovalRecord, index: number, config: OrgConfig, now: number): Stage["votes"] {
  const { progress, decided_by, decided_at } = record;
  const isOpen = record.status === "pending" && index === progress.stage;
  const votes = isOpen
    ? countingVotes(termsOf(record), progress, { people: config.members, now })
    : progress.votes.filter(({ stage }) => stage === index);
  const shown = votes.map((vote) => voteView(vote, config));
  if (index !== progress.stage || decided_by === null || decided_at === null) return shown;
  const decision = wasApproved(record) ? ("approve" as const) : ("deny" as const);
  return [...shown, { user: personView(config, decided_by), decision, at: new Date(decided_at).toISOString() }];
}

function voteView({ user, right, at }: Vote, config: OrgConfig): Stage["votes"][number] {
  return {
    user: personView(config, user),
    decision: "approve",
    at: new Date(at).toISOString(),
    ...(right === user ? {} : { for: personView(config, right) }),
  };
}

function stageStatus(index: number, current: number, status: ApprovalRecord["status"], approved: boolean): Stage["status"] {
  if (index < current) return "approved";
  if (status === "pending") return index === current ? "open" : "waiting";
  if (index > current) return "ended";
  if (approved) return "approved";
  return status === "denied" ? "denied" : "ended";
}

/** Returns true when people approved the request, whatever happened to it afterwards. */
function wasApproved({ decided_at, status }: ApprovalRecord): boolean {
  return decided_at !== null && status !== "denied";
}
