import type { AuditEvent } from "@agentlattice/contract";

const PHRASES: Readonly<Record<string, string>> = {
  "org.created": "made the organisation",
  "organisation.changed": "changed the organisation",
  "action.executed": "executed",
  "action.reported": "reported",
  "approval.requested": "held for a person",
  "approval.expired": "ran out unanswered",
  "approval.lapsed": "lapsed unused",
  "approval.cancelled": "withdrawn",
  "approval.revoked": "approval revoked",
  "approval.refused": "refused when collected",
  "permit.consumed": "permit consumed",
  "delegation.created": "delegated",
  "delegation.revoked": "revoked a delegation",
  "delegation.expired": "delegation ended",
  "policy.changed": "changed a policy",
  "agent.changed": "changed an agent",
  "key.created": "made a key",
  "key.revoked": "revoked a key",
  "member.changed": "changed a member",
  "invitation.changed": "changed an invitation",
  "session.started": "signed in",
  "session.ended": "signed out",
  "audit.exported": "exported the ledger",
  "ledger.restored": "began a new generation of the ledger",
  "anomaly.detected": "went past a decision",
  "audit.revealed": "read values behind placeholders",
  "ledger.verified": "verified the ledger",
};

/** What an entry says in a few words, after the action's name where it has one. */
export function describeLatest({ kind, status, denial_reason, event_types }: AuditEvent): string {
  if (kind === "action.denied") return denial_reason ? reasonWords(denial_reason) : "denied";
  if (kind === "action.reported" && status) return `reported ${status}`;
  if (kind === "approval.decided") return event_types.includes("action.denied") ? "denied" : "approved";
  return PHRASES[kind] ?? kind;
}

/** `NO_MATCHING_POLICY` is "denied, no matching policy". */
function reasonWords(code: string): string {
  return `denied, ${code.toLowerCase().replaceAll("_", " ")}`;
}
