import type { Deps } from "../deps.ts";
import { advanceDrill } from "../drills/advance-drill.ts";
import type { DueWork } from "./due-work.ts";

const BATCH = 64;

/** Starts and ends the halt drills that are due. Several processes may run it concurrently. */
export const dueDrills = (deps: Pick<Deps, "database" | "newId">): DueWork<{ org_id: string; drill_id: string }> => ({
  find: (without) => deps.database.lookups.dueDrills(BATCH, without),
  async run(orgId, rows) {
    for (const { drill_id } of rows) await advanceDrill(deps, orgId, drill_id);
  },
});
