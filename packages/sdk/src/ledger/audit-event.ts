import { decode } from "../transport/decode.ts";
import type { Open } from "../transport/json.ts";
import { auditEvent } from "../transport/shapes.ts";

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
  return decode(auditEvent, body, "event");
}
