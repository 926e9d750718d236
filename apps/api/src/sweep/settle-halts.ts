import type { Deps } from "../deps.ts";
import { settleHalt } from "../halts/settle-halt.ts";

const BATCH = 16;

/** Completes the effect of halts on open approvals that a process did not finish. */
export async function settleHalts(deps: Pick<Deps, "bus" | "database" | "newId" | "waiters">): Promise<number> {
  const open = await deps.database.lookups.unsettledHalts(BATCH);
  for (const { org_id, halt_id } of open) await settleHalt(deps, org_id, halt_id);
  return open.length;
}
