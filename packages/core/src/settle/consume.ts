import { encodeId } from "../ids/type-id.ts";
import { stillPermitted } from "./collect.ts";
import { isStanding } from "./delegation.ts";
import { correlationOf } from "./entry-data.ts";
import type { ApprovalRecord, ConsumeIntent, PermitRecord, Settled, View } from "./types.ts";

/** A permit at the point of enforcement: succeeds exactly once; the same consumer gets the same answer again. */
export function settleConsume(intent: ConsumeIntent, view: View, now: number): Settled {
  const permit = view.permits.get(intent.permit_id);
  const approval = permit && view.approvals.get(permit.approval_id);
  if (!permit || !approval) return { outcome: { type: "refused", code: "PERMIT_INVALID" }, changes: [] };
  const code = refuseConsume(intent, permit, approval, now) ?? refuseEnded(permit, approval, view, now);
  if (code) return { outcome: { type: "refused", code, approval }, changes: [] };
  if (permit.consumed_at !== null) return { outcome: { type: "consumed", permit, approval, replayed: true }, changes: [] };

  const consumed: PermitRecord = {
    ...permit,
    consumed_at: now,
    consumer_key_id: intent.consumer_key_id,
    consumed_event_id: intent.entry_id,
  };
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
    },
    changes: [{ table: "permit", row: consumed }],
  };
}

/** A permit is worth no more than the delegation of the agent that holds it. What was consumed before stays answered. */
function refuseEnded(permit: PermitRecord, approval: ApprovalRecord, view: View, now: number): string | null {
  const delegated = view.delegations.has(approval.agent_id);
  return delegated && permit.consumed_at === null && !isStanding(view, approval.agent_id, now) ? "APPROVAL_REFUSED" : null;
}

function refuseConsume(intent: ConsumeIntent, permit: PermitRecord, approval: ApprovalRecord, now: number): string | null {
  if (permit.audience_hash !== null && permit.audience_hash !== intent.audience_hash) return "PERMIT_WRONG_AUDIENCE";
  if (approval.digest !== intent.digest) return "PERMIT_PAYLOAD_MISMATCH";
  if (permit.consumed_at !== null) return permit.consumer_key_id === intent.consumer_key_id ? null : "PERMIT_CONSUMED";
  if (permit.expires_at <= now) return "PERMIT_EXPIRED";
  return stillPermitted(intent.verdict, approval) ? "APPROVAL_REFUSED" : null;
}
