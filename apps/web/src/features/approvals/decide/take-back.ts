import type { Reviewed } from "../card/reviewed.ts";

export type TakeBack = "undo" | "revoke";

/** Returns how this person can take back a decision: by undoing it until the agent continues, then by revoking it until its permit is used. */
export function takeBackOf(approval: Reviewed, me: string): TakeBack | null {
  const { status, decided_by, emergency, outcome, stages } = approval;
  if (status === "pending")
    return stages.some((stage) => stage.status === "open" && stage.votes.some(({ user }) => user.id === me)) ? "undo" : null;
  if (status === "approved") return decided_by?.id === me && emergency === undefined ? "undo" : "revoke";
  return status === "used" && outcome === undefined ? "revoke" : null;
}
