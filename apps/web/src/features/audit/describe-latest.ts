import type { AuditEvent } from "@agentlattice/contract";

const PHRASES: Readonly<Record<string, string>> = {
  "org.created": "created the organisation",
  "organisation.changed": "changed the organisation",
  "action.executed": "executed",
  "action.reported": "reported",
  "report.refused": "reported without permission",
  "approval.requested": "requested approval",
  "approval.expired": "expired without a decision",
  "approval.lapsed": "lapsed unused",
  "approval.cancelled": "withdrawn",
  "approval.revoked": "approval revoked",
  "approval.refused": "refused on use",
  "approval.requirement_changed": "policies ask for more approvals",
  "approval.resumed": "deadline runs again",
  "app.recorded": "event of the program",
  "budget.reserved": "reserved from its budgets",
  "budget.denied": "reservation denied",
  "budget.settled": "stated a cost",
  "budget.released": "released a reservation",
  "budget.expired": "reservation expired",
  "price.changed": "changed the price of a model",
  "halt.requested": "halted",
  "halt.confirmed": "halt confirmed by every client",
  "halt.resumed": "resumed",
  "breaker.changed": "changed a breaker",
  "drill.changed": "changed a halt drill",
  "drill.completed": "halt drill completed",
  "approval.voted": "approved in a stage",
  "approval.edited": "edited",
  "approval.undone": "decision undone",
  "approval.escalated": "escalated",
  "approval.claimed": "claimed",
  "approval.released": "claim released",
  "approval.commented": "commented",
  "approval.asked": "asked a question",
  "approval.answered": "answered",
  "emergency.reviewed": "emergency release reviewed",
  "emergency.unreviewed": "emergency release not reviewed in time",
  "outcome.unknown": "outcome unknown",
  "outcome.settled": "outcome settled",
  "group.changed": "changed a group",
  "handover.changed": "handed approvals over",
  "grant.revoked": "revoked a grant",
  "grant.ended": "grant ended",
  "permit.consumed": "permit consumed",
  "delegation.created": "delegated",
  "delegation.revoked": "revoked a delegation",
  "delegation.expired": "delegation expired",
  "policy.changed": "changed a policy",
  "agent.changed": "changed an agent",
  "identity_key.changed": "changed the identity key of an agent",
  "key.created": "created a key",
  "key.revoked": "revoked a key",
  "member.changed": "changed a member",
  "invitation.changed": "changed an invitation",
  "passkey.changed": "changed a passkey",
  "totp.changed": "changed an authenticator app",
  "permit_key.changed": "changed the key of offline permits",
  "channel.changed": "changed a channel",
  "session.started": "signed in",
  "session.ended": "signed out",
  "audit.exported": "exported the ledger",
  "ledger.restored": "started a new ledger generation",
  "anomaly.detected": "approval contradicts the ledger",
  "anomaly.expected": "marked an anomaly",
  "audit.revealed": "revealed placeholders",
  "ledger.verified": "verified the ledger",
  "ledger.key_rotated": "replaced the key of the ledger",
};

/** Describes an entry in a few words, which follow its action type if it has one. */
export function describeLatest({ kind, status, denial_reason, event_types }: AuditEvent): string {
  if (kind === "action.denied") return denial_reason ? describeReason(denial_reason) : "denied";
  if (kind === "action.reported" && status) return `reported ${status}`;
  if (kind === "anomaly.detected" && status === "detected") return "unusual activity";
  if (kind === "approval.decided") return event_types.includes("action.denied") ? "denied" : "approved";
  return PHRASES[kind] ?? kind;
}

/** Converts `NO_MATCHING_POLICY` to "denied, no matching policy". */
function describeReason(code: string): string {
  return `denied, ${code.toLowerCase().replaceAll("_", " ")}`;
}
