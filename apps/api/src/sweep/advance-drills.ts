import type { Deps } from "../deps.ts";
import { advanceDrill } from "../drills/advance-drill.ts";

const BATCH = 64;

/** Starts and ends the halt drills that are due. Several processes may run it concurrently. */
export async function advanceDrills(deps: Pick<Deps, "database" | "newId">): Promise<number> {
  const due = await deps.database.lookups.dueDrills(BATCH);
  for (const { org_id, drill_id } of due) await advanceDrill(deps, org_id, drill_id);
  return due.length;
}
