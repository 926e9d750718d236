import type { Deps } from "../deps.ts";
import { confirmHalt } from "../halts/confirm-halt.ts";
import type { DueWork } from "./due-work.ts";

const BATCH = 256;

/** Records halts as confirmed whose last outstanding client has disconnected. Acknowledgements record it themselves. */
export const unconfirmedHalts = (deps: Pick<Deps, "database" | "newId" | "now">): DueWork<{ org_id: string; halt_id: string }> => ({
  find: (without) => deps.database.lookups.unconfirmedHalts(BATCH, without),
  async run(orgId, rows) {
    for (const { halt_id } of rows) await confirmHalt(deps, orgId, halt_id);
  },
});
