import type { AuditEvent } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";

const MARKS: Readonly<Record<string, GateState>> = {
  "action.executed": "allow",
  "action.denied": "deny",
  "approval.requested": "hold",
  "approval.decided": "allow",
  "approval.expired": "idle",
  "approval.lapsed": "idle",
  "approval.cancelled": "idle",
  "approval.revoked": "idle",
  "approval.refused": "deny",
  "grant.revoked": "idle",
  "grant.ended": "idle",
  "permit.consumed": "allow",
  "halt.requested": "deny",
  "halt.resumed": "allow",
  "delegation.revoked": "idle",
  "delegation.expired": "idle",
  "key.revoked": "idle",
  "anomaly.detected": "deny",
  "report.refused": "deny",
};

/** Returns the mark of an entry. Most configuration entries have none. */
export function markOf({ kind, event_types }: AuditEvent): GateState | null {
  const mark = MARKS[kind] ?? null;
  // Expired and withdrawn requests also deny the action, but no one refused it.
  if (mark === "idle") return mark;
  // A reviewer's denial is a single entry that also denies the action.
  return event_types.includes("action.denied") ? "deny" : mark;
}
