import type { Approval } from "@agentlattice/contract";
import { countingVotes, nextEscalation, openStage, type Vote } from "@agentlattice/core/approval";
import { type ApprovalRecord, termsOf } from "@agentlattice/core/settle";
import type { StoredApproval, StoredVote } from "@agentlattice/db";
import type { OrgConfig } from "../config/org-config.ts";
import { personView, representedPersonOf } from "./person-view.ts";

type Stage = Approval["stages"][number];

/** Returns the stages of an approval with the votes that count. */
export function toStages(record: ApprovalRecord, recorded: StoredApproval["votes"], config: OrgConfig, now: number): Stage[] {
  const { plan, progress, status } = record;
  return plan.stages.map((stage, index) => {
    const isCurrent = index === progress.stage;
    const hasEscalated = isCurrent && progress.escalations > 0;
    const votes = votesOf(record, index, { recorded, config, now });
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

interface VoteContext {
  /** Every recorded vote of the approval. */
  readonly recorded: StoredApproval["votes"];
  readonly config: OrgConfig;
  readonly now: number;
}

/** Returns the votes of a stage. The decision is the last vote of the current stage. */
function votesOf(record: ApprovalRecord, index: number, { recorded, config, now }: VoteContext): Stage["votes"] {
  const { progress, decided_by, decided_at } = record;
  const isOpen = record.status === "pending" && index === progress.stage;
  const votes = isOpen ? countingVotes(termsOf(record), progress, { people: config.members, now }) : latestVotes(record, index);
  const shown = votes.map(({ user, right, at }) => voteView({ user_id: user, right_id: right, at, decision: "approve" }, config));
  if (index !== progress.stage || decided_by === null || decided_at === null) return shown;
  const decision = wasApproved(record) ? ("approve" as const) : ("deny" as const);
  const last = recorded.at(-1);
  const right_id = last?.user_id === decided_by ? last.right_id : null;
  return [...shown, voteView({ user_id: decided_by, right_id, at: decided_at, decision }, config)];
}

/** Returns the last vote of each person in a stage that is complete. A person votes again when their earlier vote stopped counting. */
function latestVotes({ progress, decided_by }: ApprovalRecord, index: number): Vote[] {
  const votes = progress.votes.filter(({ stage }) => stage === index);
  const decided = index === progress.stage ? decided_by : null;
  return votes.filter(({ user }, at) => user !== decided && votes.findLastIndex((vote) => vote.user === user) === at);
}

function voteView(vote: Pick<StoredVote, "user_id" | "right_id" | "at" | "decision">, config: OrgConfig): Stage["votes"][number] {
  const { user_id, decision, at } = vote;
  return { user: personView(config, user_id), decision, at: new Date(at).toISOString(), ...representedPersonOf(vote, config) };
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
