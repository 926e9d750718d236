import type { CostAmounts } from "../model/settle-plan.ts";
import { type ApprovalRequestTerms, type Electorate, type OpenStage, openStage, stillCounts } from "./eligibility.ts";

/** An approving vote of a stage that was not the last one needed. Ids are database UUIDs. */
export interface Vote {
  readonly user: string;
  /** The person whose right the vote uses: the voter, or somebody who handed over to them. */
  readonly right: string;
  readonly stage: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly entry: string;
}

/** The release of a request by one person alone, and its review by another. */
export interface Emergency {
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly review_by: number;
  readonly reviewed_by: string | null;
  /** True when the review was not made in time. */
  readonly overdue: boolean;
}

/** The reported or settled outcome of a consumed permit. */
export interface PermitOutcome {
  readonly status: "awaited" | "unknown" | "executed" | "failed";
  /** The time at which an awaited outcome becomes unknown, in milliseconds since the epoch. */
  readonly due: number;
  /** True when a report and a settlement disagree. Both stay recorded. */
  readonly contradicted: boolean;
  /** The time at which an unknown outcome became known, in milliseconds since the epoch. */
  readonly settled_at?: number;
  /** UUID of the person who settled an unknown outcome. Absent when a report of the agent did. */
  readonly settled_by?: string;
}

/** The state of an approval between its request and its end. */
export interface ApprovalProgress {
  /** Index of the stage that is decided now. */
  readonly stage: number;
  /** Start of this stage, in milliseconds since the epoch; null for the time of the request. */
  readonly stage_since: number | null;
  /** Number of escalations of this stage. */
  readonly escalations: number;
  /** True when `on_timeout: escalate` has given the request its time once more. */
  readonly extended: boolean;
  /** Votes for the current digest, oldest first. The vote that decides is the decision itself. */
  readonly votes: readonly Vote[];
  /** The first digest, when a reviewer has changed the submission, and the entry that holds the new one. */
  readonly edit: { readonly requested_digest: string; readonly entry: string } | null;
  readonly claim: { readonly user: string; readonly until: number } | null;
  /** The entry of the question that waits for the agent's answer. */
  readonly question: string | null;
  readonly emergency: Emergency | null;
  readonly outcome: PermitOutcome | null;
  /** The salted hash of the grant that every vote so far names; null when one of them names none. */
  readonly grant: string | null;
  /** The amounts by which every vote so far extends the budgets of the request; null when there are none. */
  readonly extend: CostAmounts | null;
  /** The time at which a halt stopped the deadline of the approval or its permit, in milliseconds since the epoch. */
  readonly frozen_at: number | null;
  /** The vote that decided an approved request; null before, after a release by one person alone, and in rows of earlier releases. */
  readonly decided: Vote | null;
}

export const NO_PROGRESS: ApprovalProgress = {
  stage: 0,
  stage_since: null,
  escalations: 0,
  extended: false,
  votes: [],
  edit: null,
  claim: null,
  question: null,
  emergency: null,
  outcome: null,
  grant: null,
  extend: null,
  frozen_at: null,
  decided: null,
};

/** Returns the stage that is decided now, with its fallback approvers once it has escalated. */
export function currentStage({ plan }: ApprovalRequestTerms, { stage, escalations }: ApprovalProgress): OpenStage {
  const planned = plan.stages[stage];
  if (!planned) throw new Error("an approval has a current stage");
  return openStage(planned, escalations > 0);
}

/** Returns the votes of the current stage that still count. */
export function countingVotes(terms: ApprovalRequestTerms, progress: ApprovalProgress, electorate: Electorate): Vote[] {
  const stage = currentStage(terms, progress);
  return progress.votes.filter((vote) => vote.stage === progress.stage && stillCounts(terms, stage, vote, electorate));
}

/**
 * Returns the votes that a further vote on the current stage must differ from: those of every stage, unless the policy counts each stage by
 * itself.
 */
export function distinctVotes(terms: ApprovalRequestTerms, progress: ApprovalProgress, electorate: Electorate): Vote[] {
  const counting = countingVotes(terms, progress, electorate);
  if (terms.plan.distinct === "per_stage") return counting;
  return progress.votes.filter((vote) => vote.stage !== progress.stage || counting.includes(vote));
}
