import { encodeId } from "../ids/type-id.ts";
import { correlationOf } from "./entry-data.ts";
import type { ApprovalRecord, Settled, SettledEntry, Uuid, View } from "./types.ts";

/** Returns true when the approval's stored row disagrees with its ledger entries. */
export function isContradicted(approval: ApprovalRecord, view: View): boolean {
  return view.evidence.get(approval.approval_id)?.contradicted ?? false;
}

/** Refuses to act on an approval whose row contradicts the ledger, and records the attempt. */
export function refuseContradicted(intent: { readonly entry_id: Uuid }, approval: ApprovalRecord, actor: SettledEntry["actor"]): Settled {
  const { agent_id, action_type, environment } = approval;
  const wireId = encodeId("apr", approval.approval_id);
  const entry: SettledEntry = {
    id: intent.entry_id,
    kind: "anomaly.detected",
    actor,
    subject: { type: "approval", id: wireId },
    corr: correlationOf(approval.event_id),
    data: { action_type, anomaly: "APPROVAL_TAMPERED", approval: wireId, event_types: ["anomaly.detected"] },
    payloads: [],
    agent_id,
    action_type,
    environment,
  };
  return { outcome: { type: "refused", code: "APPROVAL_TAMPERED", approval }, entry, changes: [] };
}
