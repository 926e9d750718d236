import type { Transaction } from "./connection.ts";

export interface SessionOfItem {
  readonly orgId: string;
  /** UUID of the acting session, if its row has not been read for this request. */
  readonly session?: string | undefined;
}

/** Returns the organisations and ids of the sessions that a batch depends on. */
export function sessionsOf(items: readonly SessionOfItem[]): [string[], string[]] {
  const acting = items.filter((item) => item.session !== undefined);
  return [acting.map(({ orgId }) => orgId), acting.map(({ session }) => session as string)];
}

/**
 * Loads the ids of ended sessions among those that a batch depends on. It is sent right after `lock_and_load`, so it costs no round trip.
 * INVARIANT: runs after the heads are locked, so that no decision follows the committed end of its session.
 */
export async function loadEndedSessions(tx: Transaction, items: readonly SessionOfItem[]): Promise<ReadonlySet<string>> {
  const values = sessionsOf(items);
  if (values[1].length === 0) return new Set();
  const { rows } = await tx.query({ name: "ended_sessions", text: "SELECT app.ended_sessions($1::uuid[], $2::uuid[]) AS ended", values });
  return new Set(rows[0].ended as string[] | null);
}
