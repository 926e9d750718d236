import { canonicalize } from "../ledger/jcs.ts";
import type { ApprovalPlan, ApprovalStage } from "../model/verdict.ts";
import { isDecidable } from "./ballot.ts";
import { type ApprovalRequestTerms, type Electorate, stageToCome, stillCounts } from "./eligibility.ts";
import { type ApprovalProgress, NO_PROGRESS, type Vote } from "./progress.ts";

/** A request as it was asked, with the votes given so far. The deciding vote of an approved request is the last one. */
export interface GivenVotes {
  readonly terms: ApprovalRequestTerms;
  readonly votes: readonly Vote[];
}

/**
 * The comparison of the votes given with what the current policies ask. `progress` has the votes that still count, each in the stage of the
 * new plan for which it counts.
 */
export type RequirementCheck =
  | { readonly outcome: "satisfied"; readonly progress: ApprovalProgress }
  | { readonly outcome: "asks_more"; readonly progress: ApprovalProgress }
  /** Nobody is left for a vote that is missing. */
  | { readonly outcome: "undecidable" };

/** Returns true when two plans ask the same people for the same: names and versions of policies, deadlines and channels do not count. */
export function isSameRequirement(a: ApprovalPlan, b: ApprovalPlan): boolean {
  return canonicalize(requirementOf(a)) === canonicalize(requirementOf(b));
}

function requirementOf({ stages, separation_of_duties, distinct, step_up, evidence, risk }: ApprovalPlan) {
  const people = (approvers: readonly string[] = []) => [...new Set(approvers.map((approver) => approver.toLowerCase()))].sort();
  return {
    stages: stages.map(({ approvers, quorum, fallback }) => ({ approvers: people(approvers), quorum, fallback: people(fallback) })),
    separation_of_duties,
    distinct: distinct ?? "request",
    step_up: step_up ?? false,
    evidence: evidence ?? "none",
    risk,
  };
}

/** Returns true when whoever satisfies one plan also satisfies another: each of its stages is asked by the first with as many votes. */
export function coversRequirement(asked: ApprovalPlan, now: ApprovalPlan): boolean {
  const isProven = (asked.step_up || !now.step_up) && (asked.evidence || !now.evidence);
  const isSeparated = asked.separation_of_duties === "strict" || now.separation_of_duties === "default";
  const isDistinct = asked.distinct === undefined || now.distinct === "per_stage";
  const [before, after] = [requirementOf(asked).stages, requirementOf(now).stages];
  const taken = new Set<number>();
  const hasStages = after.every((stage) => {
    const index = before.findIndex((one, at) => !taken.has(at) && one.quorum >= stage.quorum && samePeople(one, stage));
    taken.add(index);
    return index !== -1;
  });
  return Boolean(isProven && isSeparated && isDistinct && hasStages);
}

type People = Pick<ReturnType<typeof requirementOf>["stages"][number], "approvers" | "fallback">;
const samePeople = (a: People, b: People) => canonicalize([a.approvers, a.fallback]) === canonicalize([b.approvers, b.fallback]);

/**
 * Compares the votes given to a request with the plan that the current policies ask. Votes that satisfy a stage of it are kept, and only
 * what is missing is asked.
 * INVARIANT: a vote counts for one stage, and only when its voter may decide that stage now. A plan that newly asks for a proof of identity
 * keeps no vote.
 */
export function checkRequirement(given: GivenVotes, now: ApprovalRequestTerms, electorate: Electorate): RequirementCheck {
  const { plan } = now;
  const keepsNone = (plan.step_up && !given.terms.plan.step_up) || (plan.evidence && !given.terms.plan.evidence);
  const votes = assign(keepsNone ? [] : distinct(given.votes), now, electorate);
  const missing = plan.stages.findIndex(({ quorum }, index) => votes.filter(({ stage }) => stage === index).length < quorum);
  const stage = missing === -1 ? plan.stages.length - 1 : missing;
  const progress = { ...NO_PROGRESS, stage, stage_since: electorate.now, votes };
  if (missing === -1) return { outcome: "satisfied", progress };
  return isDecidable(now, progress, electorate) ? { outcome: "asks_more", progress } : { outcome: "undecidable" };
}

/** Returns one vote of each person and of each right, the first one. */
function distinct(votes: readonly Vote[]): Vote[] {
  const kept: Vote[] = [];
  for (const vote of votes) if (kept.every(({ user, right }) => user !== vote.user && right !== vote.right)) kept.push(vote);
  return kept;
}

/** Assigns the votes to the stages for which they count, so that as many as possible are used. */
function assign(votes: readonly Vote[], now: ApprovalRequestTerms, electorate: Electorate): Vote[] {
  const seats = now.plan.stages.flatMap((stage, index) => Array.from({ length: stage.quorum }, () => ({ stage, index })));
  const counts = (vote: Vote, stage: ApprovalStage) => stillCounts(now, stageToCome(now.plan, stage), vote, electorate);
  /** The index of the seat that each vote fills. */
  const seatOf = new Map<Vote, number>();
  /** Fills a seat with a vote that has none, or moves the vote of another seat when that seat can be filled otherwise. */
  const fillSeat = (seatIndex: number, tried: Set<Vote>): boolean =>
    votes.some((vote) => {
      const seat = seats[seatIndex];
      if (!seat || tried.has(vote) || !counts(vote, seat.stage)) return false;
      tried.add(vote);
      const otherSeat = seatOf.get(vote);
      if (otherSeat !== undefined && !fillSeat(otherSeat, tried)) return false;
      seatOf.set(vote, seatIndex);
      return true;
    });
  for (const seatIndex of seats.keys()) fillSeat(seatIndex, new Set());
  return votes.flatMap((vote) => {
    const seatIndex = seatOf.get(vote);
    const stage = seatIndex === undefined ? undefined : seats[seatIndex]?.index;
    return stage === undefined ? [] : [{ ...vote, stage }];
  });
}
