import type { Deps } from "../deps.ts";

const BATCH = 256;

/**
 * Returns forgotten reservations to their budgets, and their number. Several processes may run it concurrently, because settling ends each
 * reservation only once. A failure of one organisation is thrown after the others have been served.
 */
export async function expireReservations(deps: Pick<Deps, "database" | "newId">): Promise<number> {
  const due = await deps.database.lookups.dueReservations(BATCH);
  const ended = await Promise.allSettled(
    due.map(({ org_id, reservation_id }) =>
      deps.database.ledger.commit({
        orgId: org_id,
        configVersion: null,
        intent: { kind: "expire_reservation", entry_id: deps.newId(), reservation_id, org_id, payloads: [] },
      }),
    ),
  );
  const failed = ended.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return due.length;
}
