import { encodeId } from "../ids/type-id.ts";
import { isContradicted, refuseContradicted } from "./anomaly.ts";
import { awaitOutcome } from "./await-outcome.ts";
import { claimId, replayOf } from "./claims.ts";
import { isDelegationActive } from "./delegation.ts";
import { correlationOf } from "./entry-data.ts";
import type { ConsumeIntent } from "./intents.ts";
import { assess } from "./reassess.ts";
import { type ApprovalRecord, type PermitRecord, refuse, type Settled, type View } from "./types.ts";

/**
 * Consumes a permit at the point of enforcement.
 * INVARIANT: a permit is consumed once. Only a retry with the same idempotency id and body gets the same answer again.
 */
export function settleConsume(intent: ConsumeIntent, view: View, now: number): Settled {
  const permit = view.permits.get(intent.permit_id);
  const approval = permit && view.approvals.get(permit.approval_id);
  if (!permit || !approval) return refuse("PERMIT_INVALID");
  const replay = replayOf(intent.claim, view);
  if (replay) return { outcome: replay.same_body ? { type: "consumed", permit, approval, replayed: true } : replay, changes: [] };
  const code = refuseConsume(intent, permit, approval, view, now);
  if (code) return refuse(code, approval);
  if (approval.status === "revoked") return refuse("APPROVAL_REVOKED", approval);
  if (approval.status !== "used" || isContradicted(approval, view))
    return refuseContradicted(intent, approval, { type: "key", id: encodeId("key", intent.consumer_key_id) });

  const consumed: PermitRecord = {
    ...permit,
    consumed_at: now,
    consumer_key_id: intent.consumer_key_id,
    consumed_event_id: intent.entry_id,
  };
  const awaiting = awaitOutcome(approval, now);
  return {
    outcome: { type: "consumed", permit: consumed, approval, replayed: false },
    entry: {
      id: intent.entry_id,
      kind: "permit.consumed",
      actor: { type: "key", id: encodeId("key", intent.consumer_key_id) },
      subject: { type: "permit", id: encodeId("prm", permit.permit_id) },
      corr: correlationOf(approval.event_id),
      data: {
        permit: encodeId("prm", permit.permit_id),
        approval: encodeId("apr", approval.approval_id),
        action_type: approval.action_type,
        digest: approval.digest,
        event_types: ["permit.consumed"],
      },
      payloads: [],
      agent_id: approval.agent_id,
      action_type: approval.action_type,
      environment: approval.environment,
    },
    changes: [{ table: "permit", row: consumed }, { table: "approval", row: awaiting }, ...claimId(intent.claim, intent.entry_id)],
  };
}

/** Returns the error code that refuses the permit, or null. A permit ends with the delegation of the agent that holds it. */
function refuseConsume(intent: ConsumeIntent, permit: PermitRecord, approval: ApprovalRecord, view: View, now: number): string | null {
  if (permit.consumed_at !== null || view.evidence.get(approval.approval_id)?.consumed) return "PERMIT_CONSUMED";
  if (permit.audience_hash !== null && permit.audience_hash !== intent.audience_hash) return "PERMIT_WRONG_AUDIENCE";
  if (approval.digest !== intent.digest) return "PERMIT_PAYLOAD_MISMATCH";
  if (intent.verdict.denial_reason === "AGENT_HALTED") return "AGENT_HALTED";
  if (permit.expires_at <= now) return "PERMIT_EXPIRED";
  if (view.delegations.has(approval.agent_id) && !isDelegationActive(view, approval.agent_id, now)) return "APPROVAL_REFUSED";
  const { outcome } = assess(approval, intent, { people: intent.people, now });
  if (outcome === "asks_more") return "REQUIREMENT_CHANGED";
  return outcome === "denied" ? "APPROVAL_REFUSED" : null;
}
