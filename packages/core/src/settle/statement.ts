import { claimId } from "./claims.ts";
import type { StatementUse, SubmitIntent } from "./intents.ts";
import type { Change, Outcome, Refused, SequenceRecord, Uuid, View } from "./types.ts";

type Replay = Extract<Outcome, { readonly type: "replay" }>;

/**
 * Returns the refusal of a statement whose sequence number or nonce was used before, or null.
 * INVARIANT: sequence numbers are compared under the lock of the organisation's head, so of parallel uses of one number only one succeeds.
 */
export function refuseReplayed({ statement }: SubmitIntent, view: View): Refused | null {
  if (!statement || isFresh(statement, view)) return null;
  return { type: "refused", code: "STATEMENT_REPLAYED", last_sequence: lastOf(statement, view) };
}

/**
 * Records the use of a statement: its sequence number, the numbers that it skipped, and its nonce.
 * INVARIANT: only a submission that is answered with a decision uses a number. A refused one uses none, so that it never leaves a gap.
 */
export function useStatement({ statement }: SubmitIntent, entryId: Uuid, view: View, now: number): Change[] {
  if (!statement) return [];
  const { key_id, sequence, nonce } = statement;
  const last = lastOf(statement, view);
  const skipped = sequence - last - 1;
  const row: SequenceRecord = {
    identity_key_id: key_id,
    last_sequence: sequence,
    missing: (view.sequences.get(key_id)?.missing ?? 0) + skipped,
    used_at: now,
  };
  const gap = { identity_key_id: key_id, from_sequence: last + 1, to_sequence: sequence - 1, entry_id: entryId, at: now };
  return [
    { table: "agent_sequence", row },
    ...(skipped > 0 ? [{ table: "agent_sequence_gap", row: gap } as const] : []),
    ...claimId(nonce, entryId),
  ];
}

/**
 * Records that a repeated submission used a new signed statement. Returns no change when the statement was used before, or when the
 * repetition is refused because its body differs from that of the first submission.
 */
export function useRepeated(intent: SubmitIntent, { entry_id, same_body }: Replay, view: View, now: number): Change[] {
  return same_body && intent.statement && isFresh(intent.statement, view) ? useStatement(intent, entry_id, view, now) : [];
}

function isFresh(statement: StatementUse, view: View): boolean {
  return statement.sequence > lastOf(statement, view) && !view.claims.has(statement.nonce.claim);
}

function lastOf({ key_id }: StatementUse, view: View): number {
  return view.sequences.get(key_id)?.last_sequence ?? 0;
}
