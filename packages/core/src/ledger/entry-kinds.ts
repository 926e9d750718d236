/** The kinds of entry of the first release. Closed: a kind that is not here cannot be written. */
export const ENTRY_KINDS = [
  "org.created",
  "action.executed",
  "action.denied",
  "action.reported",
  "approval.requested",
  "approval.decided",
  "approval.expired",
  "approval.lapsed",
  "approval.cancelled",
  "approval.revoked",
  "approval.refused",
  "permit.consumed",
  "delegation.created",
  "delegation.revoked",
  "delegation.expired",
  "policy.changed",
  "agent.changed",
  "key.created",
  "key.revoked",
  "member.changed",
  "session.started",
  "session.ended",
  "audit.exported",
] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];
