import type { ApprovalStage } from "../model/verdict.ts";
import {
  type ApprovalRequestTerms,
  type Electorate,
  eligibleApprovers,
  type Ineligible,
  mayDecide,
  rightHolders,
  stageToCome,
  votersOf,
} from "./eligibility.ts";
import { findUnfilledStage, type OpenStageVotes } from "./fill-stages.ts";
import { type ApprovalProgress, countingVotes, currentStage, distinctVotes, NO_PROGRESS, type Vote } from "./progress.ts";

/** The right in which a person may vote now and the votes of the stage before it, or the error code that refuses the vote. */
export type Ballot =
  | { readonly right: string; readonly before: readonly Vote[] }
  | { readonly code: "ALREADY_VOTED" }
  | { readonly code: "NOT_ELIGIBLE"; readonly ineligible: Ineligible };

/**
 * Returns the right in which a person votes on the current stage.
 * INVARIANT: a person votes once and each right is used once in a request, or in a stage when the policy says `distinct: per_stage`. A vote
 * is refused when it would use up the person whom a later stage needs.
 */
export function findBallot(terms: ApprovalRequestTerms, progress: ApprovalProgress, personId: string, electorate: Electorate): Ballot {
  const found = mayDecide(terms, currentStage(terms, progress), personId, electorate);
  if (!found.eligible) return { code: "NOT_ELIGIBLE", ineligible: found };
  const given = distinctVotes(terms, progress, electorate);
  const rights = found.rights.filter((id) => given.every((vote) => vote.right !== id));
  if (rights.length === 0 || given.some((vote) => vote.user === personId)) return { code: "ALREADY_VOTED" };
  const before = countingVotes(terms, progress, electorate);
  const votedIn = (right: string): ApprovalProgress => {
    const vote = { user: personId, right, stage: progress.stage, at: electorate.now, entry: "" };
    return { ...progress, votes: [...progress.votes, vote] };
  };
  const right = rights.find((id) => isDecidable(terms, votedIn(id), electorate));
  if (right !== undefined) return { right, before };
  // Others can be missing for other reasons: then this vote changes nothing about it.
  if (!isDecidable(terms, progress, electorate)) return { right: rights[0] as string, before };
  return { code: "NOT_ELIGIBLE", ineligible: NEEDED_LATER };
}

const NEEDED_LATER: Ineligible = {
  eligible: false,
  cause: "needed_for_later_stage",
  because:
    "A later stage of this request needs you, and one person decides one stage. Ask another approver of this stage to decide it, and decide the later one.",
};

/** Returns the people who may still vote on the current stage. */
export function openVoters(terms: ApprovalRequestTerms, progress: ApprovalProgress, electorate: Electorate): string[] {
  return eligibleApprovers(terms, currentStage(terms, progress), electorate)
    .map(({ id }) => id)
    .filter((id) => "right" in findBallot(terms, progress, id, electorate));
}

/** Returns true when distinct people remain for every vote that the current stage and the later ones need. */
export function isDecidable(terms: ApprovalRequestTerms, progress: ApprovalProgress, electorate: Electorate): boolean {
  return findUndecidable(terms, progress, electorate, (planned, given) => planned.quorum - given) === null;
}

/** Returns true when somebody may decide the current stage, and each later one. They need not be enough, and may have voted on it already. */
export function hasApprovers(terms: ApprovalRequestTerms, progress: ApprovalProgress, electorate: Electorate): boolean {
  const isEarlier = ({ stage }: Vote) => stage < progress.stage;
  return findUndecidable(terms, { ...progress, votes: progress.votes.filter(isEarlier) }, electorate, () => 1) === null;
}

/** Returns the first stage of a new request for which distinct people are missing, or null. */
export function findUndecidableStage(terms: ApprovalRequestTerms, electorate: Electorate): ApprovalStage | null {
  const escalating = terms.plan.stages.map((stage) => stageToCome(terms.plan, stage));
  const stages = terms.plan.stages.map((stage, index) => ({ ...stage, approvers: escalating[index]?.approvers ?? stage.approvers }));
  const index = findUndecidable({ ...terms, plan: { ...terms.plan, stages } }, NO_PROGRESS, electorate, ({ quorum }) => quorum);
  return index === null ? null : (stages[index] ?? null);
}

/** Returns the index of the first stage, from the current one on, for which people are missing, or null. */
function findUndecidable(
  terms: ApprovalRequestTerms,
  progress: ApprovalProgress,
  electorate: Electorate,
  seatsOf: (stage: ApprovalStage, given: number) => number,
): number | null {
  const { plan } = terms;
  const isPerStage = plan.distinct === "per_stage";
  const counting = countingVotes(terms, progress, electorate);
  const rest = plan.stages.slice(progress.stage).map((planned, offset) => {
    const isCurrent = offset === 0;
    const stage = progress.stage + offset;
    const votes = isCurrent ? counting : progress.votes.filter((vote) => vote.stage === stage);
    const open = isCurrent ? currentStage(terms, progress) : stageToCome(plan, planned);
    return { votes, seats: seatsOf(planned, votes.length), rights: rightHolders(terms, open, electorate) };
  });
  const voters = new Map<string, readonly string[]>();
  const fill = (stages: readonly OpenStageVotes[], given: readonly Vote[]) => {
    const left = stages.map(({ seats, rights }) => ({ seats, rights: rights.filter((id) => given.every((vote) => vote.right !== id)) }));
    return findUnfilledStage(left, (right) => {
      const all = voters.get(right) ?? votersOf(terms, right, electorate);
      voters.set(right, all);
      return all.filter((id) => given.every((vote) => vote.user !== id));
    });
  };
  if (!isPerStage) {
    const unfilled = fill(rest, distinctVotes(terms, progress, electorate));
    return unfilled === null ? null : progress.stage + unfilled;
  }
  const unfilled = rest.findIndex((stage) => fill([stage], stage.votes) !== null);
  return unfilled === -1 ? null : progress.stage + unfilled;
}
