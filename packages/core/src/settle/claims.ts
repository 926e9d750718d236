import type { Verdict } from "../model/verdict.ts";
import type { Change, ClaimedId, Outcome, Uuid, View } from "./types.ts";

/** Returns the replay of the answer that an idempotency id already has, or null when the id is new. */
export function replayOf(claim: ClaimedId | null, view: View): Extract<Outcome, { type: "replay" }> | null {
  const earlier = claim && view.claims.get(claim.claim);
  return earlier ? { type: "replay", entry_id: earlier.entry_id, same_body: earlier.body_mac === claim.body_mac } : null;
}

/** Claims an idempotency id for the entry that answers it. */
export function claimId(claim: ClaimedId | null, entryId: Uuid): Change[] {
  return claim ? [{ table: "idempotency", row: { ...claim, entry_id: entryId } }] : [];
}

/** Returns true when the verdict denies because the agent is stopped. Its repeats are recorded and claim nothing. */
export function deniesStoppedAgent({ denial_reason }: Pick<Verdict, "denial_reason">): boolean {
  return denial_reason === "AGENT_DISABLED" || denial_reason === "AGENT_HALTED";
}
