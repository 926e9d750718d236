import { encodeId } from "../ids/type-id.ts";
import type { Json } from "../model/json.ts";
import { approvalData, correlationOf } from "./entry-data.ts";
import type { ApprovalRecord, SealedPayload, SettledEntry, Uuid } from "./types.ts";

/** Builds the ledger entry of an event in the life of an approval. */
export function approvalEntry(input: {
  kind: string;
  entry_id: Uuid;
  actor: SettledEntry["actor"];
  approval: ApprovalRecord;
  event_types: readonly string[];
  data?: Readonly<Record<string, Json>>;
  payloads: readonly SealedPayload[];
}): SettledEntry {
  return {
    id: input.entry_id,
    kind: input.kind,
    actor: input.actor,
    subject: { type: "approval", id: encodeId("apr", input.approval.approval_id) },
    corr: correlationOf(input.approval.event_id),
    data: { ...approvalData(input.approval, input.event_types), ...input.data },
    payloads: input.payloads,
    agent_id: input.approval.agent_id,
    action_type: input.approval.action_type,
    environment: input.approval.environment,
  };
}
