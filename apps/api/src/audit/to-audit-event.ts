import { type AuditEvent, ENVIRONMENTS } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { type Entry, entryStatus } from "@agentlattice/core/ledger";
import { storedEntry } from "./stored-entry.ts";

/** The columns of a list row. */
export interface AuditRow {
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly agentId: string | null;
  readonly environment: string | null;
}

/** Converts an entry for lists and streams, from the hashed bytes instead of the other columns. */
export function toAuditEvent(row: AuditRow): AuditEvent {
  return describeLeaf(storedEntry(row.bytes), row);
}

/** Converts a leaf that was read already. */
export function describeLeaf(leaf: Entry, row: AuditRow): AuditEvent {
  const { data } = leaf;
  return {
    id: leaf.id,
    seq: leaf.seq,
    timestamp: leaf.ts,
    kind: leaf.kind,
    action_type: textOf(data.action_type),
    agent_id: leaf.actor.type === "agent" ? leaf.actor.id : (textOf(data.agent) ?? (row.agentId && encodeId("agt", row.agentId))),
    actor: leaf.actor,
    subject: leaf.subject,
    status: entryStatus(leaf),
    denial_reason: textOf(data.denial_reason),
    approval_id: textOf(data.approval),
    event_types: Array.isArray(data.event_types) ? (data.event_types as string[]) : [leaf.kind],
    leaf_hash: Buffer.from(row.leafHash).toString("hex"),
    // The approval's id is in the row, because entries about approvals and reports do not contain it.
    environment: environmentOf(data.environment ?? row.environment),
  };
}

function environmentOf(value: unknown): AuditEvent["environment"] {
  return ENVIRONMENTS.find((environment) => environment === value) ?? null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
