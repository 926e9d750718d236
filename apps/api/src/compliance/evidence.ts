import type { EntryData } from "@agentlattice/core/ledger/schemas";

/** Evidence that a report counts: entries of these kinds, with these statuses and this code of an anomaly if there are any. */
interface Evidence {
  readonly label: string;
  readonly kinds?: readonly string[];
  readonly statuses?: readonly string[];
  readonly anomaly?: EntryData<"anomaly.detected">["anomaly"];
}

const TABLE = {
  entries: { label: "Entries recorded" },
  executed: { label: "Actions executed", kinds: ["action.executed"] },
  denied: { label: "Actions denied", kinds: ["action.denied"] },
  requested: { label: "Approvals requested", kinds: ["approval.requested"] },
  reports: { label: "Outcomes reported", kinds: ["action.reported"] },
  recorded: { label: "Events recorded without a decision", kinds: ["app.recorded"] },
  decided: { label: "Requests decided by a person", kinds: ["approval.decided"] },
  denied_by_person: { label: "Requests denied by a person", kinds: ["approval.decided"], statuses: ["denied"] },
  expired: { label: "Requests that expired", kinds: ["approval.expired"] },
  escalated: { label: "Escalations", kinds: ["approval.escalated"] },
  unreviewed: { label: "Releases by one person that nobody reviewed in time", kinds: ["emergency.unreviewed"] },
  outcome_unknown: { label: "Unknown outcomes", kinds: ["outcome.unknown"] },
  refused_reports: { label: "Outcomes refused because the action was not allowed", kinds: ["report.refused"] },
  // An anomaly has one entry, with this status.
  anomalies: { label: "Anomalies detected", kinds: ["anomaly.detected"], statuses: ["detected"] },
  tampered: { label: "Refused uses of approvals that contradict the ledger", kinds: ["anomaly.detected"], anomaly: "APPROVAL_TAMPERED" },
  halts: { label: "Halts requested", kinds: ["halt.requested"] },
  halts_confirmed: { label: "Halts that every client confirmed", kinds: ["halt.confirmed"] },
  drills: { label: "Halt drills completed", kinds: ["drill.completed"] },
  breakers: { label: "Breakers held or released by a person", kinds: ["breaker.changed"] },
  budgets_denied: { label: "Reservations denied by a budget", kinds: ["budget.denied"] },
  delegations: { label: "Delegations created", kinds: ["delegation.created"] },
  delegations_ended: { label: "Delegations revoked or expired", kinds: ["delegation.revoked", "delegation.expired"] },
  policies: { label: "Policy changes", kinds: ["policy.changed"] },
  agents: { label: "Agent changes", kinds: ["agent.changed"] },
  members: { label: "Member changes", kinds: ["member.changed"] },
  keys: { label: "Keys created or revoked", kinds: ["key.created", "key.revoked"] },
  sessions: { label: "Sign-ins", kinds: ["session.started"] },
  exports: { label: "Exports", kinds: ["audit.exported"] },
  revealed: { label: "Accesses to values behind placeholders", kinds: ["audit.revealed"] },
  verified: { label: "Verifications outside the server", kinds: ["ledger.verified"] },
} as const satisfies Record<string, Evidence>;

export type EvidenceId = keyof typeof TABLE;
export const EVIDENCE: Readonly<Record<EvidenceId, Evidence>> = TABLE;

/** A section of a report. `policies` are names of the library. */
export interface SectionPlan {
  readonly id: string;
  readonly reference: string;
  readonly title: string;
  readonly evidence: readonly EvidenceId[];
  readonly policies: readonly string[];
  readonly gives: string | null;
  /** Limits of the evidence of this section. */
  readonly uncovered: string | null;
}
