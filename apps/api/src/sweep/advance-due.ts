import { announceApproval } from "../approvals/announce.ts";
import type { Deps } from "../deps.ts";

const BATCH = 256;

/**
 * Makes the next step of all approvals that are due: escalations, expiries, lapses, unknown outcomes, missed reviews. Several processes may
 * run it concurrently, because settling accepts each step only once. After downtime, an approval is due again until its steps are made.
 */
export async function advanceDue(deps: Pick<Deps, "bus" | "database" | "newId" | "waiters">): Promise<number> {
  const due = await deps.database.lookups.dueApprovals(BATCH);
  await Promise.all(due.map(({ org_id, approval_id }) => advanceApproval(deps, org_id, approval_id)));
  return due.length;
}

/** Makes the next step of an approval if it is due. */
export async function advanceApproval(
  deps: Pick<Deps, "bus" | "database" | "newId" | "waiters">,
  orgId: string,
  approvalId: string,
): Promise<void> {
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    intent: { kind: "due", entry_id: deps.newId(), approval_id: approvalId, org_id: orgId, payloads: [] },
  });
  if (outcome.type === "approval") announceApproval(deps, orgId, approvalId, null);
}
