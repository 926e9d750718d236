import type { DecisionInput } from "@agentlattice/contract";

/** What somebody typed before deciding. */
export interface Draft {
  readonly decision: DecisionInput["decision"];
  readonly reason: string;
}

const keyOf = (approvalId: string) => `al-draft:${approvalId}`;

/** Kept in this tab only, so that a failed request or an ended session loses nothing. */
export function saveDraft(approvalId: string, draft: Draft): void {
  sessionStorage.setItem(keyOf(approvalId), JSON.stringify(draft));
}

export function loadDraft(approvalId: string): Draft | null {
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(keyOf(approvalId)) ?? "null");
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

export function dropDraft(approvalId: string): void {
  sessionStorage.removeItem(keyOf(approvalId));
}

function isDraft(value: unknown): value is Draft {
  return (
    typeof value === "object" &&
    value !== null &&
    "reason" in value &&
    typeof value.reason === "string" &&
    "decision" in value &&
    (value.decision === "approve" || value.decision === "deny")
  );
}
