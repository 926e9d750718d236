import type { DecisionInput } from "@agentlattice/contract";

type Decision = DecisionInput["decision"];

/** The decision that a person is about to make, with its reason. */
export interface Draft {
  readonly decision: Decision;
  readonly reason: string;
}

/** A stored draft. `decision` is empty while the two buttons are shown. */
export type StoredDecisionDraft = { readonly decision: Decision | ""; readonly reason: string };

export const UNDECIDED: StoredDecisionDraft = { decision: "", reason: "" };

/** Returns the storage name of a decision's draft. */
export const decisionForm = (approvalId: string) => `decision of ${approvalId}`;

/** Returns the draft to display, or null. INVARIANT: a stored draft reopens the reason only if it contains one. */
export function openDraft({ decision, reason }: StoredDecisionDraft, asked: boolean): Draft | null {
  if (decision !== "approve" && decision !== "deny") return null;
  return asked || reason !== "" ? { decision, reason } : null;
}
