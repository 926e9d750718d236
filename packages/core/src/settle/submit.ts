import { NO_PROGRESS } from "../approval/progress.ts";
import { decodeId, encodeId } from "../ids/type-id.ts";
import type { CapReached, ThresholdCrossing } from "../model/settle-plan.ts";
import { isUsedUp } from "../policy/grant.ts";
import { denyByLimit } from "../policy/limits/limit-failure.ts";
import { usesBrokenCounter } from "./broken-counters.ts";
import { budgetEvidence } from "./charge-budget.ts";
import { chargeDenied } from "./charge-denied.ts";
import { claimId, deniesStoppedAgent, replayOf } from "./claims.ts";
import { degradeTo } from "./degrade.ts";
import { deniesEndedDelegation, hasActiveDelegation, withinDelegation } from "./delegation.ts";
import { correlationOf, decisionData } from "./entry-data.ts";
import { capsData } from "./extend-cap.ts";
import type { ApprovalRequest, GrantUse, SubmitIntent } from "./intents.ts";
import { settleLimits } from "./limits.ts";
import { shadowLimits } from "./shadow-limits.ts";
import { refuseReplayed, useRepeated, useStatement } from "./statement.ts";
import { type ApprovalRecord, type Change, type GrantRecord, refuse, type Settled, type SettledEntry, type View } from "./types.ts";

const SECOND = 1000;
const ENTRY_KIND = { executed: "action.executed", denied: "action.denied", requested: "approval.requested" } as const;

/** Records a decision, or returns the earlier entry when the idempotency id was used before. */
export function settleSubmit(intent: SubmitIntent, view: View, now: number): Settled {
  if (!hasActiveDelegation(intent.principal, intent.verdict, view, now)) return refuse("DELEGATION_INVALID");
  // A stopped agent gets no replay: its attempt is recorded.
  const isStopped = deniesStoppedAgent(intent.verdict);
  const replay = isStopped ? null : replayOf(intent.claim, view);
  if (replay) {
    // A replay is authorised again: an answer from before the delegation's end is no longer returned.
    if (deniesEndedDelegation(intent.verdict)) return refuse("DELEGATION_INVALID");
    return { outcome: replay, changes: useRepeated(intent, replay, view, now) };
  }
  const replayed = refuseReplayed(intent, view);
  if (replayed) return { outcome: replayed, changes: [] };
  const grant = intent.grant ? findUsable(intent, intent.grant, view, now) : null;
  if (intent.grant && !grant) return refuse("GRANT_UNUSABLE");
  if (intent.verdict.status !== "denied" && usesBrokenCounter(intent.verdict.settle, view)) return refuse("APPROVAL_TAMPERED");
  const limited = settleIntent(intent, view, now);
  if ("caps" in limited) return { outcome: { type: "cap_reached", caps: limited.caps }, changes: [] };
  const { intent: settled, changes: charged, crossings } = limited;
  const used = grant && intent.grant && settled.verdict.status === "executed" ? useGrant(grant, intent.grant) : null;
  const approval = settled.approval && requestApproval(settled, settled.approval, view, now);
  const changes: Change[] = [{ table: "decision", row: decisionRow(settled) }, ...policyHits(settled), ...charged];
  if (intent.text !== undefined) changes.push({ table: "decision_word", row: { entry_id: intent.entry_id, text: intent.text } });
  if (!deniesEndedDelegation(settled.verdict) && !isStopped) changes.push(...claimId(intent.claim, intent.entry_id));
  if (approval && settled.approval) changes.push({ table: "approval", row: approval, digest_salt: settled.approval.digest_salt });
  if (used) changes.push({ table: "approval_grant", row: used });
  changes.push(...useStatement(intent, intent.entry_id, view, now));
  return {
    outcome: { type: "recorded", verdict: settled.verdict, approval, ...(used ? { grant: used } : {}) },
    entry: submitEntry(settled, approval, used, crossings),
    changes,
  };
}

/**
 * Returns the grant when it still covers one more use, or null.
 * INVARIANT: uses are counted under the lock of the organisation's head, so parallel uses never exceed a bound.
 */
function findUsable({ principal }: SubmitIntent, use: GrantUse, view: View, now: number): GrantRecord | null {
  const grant = view.grants.get(use.grant_id);
  if (!grant || grant.ended_at !== null || grant.expires_at <= now || isUsedUp(use, { uses: grant.uses, sum: grant.used_sum })) return null;
  if (grant.agent_id !== principal.agent_id || grant.key_id !== principal.key_id || grant.environment !== principal.environment)
    return null;
  return use.sum !== null && grant.used_sum + use.amount > use.sum ? null : grant;
}

function useGrant(grant: GrantRecord, { amount }: GrantUse): GrantRecord {
  return { ...grant, uses: grant.uses + 1, used_sum: grant.used_sum + amount };
}

interface SettledIntent {
  readonly intent: SubmitIntent;
  readonly changes: readonly Change[];
  readonly crossings: readonly ThresholdCrossing[];
}

/** Applies limits and history to the intent. Returns the caps to extend when they differ from those for which the intent asks. */
function settleIntent(intent: SubmitIntent, view: View, now: number): SettledIntent | { readonly caps: readonly CapReached[] } {
  const { verdict } = intent;
  if (!verdict.settle) return { intent, changes: [], crossings: [] };
  if (verdict.status === "denied") return { intent, changes: chargeDenied(verdict.settle, verdict, now), crossings: [] };
  const phase = verdict.status === "executed" ? "execute" : "request";
  const extending = verdict.approval?.extension ?? [];
  const at = { view, now, event_id: intent.entry_id, phase, extending } as const;
  const { failure, caps, fallback, shadowed, crossings, changes } = settleLimits(verdict.settle, at);
  // A reservation that does not fit is returned to its caller, which then records the denial.
  const isReservation = verdict.approval?.reserves === true;
  const asksForOthers = failure ? caps.length > 0 || isReservation : caps.length !== extending.length;
  if (intent.may_ask && asksForOthers) return { caps };
  const monitored = shadowLimits(verdict, shadowed);
  if (failure) {
    const denied = { ...intent, verdict: denyByLimit(monitored, failure.failure, failure.remedy), approval: null };
    return { intent: denied, changes: chargeDenied(verdict.settle, denied.verdict, now), crossings: [] };
  }
  const seen = fallback ? degradeTo(monitored, fallback) : monitored;
  const event_types = [...seen.event_types, ...budgetEvidence(crossings).tags];
  return { intent: { ...intent, verdict: { ...seen, event_types } }, changes, crossings };
}

function requestApproval(intent: SubmitIntent, asked: ApprovalRequest, view: View, now: number): ApprovalRecord {
  const plan = intent.verdict.approval;
  if (!plan) throw new Error("a verdict that asks a person carries a plan");
  return {
    approval_id: asked.approval_id,
    event_id: intent.entry_id,
    agent_id: intent.principal.agent_id,
    key_id: intent.principal.key_id,
    action_type: intent.action_type,
    environment: intent.principal.environment,
    status: "pending",
    digest: asked.digest,
    policies: intent.verdict.policies,
    plan,
    risk: asked.risk,
    requested_by: asked.requested_by,
    requested_at: now,
    expires_at: withinDelegation(view, intent.principal.agent_id, now + plan.expires * SECOND),
    decided_at: null,
    decided_by: null,
    lapses_at: null,
    executed_event_id: null,
    refusal: null,
    progress: NO_PROGRESS,
  };
}

/** Counts every policy that applied, enforced or monitored. */
function policyHits({ principal: { environment }, verdict: { policies, shadow } }: SubmitIntent): Change[] {
  return [...policies, ...shadow].flatMap(({ id, mode, verdict }): Change[] => {
    const policy_id = decodeId("pol", id);
    return policy_id === null ? [] : [{ table: "policy_hit", row: { policy_id, environment, mode, verdict } }];
  });
}

function decisionRow(intent: SubmitIntent) {
  return {
    id: intent.entry_id,
    action_type: intent.action_type,
    agent_id: intent.principal.agent_id,
    key_id: intent.principal.key_id,
    environment: intent.principal.environment,
    status: intent.verdict.status,
    denial_reason: intent.verdict.denial_reason ?? null,
    policy_name: intent.verdict.policy_name ?? null,
    approval_id: intent.approval?.approval_id ?? null,
    records: intent.records ?? 0,
    refs: intent.references?.followed ?? [],
    importance: intent.importance ?? null,
    retention: intent.retention ?? null,
    channel: intent.channel ?? "sdk",
  };
}

function submitEntry(
  intent: SubmitIntent,
  approval: ApprovalRecord | null,
  grant: GrantRecord | null,
  crossings: readonly ThresholdCrossing[],
): SettledEntry {
  const data = { ...decisionData(intent.principal, intent.action_type, intent.verdict), ...budgetEvidence(crossings).data };
  if (grant) {
    data.grant = encodeId("gra", grant.grant_id);
    data.grant_use = grant.uses;
    if (intent.grant && intent.grant.sum !== null) data.grant_sum = grant.used_sum;
  }
  if (intent.statement) data.statement = { key: encodeId("aik", intent.statement.key_id), sequence: intent.statement.sequence };
  if (approval) {
    data.approval = encodeId("apr", approval.approval_id);
    data.digest = approval.digest;
    data.expires_at = new Date(approval.expires_at).toISOString();
    data.use_within = approval.plan.use_within;
    if (approval.plan.extension) data.extension = capsData(approval.plan.extension);
    if (intent.approval) data.terms = intent.approval.terms;
  }
  return {
    id: intent.entry_id,
    kind: ENTRY_KIND[intent.verdict.status],
    actor: { type: "agent", id: encodeId("agt", intent.principal.agent_id) },
    subject: approval
      ? { type: "approval", id: encodeId("apr", approval.approval_id) }
      : { type: "action", id: encodeId("evt", intent.entry_id) },
    corr: correlationOf(intent.entry_id),
    data,
    payloads: intent.payloads,
    agent_id: intent.principal.agent_id,
    action_type: intent.action_type,
    environment: intent.principal.environment,
    ...(intent.run ? { run: intent.run } : {}),
    ...(intent.references ? { references: intent.references } : {}),
  };
}
