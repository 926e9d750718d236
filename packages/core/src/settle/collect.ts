import { type ApprovalStatus, moveApproval } from "../approval/state.ts";
import type { DenialReason } from "../evidence/denial-reasons.ts";
import { encodeId } from "../ids/type-id.ts";
import type { ThresholdCrossing } from "../model/settle-plan.ts";
import type { Verdict } from "../model/verdict.ts";
import { reasonOfFailure } from "../policy/limits/limit-failure.ts";
import { isContradicted, refuseContradicted } from "./anomaly.ts";
import { awaitOutcome } from "./await-outcome.ts";
import { usesBrokenCounter } from "./broken-counters.ts";
import { budgetEvidence } from "./charge-budget.ts";
import { hasActiveDelegation, withinDelegation } from "./delegation.ts";
import { correlationOf, decisionData } from "./entry-data.ts";
import type { CollectIntent } from "./intents.ts";
import { settleLimits } from "./limits.ts";
import { askMore, assess, refuseRequest } from "./reassess.ts";
import { type ApprovalRecord, type PermitRecord, refuse, type Settled, type View } from "./types.ts";

const SECOND = 1000;

/** The error code for collecting an approval in each status. */
export const COLLECT_ERRORS: Partial<Record<ApprovalStatus, string>> = {
  pending: "APPROVAL_PENDING",
  denied: "APPROVAL_DENIED",
  expired: "APPROVAL_EXPIRED",
  cancelled: "APPROVAL_CANCELLED",
  lapsed: "APPROVAL_LAPSED",
  revoked: "APPROVAL_REVOKED",
  refused: "APPROVAL_REFUSED",
};

/** Collects an approval: `approved → used`, once, and only if the current policies still permit the action. */
export function settleCollect(intent: CollectIntent, view: View, now: number): Settled {
  const approval = view.approvals.get(intent.approval_id);
  if (!approval || approval.agent_id !== intent.principal.agent_id) return refuse("NOT_FOUND");
  const actor = { type: "agent", id: encodeId("agt", intent.principal.agent_id) } as const;
  const progresses = approval.status === "used" || (approval.status === "approved" && (approval.lapses_at ?? 0) > now);
  if (approval.plan.reserves) return refuse("RESERVATION_APPROVAL", approval);
  if (progresses && isContradicted(approval, view)) return refuseContradicted(intent, approval, actor);
  if (approval.status === "used") return { outcome: { type: "already_collected", approval }, changes: [] };
  const code = COLLECT_ERRORS[approval.status];
  if (code) return refuse(code, approval);
  // A halt keeps the approval: it can be collected after the halt has ended.
  if (intent.verdict.denial_reason === "AGENT_HALTED") return refuse("AGENT_HALTED", approval);
  if ((approval.lapses_at ?? 0) <= now) return refuse("APPROVAL_LAPSED", approval);
  // The approval stays, so that the agent can collect a permit that works once.
  if (intent.offline && (approval.plan.permits ?? intent.verdict.approval?.permits) === "consumed")
    return refuse("PERMIT_GRADE_REFUSED", approval);

  if (!hasActiveDelegation(intent.principal, intent.verdict, view, now)) return refuseCollect(intent, approval, "DELEGATION_INVALID");
  const found = assess(approval, intent, { people: intent.people, now });
  if (found.outcome === "denied") return refuseCollect(intent, approval, found.reason);
  if (found.outcome === "asks_more") {
    const { approval: asked, ...settled } = askMore(found, { entry_id: intent.entry_id, actor }, view, now);
    return { outcome: { type: "refused", code: "REQUIREMENT_CHANGED", approval: asked }, ...settled };
  }
  const { settle } = intent.verdict;
  if (usesBrokenCounter(settle, view)) return refuse("APPROVAL_TAMPERED", approval);
  const limits = settle && settleLimits(settle, { view, now, event_id: approval.event_id, phase: "collect" });
  if (limits?.failure) return refuseCollect(intent, approval, reasonOfFailure(limits.failure.failure));
  const used = useApproval(intent, approval, view, now, limits?.crossings ?? []);
  return limits ? { ...used, changes: [...used.changes, ...limits.changes] } : used;
}

function refuseCollect(intent: CollectIntent, approval: ApprovalRecord, reason: DenialReason): Settled {
  const actor = { type: "agent", id: encodeId("agt", intent.principal.agent_id) } as const;
  const { approval: refused, ...settled } = refuseRequest(approval, reason, { entry_id: intent.entry_id, actor });
  return { outcome: { type: "collect_refused", approval: refused, verdict: intent.verdict, reason }, ...settled };
}

function useApproval(
  intent: CollectIntent,
  approval: ApprovalRecord,
  view: View,
  now: number,
  crossings: readonly ThresholdCrossing[],
): Settled {
  const thresholds = budgetEvidence(crossings);
  const { offline } = intent;
  const collected: ApprovalRecord = { ...approval, status: collectedStatus(approval), executed_event_id: intent.entry_id };
  const seconds = Math.min(approval.plan.use_within, offline?.lifetime ?? Number.POSITIVE_INFINITY);
  const permit: PermitRecord = {
    permit_id: intent.permit_id,
    approval_id: approval.approval_id,
    agent_id: approval.agent_id,
    audience_hash: intent.audience_hash,
    expires_at: withinDelegation(view, approval.agent_id, now + seconds * SECOND),
    consumed_at: null,
    consumer_key_id: null,
    consumed_event_id: null,
  };
  // The use of an offline permit is not reported, so its action may run from now on and cannot be revoked.
  const used = offline ? awaitOutcome(collected, permit.expires_at) : collected;
  const verdict: Verdict = {
    ...intent.verdict,
    status: "executed",
    action: "ALLOW",
    event_types: ["action.executed", ...intent.uses, ...thresholds.tags],
  };
  return {
    outcome: { type: "collected", approval: used, permit },
    entry: {
      id: intent.entry_id,
      kind: "action.executed",
      actor: { type: "agent", id: encodeId("agt", intent.principal.agent_id) },
      subject: { type: "action", id: encodeId("evt", approval.event_id) },
      corr: correlationOf(approval.event_id),
      data: {
        ...decisionData(intent.principal, approval.action_type, verdict),
        ...thresholds.data,
        approval: encodeId("apr", approval.approval_id),
        request_event: encodeId("evt", approval.event_id),
        ...(offline ? { permit: encodeId("prm", intent.permit_id), permit_grade: "offline" } : {}),
        ...(approval.progress.edit ? { digest: approval.digest, requested_digest: approval.progress.edit.requested_digest } : {}),
      },
      payloads: intent.payloads,
      agent_id: approval.agent_id,
      action_type: approval.action_type,
      environment: approval.environment,
    },
    changes: [
      { table: "approval", row: used },
      { table: "permit", row: permit },
    ],
  };
}

function collectedStatus({ status }: ApprovalRecord): ApprovalStatus {
  const used = moveApproval(status, "collect");
  if (!used) throw new Error(`an approval that is ${status} cannot be collected`);
  return used;
}
