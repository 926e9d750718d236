import { detectAnomalies, KnownBaselines } from "../anomalies/detect-anomalies.ts";
import { recordAnomalies } from "../anomalies/record-anomalies.ts";
import type { Deps } from "../deps.ts";
import type { DueWork } from "./due-work.ts";

const BATCH = 64;
/** Maximum number of transactions per organisation and run, so that a long log does not delay other organisations. */
const STEPS = 10;

/** Counts the activity of agents and records anomalies. Several processes may run it concurrently. */
export function dueAnomalies(deps: Pick<Deps, "database" | "newId">): DueWork<{ org_id: string }> {
  const known = new KnownBaselines();
  return {
    find: (without) => deps.database.lookups.dueAnomalies(BATCH, without),
    async run(orgId) {
      for (let step = 0; step < STEPS; step++) if (!(await detectAnomalies(deps, orgId, known))) break;
      await recordAnomalies(deps, orgId);
    },
  };
}
