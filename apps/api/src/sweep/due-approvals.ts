import { announceApproval } from "../approvals/announce.ts";
import type { Deps } from "../deps.ts";
import type { DueWork } from "./due-work.ts";

const BATCH = 256;

type ApprovalDeps = Pick<Deps, "bus" | "database" | "newId" | "waiters">;

/**
 * Makes the next step of approvals that are due: escalations, expiries, lapses, unknown outcomes, missed reviews. Several processes may run it
 * concurrently, because settling accepts each step only once. After downtime, an approval is due again until its steps are made.
 */
export const dueApprovals = (deps: ApprovalDeps): DueWork<{ org_id: string; approval_id: string }> => ({
  find: (without) => deps.database.lookups.dueApprovals(BATCH, without),
  run: async (orgId, rows) => void (await Promise.all(rows.map(({ approval_id }) => advanceApproval(deps, orgId, approval_id)))),
});

/** Makes the next step of an approval if it is due. */
export async function advanceApproval(deps: ApprovalDeps, orgId: string, approvalId: string): Promise<void> {
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    intent: { kind: "due", entry_id: deps.newId(), approval_id: approvalId, org_id: orgId, payloads: [] },
  });
  if (outcome.type === "approval") announceApproval(deps, orgId, approvalId, null);
}
