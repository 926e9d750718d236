import type { Approval, AuditEvent } from "@agentlattice/contract";

/** The state of the agent's first action, derived from its entries and the queue. */
export type Progress =
  | { readonly at: "ready" }
  | { readonly at: "pending"; readonly approval: Approval | null }
  | { readonly at: "approved" }
  | { readonly at: "executed"; readonly seq: number }
  | { readonly at: "stopped"; readonly seq: number; readonly reason: string };

/** Derives the progress. @param entries newest first */
export function progressOf(entries: readonly AuditEvent[], approval: Approval | null): Progress {
  if (approval) return { at: "pending", approval };
  const last = entries.find(({ kind }) => /^(action|approval)\./.test(kind) && kind !== "action.reported");
  if (!last) return { at: "ready" };
  if (last.kind === "action.executed") return { at: "executed", seq: last.seq };
  // The queue updates a moment after the entry, and roles that cannot read approvals never receive it.
  if (last.kind === "approval.requested") return { at: "pending", approval: null };
  if (last.kind === "approval.decided" && !last.event_types.includes("action.denied")) return { at: "approved" };
  return { at: "stopped", seq: last.seq, reason: last.denial_reason ?? last.kind };
}
