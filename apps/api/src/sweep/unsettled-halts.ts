import type { Deps } from "../deps.ts";
import { settleHalt } from "../halts/settle-halt.ts";
import type { DueWork } from "./due-work.ts";

const BATCH = 16;

/** Completes the effect of halts on open approvals that a process did not finish. */
export const unsettledHalts = (
  deps: Pick<Deps, "bus" | "database" | "newId" | "waiters">,
): DueWork<{ org_id: string; halt_id: string }> => ({
  find: (without) => deps.database.lookups.unsettledHalts(BATCH, without),
  async run(orgId, rows) {
    for (const { halt_id } of rows) await settleHalt(deps, orgId, halt_id);
  },
});
