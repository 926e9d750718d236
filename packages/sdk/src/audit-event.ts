import { Fields } from "./fields.ts";
import type { Open } from "./json.ts";

/**
 * A ledger entry, as the audit list and the live stream return it. All of its fields are part of the hashed leaf.
 *
 * @example
 * for await (const event of al.subscribe({ events: ["action.denied"] })) console.log(event.seq, event.actionType, event.denialReason);
 */
export interface AuditEvent {
  id: string;
  /** Position in the ledger, without gaps. */
  seq: number;
  /** RFC 3339 */
  timestamp: string;
  kind: Open<"action.executed" | "action.denied" | "approval.requested" | "approval.decided">;
  actionType: string | null;
  /** The agent that the entry concerns. */
  agentId: string | null;
  actor: { type: string; id: string };
  subject: { type: string; id: string };
  status: string | null;
  denialReason: string | null;
  eventTypes: string[];
  /** The approval that the entry concerns or that allowed the action. */
  approvalId: string | null;
  /** SHA-256 of the leaf, in hexadecimal. */
  leafHash: string;
  /** Environment of the entry, or null for entries of the whole organisation, such as settings. */
  environment: Open<"prod" | "staging" | "dev"> | null;
}

export function readAuditEvent(body: unknown): AuditEvent {
  return toAuditEvent(new Fields(body, "event"));
}

export function toAuditEvent(fields: Fields): AuditEvent {
  return {
    id: fields.text("id"),
    seq: fields.number("seq"),
    timestamp: fields.text("timestamp"),
    kind: fields.text("kind"),
    actionType: fields.textOrNull("action_type"),
    agentId: fields.textOrNull("agent_id"),
    actor: fields.object("actor", readReference),
    subject: fields.object("subject", readReference),
    status: fields.textOrNull("status"),
    denialReason: fields.textOrNull("denial_reason"),
    eventTypes: fields.texts("event_types"),
    approvalId: fields.textOrNull("approval_id"),
    leafHash: fields.text("leaf_hash"),
    environment: fields.textOrNull("environment"),
  };
}

function readReference(fields: Fields): { type: string; id: string } {
  return { type: fields.text("type"), id: fields.text("id") };
}
