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
  "permit.consumed": "allow",
  "delegation.revoked": "idle",
  "delegation.expired": "idle",
  "key.revoked": "idle",
  "anomaly.detected": "deny",
};

/** Where the subject of an entry stands at the gate; most configuration stands at none. */
export function markOf({ kind, event_types }: AuditEvent): GateState | null {
  const mark = MARKS[kind] ?? null;
  // What ran out or was withdrawn also denies the action, but nobody refused it.
  if (mark === "idle") return mark;
  // A reviewer's denial is one entry that is also the denial of the action.
  return event_types.includes("action.denied") ? "deny" : mark;
}
