import type { Transaction } from "./connection.ts";

export interface SessionOfItem {
  readonly orgId: string;
  /** UUID of the session that acts, when nobody has looked at its row yet. */
  readonly session?: string | undefined;
}

/** Sessions that a batch relies on: organisations and ids. */
export function sessionsOf(items: readonly SessionOfItem[]): [string[], string[]] {
  const acting = items.filter((item) => item.session !== undefined);
  return [acting.map(({ orgId }) => orgId), acting.map(({ session }) => session as string)];
}

/**
 * Which of the sessions that a batch relies on have ended. Sent behind `lock_and_load` without waiting for it.
 * INVARIANT: runs after the heads are locked: a sign-out that has committed binds every decision committed after it.
 */
export async function loadEndedSessions(tx: Transaction, items: readonly SessionOfItem[]): Promise<ReadonlySet<string>> {
  const values = sessionsOf(items);
  if (values[1].length === 0) return new Set();
  const { rows } = await tx.query({ name: "ended_sessions", text: "SELECT app.ended_sessions($1::uuid[], $2::uuid[]) AS ended", values });
  return new Set(rows[0].ended as string[] | null);
}
