import type { AuditEvent } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { Entry } from "@agentlattice/core/ledger";
import type { OrgClient } from "@agentlattice/db";

type EntryRow = NonNullable<Awaited<ReturnType<OrgClient["ledgerEntry"]["findFirst"]>>>;

/** Columns that a row of the list is made of. */
export type AuditRow = Pick<EntryRow, "bytes" | "leafHash" | "agentId">;

/** An entry as lists and streams show it, read from the bytes that were hashed and not from the columns beside them. */
export function toAuditEvent(row: AuditRow): AuditEvent {
  const leaf = JSON.parse(Buffer.from(row.bytes).toString("utf8")) as Entry;
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
    status: statusOf(leaf),
    denial_reason: textOf(data.denial_reason),
    event_types: Array.isArray(data.event_types) ? (data.event_types as string[]) : [leaf.kind],
    leaf_hash: Buffer.from(row.leafHash).toString("hex"),
  };
}

/** What became of the subject, in one word: the status of a decision, the end of an approval, the kind of a change. */
function statusOf({ kind, data }: Entry): string | null {
  if (data.decision === "approve") return "approved";
  if (data.decision === "deny") return "denied";
  return textOf(data.status) ?? textOf(data.change) ?? (kind.startsWith("approval.") ? kind.slice("approval.".length) : null);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
