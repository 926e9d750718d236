import type { Deps } from "../deps.ts";
import type { DueWork } from "./due-work.ts";

const BATCH = 256;

/**
 * Returns forgotten reservations to their budgets. Several processes may run it concurrently, because settling ends each reservation only
 * once.
 */
export const dueReservations = (deps: Pick<Deps, "database" | "newId">): DueWork<{ org_id: string; reservation_id: string }> => ({
  find: (without) => deps.database.lookups.dueReservations(BATCH, without),
  async run(orgId, rows) {
    await Promise.all(
      rows.map(({ reservation_id }) =>
        deps.database.ledger.commit({
          orgId,
          configVersion: null,
          intent: { kind: "expire_reservation", entry_id: deps.newId(), reservation_id, org_id: orgId, payloads: [] },
        }),
      ),
    );
  },
});
