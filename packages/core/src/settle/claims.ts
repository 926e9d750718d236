import type { Change, ClaimedId, Outcome, Uuid, View } from "./types.ts";

/** The replay of what an idempotency id was answered with; `null` when it was not used before. */
export function replayOf(claim: ClaimedId | null, view: View): Extract<Outcome, { type: "replay" }> | null {
  const earlier = claim && view.claims.get(claim.claim);
  return earlier ? { type: "replay", entry_id: earlier.entry_id, same_body: earlier.body_mac === claim.body_mac } : null;
}

/** Claims an idempotency id for the entry that answers it. */
export function claimId(claim: ClaimedId | null, entryId: Uuid): Change[] {
  return claim ? [{ table: "idempotency", row: { ...claim, entry_id: entryId } }] : [];
}
