import { type Ballot, findBallot } from "../approval/ballot.ts";
import { type Approver, type Electorate, type Eligibility, type Ineligible, mayDecide, mayRelease } from "../approval/eligibility.ts";
import { countingVotes, currentStage, type Vote } from "../approval/progress.ts";
import { coversRequirement } from "../approval/requirement.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import { encodeId } from "../ids/type-id.ts";
import type { Json } from "../model/json.ts";
import { reasonOfFailure } from "../policy/limits/limit-failure.ts";
import { isContradicted, refuseContradicted } from "./anomaly.ts";
import { approvalEntry } from "./approval-entry.ts";
import { claimId, replayOf } from "./claims.ts";
import { withinDelegation } from "./delegation.ts";
import { endedCode } from "./ended-code.ts";
import { amountsData } from "./entry-data.ts";
import { extendCaps, refuseExtension, remainingExtension } from "./extend-cap.ts";
import type { DecideIntent, GrantOffer, PasskeyEvidence } from "./intents.ts";
import { settleLimits } from "./limits.ts";
import { askMore, assess, refuseRequest } from "./reassess.ts";
import { type ApprovalRecord, type GrantRecord, refuse, type Settled, termsOf, type View } from "./types.ts";

const SECOND = 1000;
const NOT_EXTENDED = { changes: [], data: {} } as const;

/** The change that a decision makes and the parts of its entry. */
interface Decided {
  readonly kind: "approval.decided" | "approval.voted" | "approval.edited";
  readonly approval: ApprovalRecord;
  /** The person on whose behalf the decision is made; null when the person decides in their own right. */
  readonly right: string | null;
  readonly data: Readonly<Record<string, Json>>;
}

/**
 * Records a person's decision. One denial ends the request. An approval is a vote for the current stage; the vote that completes the last
 * stage approves the request. Later decisions are refused with ALREADY_DECIDED.
 */
export function settleDecide(intent: DecideIntent, view: View, now: number): Settled {
  const approval = view.approvals.get(intent.approval_id);
  if (!approval) return refuse("NOT_FOUND");
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  const electorate = { people: intent.people ?? [intent.person], now };
  const code = refuseDecision(intent, approval, electorate, view);
  if (code === "EXTENSION_NOT_ALLOWED") {
    const remaining_extension = remainingExtension(approval.plan.extension ?? [], view);
    return { outcome: { type: "refused", code, approval, remaining_extension }, changes: [] };
  }
  const contradicted = () => refuseContradicted(intent, approval, { type: "user", id: encodeId("usr", intent.person.id) });
  // Who may decide depends on the row, so the contradiction is the cause.
  if (code === "NOT_ELIGIBLE" && isContradicted(approval, view)) return contradicted();
  if (code === "NOT_ELIGIBLE") {
    const right = rightToDecide(intent, approval, electorate);
    return refuse(code, approval, right.eligible ? undefined : right);
  }
  if (code) return refuse(code, approval);
  // INVARIANT: nobody approves arguments that cannot be read. A denial is safe without them.
  const isUnreadable = intent.decision === "approve" && intent.is_tampered === true;
  if (isUnreadable || isContradicted(approval, view)) return contradicted();

  const ineffective = refuseIneffective(intent, approval, electorate, view);
  if (ineffective) return ineffective;
  const decided = decide(intent, approval, electorate, view);
  if ("code" in decided) return refuse(decided.code, approval, decided.ineligible);
  const extended = decided.approval.status === "approved" ? extendCaps(decided.approval, view) : NOT_EXTENDED;
  const given = decided.approval.status === "approved" && intent.grant ? giveGrant(intent, intent.grant, decided.approval, now) : null;
  const vote = {
    approval_id: approval.approval_id,
    user_id: intent.person.id,
    right_id: decided.right,
    decision: intent.decision,
    at: now,
    entry_id: intent.entry_id,
  };
  return {
    outcome: { type: "approval", approval: decided.approval, right: decided.right },
    entry: decisionEntry(intent, { ...decided, data: { ...decided.data, ...extended.data } }, given),
    changes: [
      { table: "approval", row: decided.approval },
      { table: "approval_vote", row: vote },
      ...(given ? [{ table: "approval_grant", row: given } as const] : []),
      ...extended.changes,
      ...claimId(intent.claim, intent.entry_id),
    ],
  };
}

/**
 * Refuses an approval that could not take effect, or returns null. A request that the policies or limits deny ends; one for which they ask
 * more gets the new requirement and keeps the votes that count.
 */
function refuseIneffective(intent: DecideIntent, approval: ApprovalRecord, electorate: Electorate, view: View): Settled | null {
  const { assessed } = intent;
  if (intent.decision === "deny" || !assessed) return null;
  const { now } = electorate;
  const by = { entry_id: intent.entry_id, actor: { type: "user", id: encodeId("usr", intent.person.id) } } as const;
  const end = (reason: DenialReason): Settled => {
    const { approval: row, ...settled } = refuseRequest(approval, reason, by);
    return { outcome: { type: "refused", code: "ACTION_CANNOT_RUN", approval: row }, ...settled };
  };
  const found = assess(approval, assessed, electorate);
  if (found.outcome === "halted") return refuse("ACTION_CANNOT_RUN", { ...approval, refusal: "AGENT_HALTED" });
  if (found.outcome === "denied") return end(found.reason);
  if (found.outcome === "asks_more") {
    const { approval: row, ...settled } = askMore(found, by, view, now);
    return { outcome: { type: "refused", code: "REQUIREMENT_CHANGED", approval: row }, ...settled };
  }
  const { settle } = assessed.verdict;
  const extending = approval.plan.extension;
  if (!settle || extending) return null;
  const { failure } = settleLimits(settle, { view, now, event_id: approval.event_id, phase: "collect" });
  return failure ? end(reasonOfFailure(failure.failure)) : null;
}

/** Returns the grant that the deciding vote gives: every vote before it named the same one. */
function giveGrant(intent: DecideIntent, { grant_id, for: seconds }: GrantOffer, approval: ApprovalRecord, now: number): GrantRecord {
  return {
    grant_id,
    approval_id: approval.approval_id,
    entry_id: intent.entry_id,
    agent_id: approval.agent_id,
    key_id: approval.key_id,
    action_type: approval.action_type,
    environment: approval.environment,
    policies: approval.policies.flatMap(({ id, verdict }) => (verdict === "approve" ? [id] : [])),
    given_by: intent.person.id,
    created_at: now,
    expires_at: now + seconds * SECOND,
    uses: 0,
    used_sum: 0,
    ended_at: null,
    ended_because: null,
  };
}

/** Returns what the entry states about a given grant, so that its uses can be verified without its sealed terms. */
function grantData({ count, sum }: GrantOffer, given: GrantRecord): Record<string, Json> {
  return {
    grant: encodeId("gra", given.grant_id),
    grant_expires_at: new Date(given.expires_at).toISOString(),
    grant_bounds: {
      agent: encodeId("agt", given.agent_id),
      key: encodeId("key", given.key_id),
      environment: given.environment,
      count,
      ...(sum === null ? {} : { sum }),
    },
  };
}

function decisionEntry(intent: DecideIntent, { kind, approval, data }: Decided, given: GrantRecord | null) {
  const { edit } = approval.progress;
  return approvalEntry({
    kind,
    entry_id: intent.entry_id,
    actor: { type: "user", id: encodeId("usr", intent.person.id) },
    approval,
    event_types: intent.decision === "deny" ? [kind, "action.denied"] : [kind],
    data: {
      ...data,
      ...(intent.step_up ? { step_up: intent.step_up } : {}),
      ...(intent.grant && intent.decision === "approve" ? { grant_terms: intent.grant.hash } : {}),
      ...(intent.extend && intent.decision === "approve" ? amountsData(intent.extend.amounts, "extend") : {}),
      ...(given && intent.grant ? grantData(intent.grant, given) : {}),
      ...(intent.evidence ? evidenceData(intent.evidence) : {}),
      ...(intent.edit && edit ? { requested_digest: edit.requested_digest } : {}),
    },
    payloads: intent.payloads,
  });
}

function rightToDecide(intent: DecideIntent, approval: ApprovalRecord, electorate: Electorate): Eligibility {
  const terms = termsOf(approval);
  if (intent.emergency) return mayRelease(terms, intent.person, electorate.now);
  return mayDecide(terms, currentStage(terms, approval.progress), intent.person.id, electorate);
}

/** Returns the error code that refuses the decision, or null. The approval's state is checked before the person's rights. */
function refuseDecision(intent: DecideIntent, approval: ApprovalRecord, electorate: Electorate, view: View): string | null {
  if (approval.decided_at !== null) return "ALREADY_DECIDED";
  if (approval.status !== "pending") return endedCode(approval.status);
  if (approval.expires_at <= electorate.now) return "APPROVAL_EXPIRED";
  if (!rightToDecide(intent, approval, electorate).eligible) return "NOT_ELIGIBLE";
  // INVARIANT: an approval is bound to the digest that the person saw. A denial is safe without it.
  if (intent.decision === "approve" && intent.digest === null) return "DIGEST_MISMATCH";
  if (intent.digest !== null && intent.digest !== approval.digest) return "DIGEST_MISMATCH";
  const rule = intent.emergency ? "always" : approval.plan.reason;
  const needsReason = rule === "always" || (rule === "required_on_deny" && intent.decision === "deny");
  if (needsReason && !intent.has_reason) return "REASON_REQUIRED";
  if (intent.decision === "approve" && needsPasskey(approval, intent.person, intent.emergency !== undefined) && !intent.evidence)
    return "EVIDENCE_REQUIRED";
  // INVARIANT: an assertion is only evidence for the request that it was made for.
  if (intent.evidence && intent.evidence.seen !== approval.digest) return "DIGEST_MISMATCH";
  if ((approval.plan.step_up || intent.emergency) && !intent.step_up) return "STEP_UP_REQUIRED";
  const { votes, grant } = approval.progress;
  // INVARIANT: a grant needs the quorum of its request, so every vote names the same one. A vote without one approves this request only.
  if (intent.grant && votes.length > 0 && grant !== intent.grant.hash) return "GRANT_MISMATCH";
  const unextended = refuseExtension(intent, approval, view);
  if (unextended) return unextended;
  if (!intent.edit) return null;
  // INVARIANT: only a caller that promised to run the changed arguments gets changed ones.
  if (!approval.plan.edits_promised) return "EDIT_NOT_PROMISED";
  // INVARIANT: the policies evaluate an edited submission again. The edit is refused when they deny it or require an approval by other
  // people.
  const { verdict } = intent.edit;
  const isCovered = verdict.approval === undefined || coversRequirement(approval.plan, verdict.approval);
  return verdict.status !== "denied" && isCovered ? null : "EDIT_DENIED";
}

/**
 * Returns true when an approval by this person needs the signature of a passkey: when the policy asks for it, and on high risk or a release
 * by one person alone when the person has a passkey.
 */
export function needsPasskey({ plan, risk }: Pick<ApprovalRecord, "plan" | "risk">, person: Approver, isEmergency: boolean): boolean {
  const isHighRisk = risk.level === "high" || risk.level === "critical";
  return plan.evidence === "passkey" || ((isHighRisk || isEmergency) && person.has_passkey === true);
}

function evidenceData({ passkey, seen, preview }: PasskeyEvidence): Record<string, Json> {
  return { passkey: encodeId("psk", passkey), seen, preview };
}

function decide(
  intent: DecideIntent,
  approval: ApprovalRecord,
  electorate: Electorate,
  view: View,
): Decided | { code: string; ineligible?: Ineligible } {
  if (intent.decision === "deny") return deny(intent, approval, electorate);
  if (intent.emergency) return release(intent, approval, intent.emergency.review_within, view, electorate);
  const edited = intent.edit ? applyEdit(intent, intent.edit.digest, approval, electorate.now) : approval;
  const ballot = findBallot(termsOf(edited), edited.progress, intent.person.id, electorate);
  if (!("code" in ballot)) return vote(intent, edited, ballot, view, electorate.now);
  // The edit starts the first stage again, and this person decides a later one: the edit is recorded without a vote.
  return intent.edit ? { kind: "approval.edited", approval: edited, right: null, data: { stage: 0 } } : ballot;
}

function deny(intent: DecideIntent, approval: ApprovalRecord, electorate: Electorate): Decided {
  const found = mayDecide(termsOf(approval), currentStage(termsOf(approval), approval.progress), intent.person.id, electorate);
  const right = found.eligible ? (found.rights[0] ?? null) : null;
  const { progress, data } = dropVotes(approval, countingVotes(termsOf(approval), approval.progress, electorate));
  return {
    kind: "approval.decided",
    right,
    approval: {
      ...approval,
      status: "denied",
      decided_at: electorate.now,
      decided_by: intent.person.id,
      progress: unclaimed({ progress }),
    },
    data: { decision: "deny", denial_reason: "DENIED_BY_REVIEWER", ...representedPerson(intent, right), ...data },
  };
}

/** Returns the person who handed the approval over, when the decision is made in their right. */
function representedPerson({ person }: DecideIntent, right: string | null): Record<string, Json> {
  return right === null || right === person.id ? {} : { for: encodeId("usr", right) };
}

/** Replaces the submission. Votes for the earlier digest are dropped, and the first stage begins again. */
function applyEdit(intent: DecideIntent, digest: string, approval: ApprovalRecord, now: number): ApprovalRecord {
  const requested_digest = approval.progress.edit?.requested_digest ?? approval.digest;
  const progress = { ...approval.progress, stage: 0, stage_since: now, escalations: 0, votes: [], grant: null, extend: null };
  return { ...approval, digest, progress: { ...progress, edit: { requested_digest, entry: intent.entry_id } } };
}

/** Casts the vote, which completes the stage or the request when the quorum is reached. */
function vote(
  intent: DecideIntent,
  approval: ApprovalRecord,
  { right, before }: Extract<Ballot, { right: string }>,
  view: View,
  now: number,
): Decided {
  const { plan, progress } = approval;
  const { stage } = progress;
  const grant = progress.votes.length === 0 || progress.grant === intent.grant?.hash ? (intent.grant?.hash ?? null) : null;
  const extend = intent.extend?.amounts ?? null;
  const isComplete = before.length + 1 >= (plan.stages[stage]?.quorum ?? 1);
  const represented = representedPerson(intent, right);
  const counting = dropVotes(approval, before);
  // Votes of later stages were given under an earlier requirement, and count.
  const isOpen = ({ quorum }: ApprovalRecord["plan"]["stages"][number], index: number) =>
    index > stage && progress.votes.filter((one) => one.stage === index).length < quorum;
  const nextStage = plan.stages.findIndex(isOpen);
  const cast = { user: intent.person.id, right, stage, at: now, entry: intent.entry_id };
  if (isComplete && nextStage === -1) {
    const approved = approve(intent, { ...approval, progress: { ...counting.progress, decided: cast } }, view, now);
    return {
      kind: "approval.decided",
      right,
      approval: { ...approved, progress: { ...approved.progress, grant, extend } },
      data: { decision: "approve", ...represented, stage, ...counting.data },
    };
  }
  const votes = [...counting.progress.votes, cast];
  const next = isComplete ? { stage: nextStage, stage_since: now, escalations: 0 } : {};
  return {
    kind: intent.edit ? "approval.edited" : "approval.voted",
    right,
    approval: { ...approval, progress: { ...unclaimed(approval), ...next, votes, grant, extend } },
    data: { vote: "approve", ...represented, stage, ...(isComplete ? { next_stage: nextStage } : {}), ...counting.data },
  };
}

/**
 * Drops the votes of the current stage that stopped counting, so that later changes of roles cannot alter which votes counted. The entry
 * names them, and replaying the entries gives the votes of the row.
 */
function dropVotes({ progress }: ApprovalRecord, counting: readonly Vote[]): Pick<Decided, "data"> & Pick<ApprovalRecord, "progress"> {
  const votes = progress.votes.filter((vote) => vote.stage !== progress.stage || counting.includes(vote));
  if (votes.length === progress.votes.length) return { progress, data: {} };
  const dropped = progress.votes.filter((vote) => !votes.includes(vote));
  return { progress: { ...progress, votes }, data: { dropped_votes: dropped.map(({ entry }) => encodeId("evt", entry)) } };
}

/** Approves the request by one person alone, who must be reviewed. */
function release(intent: DecideIntent, approval: ApprovalRecord, reviewWithin: number, view: View, electorate: Electorate): Decided {
  const { now } = electorate;
  const counting = dropVotes(approval, countingVotes(termsOf(approval), approval.progress, electorate));
  const emergency = { by: intent.person.id, review_by: now + reviewWithin * SECOND, reviewed_by: null, overdue: false };
  const approved = approve(intent, { ...approval, progress: counting.progress }, view, now);
  return {
    kind: "approval.decided",
    right: null,
    approval: { ...approved, progress: { ...approved.progress, emergency, extend: intent.extend?.amounts ?? null } },
    data: { decision: "approve", emergency: true, review_by: new Date(emergency.review_by).toISOString(), ...counting.data },
  };
}

function approve(intent: DecideIntent, approval: ApprovalRecord, view: View, now: number): ApprovalRecord {
  return {
    ...approval,
    status: "approved",
    decided_at: now,
    decided_by: intent.person.id,
    lapses_at: withinDelegation(view, approval.agent_id, now + approval.plan.use_within * SECOND),
    progress: unclaimed(approval),
  };
}

/** Returns the progress without its claim, which ends with a vote. */
function unclaimed({ progress }: Pick<ApprovalRecord, "progress">): ApprovalRecord["progress"] {
  return { ...progress, claim: null };
}
