import { encodeId } from "../ids/type-id.ts";
import type { Json } from "../model/json.ts";
import { correlationOf } from "./entry-data.ts";
import type { ReportIntent } from "./intents.ts";
import type { ApprovalRecord, EventRecord, SealedPayload, Settled, SettledEntry, Uuid, View } from "./types.ts";

/** Returns true when the approval's stored row disagrees with its ledger entries. */
export function isContradicted(approval: ApprovalRecord, view: View): boolean {
  return view.evidence.get(approval.approval_id)?.contradicted ?? false;
}

/** Refuses to act on an approval whose row contradicts the ledger, and records the attempt. */
export function refuseContradicted(intent: { readonly entry_id: Uuid }, approval: ApprovalRecord, actor: SettledEntry["actor"]): Settled {
  const wireId = encodeId("apr", approval.approval_id);
  const entry = anomalyEntry({
    entry_id: intent.entry_id,
    actor,
    subject: { type: "approval", id: wireId },
    event_id: approval.event_id,
    about: approval,
    data: { anomaly: "APPROVAL_TAMPERED", approval: wireId },
    payloads: [],
  });
  return { outcome: { type: "refused", code: "APPROVAL_TAMPERED", approval }, entry, changes: [] };
}

/** Builds the entry for an outcome that was reported for an action that was not allowed to run. */
export function notExecutedEntry(intent: ReportIntent, event: EventRecord): SettledEntry {
  const wireId = encodeId("evt", event.id);
  return anomalyEntry({
    entry_id: intent.entry_id,
    actor: { type: "agent", id: encodeId("agt", intent.principal.agent_id) },
    subject: { type: "action", id: wireId },
    event_id: event.id,
    about: event,
    data: { anomaly: "REPORTED_NOT_EXECUTED", event: wireId, reported: intent.status },
    payloads: intent.payloads,
  });
}

function anomalyEntry(input: {
  entry_id: Uuid;
  actor: SettledEntry["actor"];
  subject: SettledEntry["subject"];
  event_id: Uuid;
  about: Pick<EventRecord, "agent_id" | "action_type" | "environment">;
  data: Readonly<Record<string, Json>>;
  payloads: readonly SealedPayload[];
}): SettledEntry {
  const { agent_id, action_type, environment } = input.about;
  return {
    id: input.entry_id,
    kind: "anomaly.detected",
    actor: input.actor,
    subject: input.subject,
    corr: correlationOf(input.event_id),
    data: { action_type, ...input.data, event_types: ["anomaly.detected"] },
    payloads: input.payloads,
    agent_id,
    action_type,
    environment,
  };
}
