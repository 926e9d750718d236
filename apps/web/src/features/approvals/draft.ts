import type { DecisionInput } from "@agentlattice/contract";

type Decision = DecisionInput["decision"];

/** What somebody typed before deciding, while the reason is asked for. */
export interface Draft {
  readonly decision: Decision;
  readonly reason: string;
}

/** A decision as it is kept; none, while the two buttons are shown. */
export type KeptDecision = { readonly decision: Decision | ""; readonly reason: string };

export const UNDECIDED: KeptDecision = { decision: "", reason: "" };

/** The name of the form in this tab's drafts. */
export const decisionForm = (approvalId: string) => `decision of ${approvalId}`;

/** INVARIANT: a reason is asked for again only when one was begun. */
export function openDraft({ decision, reason }: KeptDecision, asked: boolean): Draft | null {
  if (decision !== "approve" && decision !== "deny") return null;
  return asked || reason !== "" ? { decision, reason } : null;
}
