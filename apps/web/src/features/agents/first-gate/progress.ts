import type { Approval, AuditEvent } from "@agentlattice/contract";

/** Where the first action of the agent is now, as its entries and the queue say. */
export type Progress =
  | { readonly at: "asking" }
  | { readonly at: "held"; readonly approval: Approval | null }
  | { readonly at: "approved" }
  | { readonly at: "executed"; readonly seq: number }
  | { readonly at: "ended"; readonly seq: number; readonly why: string };

/** @param entries newest first */
export function progressOf(entries: readonly AuditEvent[], approval: Approval | null): Progress {
  if (approval) return { at: "held", approval };
  const last = entries.find(({ kind }) => /^(action|approval)\./.test(kind) && kind !== "action.reported");
  if (!last) return { at: "asking" };
  if (last.kind === "action.executed") return { at: "executed", seq: last.seq };
  // The list of what waits comes a moment after the entry, and never to a role that does not read approvals.
  if (last.kind === "approval.requested") return { at: "held", approval: null };
  if (last.kind === "approval.decided" && !last.event_types.includes("action.denied")) return { at: "approved" };
  return { at: "ended", seq: last.seq, why: last.denial_reason ?? last.kind };
}
