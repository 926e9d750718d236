import { announceApproval } from "../approvals/announce.ts";
import type { Deps } from "../deps.ts";

const BATCH = 256;

/** Ends all due approvals. Several processes may run it concurrently, because settling accepts only one result. */
export async function expireDue(deps: Deps): Promise<number> {
  const due = await deps.database.lookups.dueApprovals(BATCH);
  await Promise.all(due.map(({ org_id, approval_id }) => expireApproval(deps, org_id, approval_id)));
  return due.length;
}

/** Ends an approval if it is due. */
export async function expireApproval(deps: Deps, orgId: string, approvalId: string): Promise<void> {
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    intent: { kind: "expire", entry_id: deps.newId(), approval_id: approvalId, org_id: orgId, payloads: [] },
  });
  if (outcome.type === "approval") announceApproval(deps, orgId, approvalId, null);
}
